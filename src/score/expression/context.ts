// Helpers of reading score.yaml and search.yaml.
import type { Problem } from '../../../base/index.ts';
import type { Place } from '../../case/text/place.ts';
import { nearestHint, type Report } from '../../case/text/report.ts';
import { type Expression, ExpressionFault, type Parse, type Words } from './expression.ts';

export interface Context {
  readonly parse: Parse;
  readonly place: Place;
  readonly report: Report;
  readonly runs: ReadonlySet<string>;
  readonly published: ReadonlySet<string>;
  readonly several: boolean;
}

/** The expression in a text; undefined once its fault has been reported. */
export const parsed = (text: string, words: Words, path: readonly string[], { parse, place, report }: Context) =>
  reporting(() => parse(text, words), place.at(path), report);

/** The expression that `parse` gives; undefined once its fault has been reported. */
export function reporting(parse: () => Expression, where: string, report: Report): Expression | undefined {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof ExpressionFault)) throw error;
    report.add(problemAt(where, error));
    return undefined;
  }
}

export const problemAt = (where: string, { found, expected, hint }: ExpressionFault): Problem => ({
  where,
  found,
  expected,
  ...(hint === undefined ? {} : { hint }),
});

/** Reports a name that is not one of a variant. */
export function checkVariant(
  name: string | undefined,
  variants: readonly { readonly name: string }[],
  where: string,
  report: Report,
): void {
  const known = variants.map((variant) => variant.name);
  if (name === undefined || known.includes(name)) return;
  const expected = known.length > 0 ? `a variant: ${known.join(', ')}` : 'no variant: the case has none';
  report.add({ where, found: name, expected, ...nearestHint(name, known) });
}

/** Ends the reading of a file that could not be parsed. */
export function unreadable(report: Report): never {
  report.stopIfAny();
  throw new Error(`${report.source} cannot be read and no problem was reported`);
}
