import type { Path } from './path.ts';

/** Places of values, for messages. */
export interface Place {
  /** `case.yaml:10:25, devices.3.p_max_kw`, or the change that wrote the value, or `lines.csv:8, length_m`. */
  at(path: Path): string;
  /** The same for a key rather than its value. */
  atKey(path: Path): string;
  /** The spelling of a scalar in the file: `1e999`, `.nan`. */
  spelling(path: Path): string | undefined;
  /** True for the cells of a table, where every value is a text. */
  readonly cells?: boolean;
}

/** The places below a path. */
export const below = (place: Place, path: Path): Place => ({
  at: (rest) => place.at([...path, ...rest]),
  atKey: (rest) => place.atKey([...path, ...rest]),
  spelling: (rest) => place.spelling([...path, ...rest]),
});
