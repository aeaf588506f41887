// Drawing with the interpreter of V8 and its quick compiler alone. Vega builds its functions anew for each picture, from the text of
// their expressions, and each handles some thousand values: optimising them takes longer than they run.
import v8 from 'node:v8';
import { isProgram } from '../../start/program.ts';

let active = 0;

/**
 * What `work` returns. In the programs of feederlab no function is optimised until it is done; functions that are optimised already
 * stay so.
 */
export async function unoptimised<T>(work: () => T | Promise<T>): Promise<T> {
  if (!isProgram()) return await work();
  if (active++ === 0) v8.setFlagsFromString('--no-turbofan');
  try {
    return await work();
  } finally {
    if (--active === 0) v8.setFlagsFromString('--turbofan');
  }
}
