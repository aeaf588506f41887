// The case of a run, which its folder knows by name.
import { InputError } from '../../../base/index.ts';
import { locateCase } from '../../case/text/locate.ts';
import type { Manifest } from './manifest.ts';

/**
 * The folder of the case of a run.
 * @param source file for the head of messages
 * @param why it is needed, as an attribute: `whose modules …`
 * @param given path or name of the case; that of the run when absent
 * @throws InputError when there is none
 */
export function caseOf({ case: name }: Pick<Manifest, 'case'>, source: string, why: string, given?: string): string {
  try {
    return locateCase(given ?? name);
  } catch (error) {
    if (!(error instanceof InputError) || given !== undefined) throw error;
    const expected = `the case ${name}, ${why}`;
    throw new InputError(source, [{ where: '--case', found: undefined, expected }]);
  }
}
