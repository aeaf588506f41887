// Arrays of a problem. Those of a large one are in memory that threads can share.

/** As many links are large: an evaluation takes some milliseconds, a thread joins it in a tenth of one. */
const LARGE = 50_000;

export interface Memory {
  readonly isShared: boolean;
  /** Zeros. */
  floats(length: number): Float64Array;
  integers(length: number): Int32Array;
  bytes(length: number): Uint8Array;
}

/** @param links of all chains of the problem */
export function memoryFor(links: number): Memory {
  const isShared = links >= LARGE && typeof SharedArrayBuffer !== 'undefined'; // a web page has none unless it is isolated
  const buffer = (bytes: number) => (isShared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes));
  return {
    isShared,
    floats: (length) => new Float64Array(buffer(8 * length)),
    integers: (length) => new Int32Array(buffer(4 * length)),
    bytes: (length) => new Uint8Array(buffer(length)),
  };
}
