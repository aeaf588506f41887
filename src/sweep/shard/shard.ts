// A shard: one of several parts of a sweep, which machines run apart from each other.
import { InputError } from '../../../base/index.ts';

export interface Shard {
  /** From 1 to `count`. */
  readonly index: number;
  readonly count: number;
}

/** Shards are numbers of an array job: Slurm and Kubernetes have fewer tasks in one. */
const MOST = 1_000_000;

/** @throws InputError for anything else than `2/8` */
export function parseShard(text: string): Shard {
  const [, index, count] = /^(\d{1,7})\/(\d{1,7})$/.exec(text)?.map(Number) ?? [];
  if (index === undefined || count === undefined || index < 1 || index > count || count > MOST) {
    const expected = 'number and count of a shard, from 1/8 to 8/8';
    throw new InputError('--shard', [{ where: '--shard', found: text, expected }]);
  }
  return { index, count };
}

export const shardText = ({ index, count }: Shard): string => `${index}/${count}`;

/**
 * The runs of a shard, in turn: with three shards the first has 0, 3, 6, …. Shards so have the same number of runs, up to one, and a
 * parameter that makes runs slow is spread over them.
 */
export function* indicesOf(size: number, { index, count }: Shard): Generator<number> {
  for (let run = index - 1; run < size; run += count) yield run;
}

/** The number of its runs. */
export const sizeOf = (size: number, { index, count }: Shard): number =>
  Math.max(0, Math.ceil((size - index + 1) / count));
