// Bytes of a text that are also read and written four at a time, wherever they lie.

export interface Text {
  readonly bytes: Buffer;
  readonly words: DataView;
}

/** Bytes that a write of words may touch beyond the text. */
const BEYOND = 3;

/** Room for a text of so many bytes. */
export function textOf(length: number): Text {
  const bytes = Buffer.alloc(length + BEYOND);
  return { bytes, words: new DataView(bytes.buffer, bytes.byteOffset, bytes.length) };
}

/** Copies bytes `begin` to `end − 1` of a text, word by word, to place `at` of another. @returns the place after them */
export function copied(from: Text, begin: number, end: number, to: Text, at: number): number {
  for (let i = begin, a = at; i < end; i += 4, a += 4) to.words.setInt32(a, from.words.getInt32(i, true), true);
  return at + end - begin;
}
