// What reading a score.yaml needs at every place of it.
import type { Report } from '../case/report.ts';
import type { Place } from '../case/yaml.ts';
import { ExpressionFault, type Parse, type Words } from './expression.ts';

export interface Context {
  readonly parse: Parse;
  readonly place: Place;
  readonly report: Report;
  readonly runs: ReadonlySet<string>;
  readonly published: ReadonlySet<string>;
  readonly several: boolean;
}

/** The expression in a text; undefined once its fault has been reported. */
export function parsed(text: string, words: Words, path: readonly string[], { parse, place, report }: Context) {
  try {
    return parse(text, words);
  } catch (error) {
    if (!(error instanceof ExpressionFault)) throw error;
    const { found, expected, hint } = error;
    report.add({ where: place.at(path), found, expected, ...(hint === undefined ? {} : { hint }) });
    return undefined;
  }
}
