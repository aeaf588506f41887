// How many problems are solved at the same time.
import { availableParallelism } from 'node:os';
import { InputError } from '../../base/index.ts';

/**
 * The number given; where there is none, that of the environment variable FEEDERLAB_JOBS, or the number of cores.
 * @throws InputError when it is not a whole number of 1 or more
 */
export function jobsOf(given: number | undefined): number {
  const text = process.env['FEEDERLAB_JOBS'] ?? '';
  if (given === undefined && text === '') return availableParallelism();
  const jobs = given ?? Number(text);
  if (Number.isSafeInteger(jobs) && jobs >= 1) return jobs;
  const [where, found] = given === undefined ? ['FEEDERLAB_JOBS', text] : ['jobs', given];
  const hint = 'without it every core is used';
  throw new InputError('solver pool', [{ where, found, expected: 'a whole number, 1 or more', hint }]);
}
