// Hashes in the order in which they were added, each once. Of a SHA-256 the first 128 bits are kept, as numbers: 24 to 48 bytes
// each, where a set of texts takes some 200. Two equal ones among 10^9 runs have a probability of 10^-21.
import { hash } from 'node:crypto';

const WORDS = 4;
/** Bytes of each in a message. */
const BYTES = 4 * WORDS;

export class Digests {
  #words = new Uint32Array(64 * WORDS);
  /** Numbers from 1 by hash, 0 where a place is free; at most half of the places are taken. */
  #places = new Uint32Array(128);
  #size = 0;
  readonly #wanted = new Uint32Array(WORDS);

  get size(): number {
    return this.#size;
  }

  /** The number of a hash, from 0; undefined where it was not added. */
  indexOf(text: string): number | undefined {
    wordsOf(text, this.#wanted);
    const number = this.#places[this.#place()]!;
    return number === 0 ? undefined : number - 1;
  }

  has(text: string): boolean {
    return this.indexOf(text) !== undefined;
  }

  /** Adds a hash where it is not there yet. @returns its number */
  add(text: string): number {
    wordsOf(text, this.#wanted);
    return this.#enter();
  }

  /** Those from a number on, for `addAll` of another one. */
  from(number: number): Uint8Array {
    return new Uint8Array(this.#words.buffer, number * BYTES, (this.#size - number) * BYTES).slice();
  }

  addAll(bytes: Uint8Array): void {
    const words = new Uint32Array(bytes.slice().buffer);
    for (let at = 0; at < words.length; at += WORDS) {
      this.#wanted.set(words.subarray(at, at + WORDS));
      this.#enter();
    }
  }

  #enter(): number {
    const place = this.#place();
    const number = this.#places[place]!;
    if (number > 0) return number - 1;
    if ((this.#size + 1) * WORDS > this.#words.length) this.#words = doubled(this.#words);
    this.#words.set(this.#wanted, this.#size * WORDS);
    this.#places[place] = ++this.#size;
    if (2 * this.#size > this.#places.length) this.#spread();
    return this.#size - 1;
  }

  /** That of the wanted hash, or the free one where it belongs. */
  #place(): number {
    const [words, places, wanted] = [this.#words, this.#places, this.#wanted];
    const mask = places.length - 1;
    for (let place = wanted[0]! & mask; ; place = (place + 1) & mask) {
      const at = (places[place]! - 1) * WORDS;
      if (at < 0) return place;
      if (
        words[at] === wanted[0] &&
        words[at + 1] === wanted[1] &&
        words[at + 2] === wanted[2] &&
        words[at + 3] === wanted[3]
      )
        return place;
    }
  }

  #spread(): void {
    this.#places = new Uint32Array(2 * this.#places.length);
    for (let number = 1; number <= this.#size; number++) {
      this.#wanted.set(this.#words.subarray((number - 1) * WORDS, number * WORDS));
      this.#places[this.#place()] = number;
    }
  }
}

/** Hexadecimal digits of a SHA-256, and of a word. */
const [DIGITS, OF_WORD] = [64, 8];

/** The first 128 bits of a hash; what is none, as in a damaged file, is hashed. */
function wordsOf(text: string, into: Uint32Array): void {
  if (!hasWords(text, into)) hasWords(hash('sha256', text), into);
}

function hasWords(text: string, into: Uint32Array): boolean {
  if (text.length !== DIGITS) return false;
  let word = 0;
  for (let i = 0; i < DIGITS; i++) {
    const digit = digitOf(text.charCodeAt(i));
    if (digit < 0) return false;
    word = (word << 4) | digit;
    if ((i + 1) % OF_WORD === 0 && i < WORDS * OF_WORD) into[(i + 1) / OF_WORD - 1] = word;
  }
  return true;
}

/** Of the characters 0–9 and a–f; negative for others. */
function digitOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  return code >= 97 && code <= 102 ? code - 87 : -1;
}

/** A longer copy of numbers. */
export function doubled<T extends Uint8Array | Uint32Array | Float64Array>(numbers: T): T {
  const longer = new (numbers.constructor as new (length: number) => T)(2 * numbers.length);
  longer.set(numbers);
  return longer;
}
