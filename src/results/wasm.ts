// Modules of WebAssembly, and blocks of their memory.

/** What every module exports. */
export interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
}

/** What is used of WebAssembly; the types of ECMAScript do not have it. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

const { Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;

/** An instance of a module given in base64. */
export const instanceOf = <E extends Exports>(module: string, imports: object = {}): E =>
  new Instance(new Module(Buffer.from(module, 'base64')), imports).exports as E;

export interface Block {
  /** A multiple of 64. */
  readonly at: number;
  readonly bytes: number;
}

/** The memory of a module as it is now: where a block is taken it may grow, and gets other views. */
export interface Views {
  readonly bytes: Buffer;
  readonly numbers: Float64Array;
  readonly integers: Int32Array;
}

const PAGE = 65_536;

const viewsOf = (buffer: ArrayBuffer): Views => ({
  bytes: Buffer.from(buffer),
  numbers: new Float64Array(buffer),
  integers: new Int32Array(buffer),
});

/** @param begin bytes before the first block, where the constants of the module lie; a multiple of 64 */
export function blocksOf({ memory: growing }: Exports, begin: number) {
  const memory = viewsOf(growing.buffer);
  let end = begin;
  /** Addresses of the blocks that were given back, by the binary logarithm of their size. */
  const free: number[][] = [];
  return {
    memory,
    /** A block of at least so many bytes, with any content. */
    take(bytes: number): Block {
      const size = Math.max(6, Math.ceil(Math.log2(bytes)));
      const at = free[size]?.pop();
      if (at !== undefined) return { at, bytes: 2 ** size };
      const block = { at: end, bytes: 2 ** size };
      end += block.bytes;
      const missing = Math.ceil((end - memory.bytes.length) / PAGE);
      if (missing > 0) {
        growing.grow(missing);
        Object.assign(memory, viewsOf(growing.buffer));
      }
      return block;
    },
    give({ at, bytes }: Block): void {
      const size = Math.log2(bytes);
      free[size] ??= [];
      free[size].push(at);
    },
  };
}
