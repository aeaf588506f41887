import type { Path } from './path.ts';

/** Where values stand, for messages. */
export interface Place {
  /** `case.yaml:10:25, devices.3.p_max_kw`, or the change that wrote the value, or `lines.csv:8, length_m`. */
  at(path: Path): string;
  /** The same for a key rather than its value. */
  atKey(path: Path): string;
  /** How the file spells a scalar: `1e999`, `.nan`. */
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
