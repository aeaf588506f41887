// The names, bounds and indices of variables or rows while a problem is written.
import { checkFamily, checkUnlike, type IndexSet, type NameFamily, sizeOf } from '../problem/names.ts';
import { Floats } from './growing.ts';

/** One position per index set, each from 0. */
export type Positions<S extends readonly IndexSet[]> = { readonly [K in keyof S]: number };

/** A family of variables or rows. Called with positions it gives the index of the member; out of range it throws. */
export interface Family<S extends readonly IndexSet[] = readonly IndexSet[]> extends NameFamily {
  (...at: Positions<S>): number;
  readonly sets: S;
}

/** Variables or rows as they are written. Their indices begin after those of the problem that is continued. */
export interface Book {
  readonly before: number;
  readonly families: NameFamily[];
  readonly taken: Set<string>;
  readonly known: ReadonlySet<string>;
  readonly min: Floats;
  readonly max: Floats;
}

export const bookAfter = (of?: { readonly count: number; readonly families: readonly NameFamily[] }): Book => ({
  ...{ before: of?.count ?? 0, families: [], taken: new Set(), known: of ? namesOf(of.families) : NO_NAMES },
  ...{ min: new Floats(), max: new Floats() },
});

/** Place of a variable or row among those that are written. */
export function own({ before, min }: Book, index: number, what: string): number {
  if (index >= before && index < before + min.length) return index - before;
  throw new RangeError(
    index >= 0 && index < before ? `${what} ${index} is continued as it is` : `no ${what} has index ${index}`,
  );
}

const NO_NAMES: ReadonlySet<string> = new Set();
const names = new WeakMap<readonly NameFamily[], ReadonlySet<string>>();

function namesOf(families: readonly NameFamily[]): ReadonlySet<string> {
  const known = names.get(families) ?? new Set(families.map(({ family }) => family));
  names.set(families, known);
  return known;
}

function register(book: Book, family: string, sets: readonly IndexSet[], first: number): number {
  checkUnlike(book.known, family);
  checkFamily(book.taken, family, sets);
  const count = sets.reduce((product: number, set) => product * sizeOf(set), 1);
  book.taken.add(family);
  book.families.push(
    Object.freeze({ family, sets: Object.isFrozen(sets) ? sets : Object.freeze([...sets]), first, count }),
  );
  return count;
}

/** Registers a family of a problem that is included, which has been checked there. */
export function registerAgain(book: Book, prefix: string, known: NameFamily, by: number): void {
  const family = prefix + known.family;
  checkUnlike(book.known, family);
  checkUnlike(book.taken, family);
  book.taken.add(family);
  book.families.push(prefix === '' && by === 0 ? known : Object.freeze({ ...known, family, first: known.first + by }));
}

export function familyOf<S extends readonly IndexSet[]>(book: Book, family: string, sets: S, first: number): Family<S> {
  const count = register(book, family, sets, first);
  const sizes = sets.map(sizeOf);
  const index = (...at: number[]): number => {
    let k = 0;
    for (let d = 0; d < sizes.length; d++) {
      const position = at[d]!;
      if (!(position >= 0 && position < sizes[d]!)) throw new RangeError(`${family}: no position ${at.join(', ')}`);
      k = k * sizes[d]! + position;
    }
    return first + k;
  };
  return Object.freeze(Object.assign(index, { family, sets, first, count })) as unknown as Family<S>;
}
