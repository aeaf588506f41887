// The compiled kernel, loaded when it is first needed.
import { LANES } from './kernel/lanes.wasm.ts';

/** The functions of kernel/lanes.as; all addresses are bytes in `memory`. */
export interface LaneExports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  /** The first address that the kernel does not use itself. */
  heap(): number;
  network(...sizesAndAddresses: number[]): void;
  branch(count: number, address: number, columnSize: number, sumSize: number): void;
  pattern(start: number, column: number): void;
  criteria(tolerance: number, fine: number, rounds: number, lowest: number, highest: number): void;
  /** The sums of the first rows of the buses at `p`. */
  loads(p: number, count: number, to: number): void;
  start(constants: number, links: number, inverse: number, factor: number): void;
  /** `groups`, `shared`, then the addresses of the order, p, q, vm, va, flow, sum, mismatch, result. */
  solve(groups: number, shared: number, ...addresses: number[]): void;
}

/** What is used of WebAssembly; the types of ECMAScript do not have it. */
interface WebAssemblyApi {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

let compiled: object | undefined | 'unsupported';

/** A new instance with its own memory; undefined where the host has no WebAssembly with vectors. */
export function laneInstance(): LaneExports | undefined {
  const api = (globalThis as { WebAssembly?: WebAssemblyApi }).WebAssembly;
  compiled ??= compile(api);
  if (compiled === 'unsupported' || !api) return undefined;
  return new api.Instance(compiled).exports as LaneExports;
}

function compile(api: WebAssemblyApi | undefined): object | 'unsupported' {
  const bytes = Uint8Array.from(atob(LANES), (character) => character.charCodeAt(0));
  return api?.validate(bytes) ? new api.Module(bytes) : 'unsupported';
}
