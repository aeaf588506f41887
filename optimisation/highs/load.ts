// HiGHS, compiled to WebAssembly (npm `highs`). Loaded at its first use, once per process or worker.
import type { Highs, InitOptions } from 'highs';

let loading: Promise<Highs> | undefined;

export const loadHighs = (): Promise<Highs> => (loading ??= instantiate());

async function instantiate(): Promise<Highs> {
  const module = await import('highs');
  // its declarations describe the CommonJS build; what is imported is the ES module, whose default is the loader itself
  const load = module.default as unknown as (options?: InitOptions) => Promise<Highs>;
  return load();
}
