// The functions of rows.as and the memory in which they write. All tables of a thread are written in it: each takes blocks of it and
// gives them back.
import { ROWS } from './rows.wasm.ts';

/** All addresses are bytes in `memory`; rows.as says what each function does. */
interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  number(at: number, x: number): number;
  rounded(x: number): number;
  begin(rows: number, n: number, kinds: number, known: number, cells: number): void;
  change(rows: number, n: number, kinds: number, given: number, known: number, cells: number): void;
  put(at: number, label: number, labelEnd: number, rows: number, n: number, cells: number): number;
}

/** What is used of WebAssembly; the types of ECMAScript do not have it. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

/** Significant digits of a number in a table. */
const DIGITS = 9;

/** What the kernel asks for. */
const host = {
  value: (x: number): number => (Number.isFinite(x) ? Number(x.toPrecision(DIGITS)) : Number.NaN),
  text: (x: number, at: number): number => at + memory.bytes.write(String(host.value(x)), at, 'latin1'),
};

const { Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;

export const kernel = new Instance(new Module(Buffer.from(ROWS, 'base64')), { host }).exports as Kernel;

const viewsOf = (buffer: ArrayBuffer) => ({
  bytes: Buffer.from(buffer),
  numbers: new Float64Array(buffer),
  integers: new Int32Array(buffer),
});

/** The memory as it is now: where a block is taken it may grow, and gets other views. */
export const memory = viewsOf(kernel.memory.buffer);

const PAGE = 65_536;
/** The constants of the kernel lie before it. */
let end = 4096;
/** Addresses of the blocks that were given back, by the binary logarithm of their size. */
const free: number[][] = [];

export interface Block {
  /** A multiple of 64. */
  readonly at: number;
  readonly bytes: number;
}

/** A block of at least so many bytes, with any content. */
export function takeBlock(bytes: number): Block {
  const size = Math.max(6, Math.ceil(Math.log2(bytes)));
  const at = free[size]?.pop();
  if (at !== undefined) return { at, bytes: 2 ** size };
  const block = { at: end, bytes: 2 ** size };
  end += block.bytes;
  const missing = Math.ceil((end - memory.bytes.length) / PAGE);
  if (missing > 0) {
    kernel.memory.grow(missing);
    Object.assign(memory, viewsOf(kernel.memory.buffer));
  }
  return block;
}

export function giveBlock({ at, bytes }: Block): void {
  const size = Math.log2(bytes);
  free[size] ??= [];
  free[size].push(at);
}
