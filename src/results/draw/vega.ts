// Vega and Vega-Lite, each from the one file that web pages load. Imported as packages they are a hundred modules, which take
// three times as long to load.
import { compileFunction } from 'node:vm';
import { nextTo, require } from './packaged.ts';

function bundle<T>(entry: string, file: string, needed: Readonly<Record<string, unknown>> = {}): T {
  const module = { exports: {} };
  const run = compileFunction(nextTo(entry, file), ['exports', 'module', 'require'], { filename: file });
  run(module.exports, module, (other: string) => needed[other]);
  return module.exports as T;
}

export const vega = bundle<typeof import('vega')>(require.resolve('vega'), 'vega.min.js');
export const { compile } = bundle<typeof import('vega-lite')>(require.resolve('vega-lite'), 'vega-lite.min.js', {
  vega,
});
