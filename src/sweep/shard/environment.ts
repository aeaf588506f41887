// The shard that an array job asks for: Slurm and Kubernetes give each of its tasks a number in the environment.
//
//   Slurm        SLURM_ARRAY_TASK_ID, from _MIN to _MAX in steps of _STEP, _COUNT of them
//   Kubernetes   JOB_COMPLETION_INDEX, from 0; their number is not given: FEEDERLAB_SHARDS, which `--emit kubernetes` sets
import { InputError, type Problem } from '../../../base/index.ts';
import { parseShard, type Shard, shardText } from './shard.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface ChosenShard extends Shard {
  /** Sentence for the user, where the shard is from the environment. */
  readonly remark?: string;
}

const [SLURM, KUBERNETES, SHARDS] = ['SLURM_ARRAY_TASK_ID', 'JOB_COMPLETION_INDEX', 'FEEDERLAB_SHARDS'] as const;

/**
 * The shard given by `--shard`, or else by the environment; undefined where neither has one.
 * @throws InputError where the variables are incomplete or contradict each other
 */
export function chosenShard(option: string | undefined, env: Environment): ChosenShard | undefined {
  if (option !== undefined) return parseShard(option);
  const { [SLURM]: task, [KUBERNETES]: index, [SHARDS]: shards } = env;
  if (task !== undefined && index !== undefined)
    refuse({ where: KUBERNETES, found: `${index}, and ${SLURM} ${task}`, expected: 'an array job of one system' });
  if (task !== undefined) return said(ofSlurm(env), SLURM);
  if (index !== undefined) return said(ofKubernetes(env), KUBERNETES);
  if (shards !== undefined) refuse({ where: SHARDS, found: shards, expected: `${KUBERNETES} with it` });
  return undefined;
}

function ofSlurm(env: Environment): Shard {
  const number = (name: string) => whole(env, `SLURM_ARRAY_TASK_${name}`);
  const [id, first, last, count] = [number('ID'), number('MIN'), number('MAX'), number('COUNT')];
  const step = env['SLURM_ARRAY_TASK_STEP'] === undefined ? 1 : number('STEP');
  const array = `task ${id} of ${first}-${last}:${step}, ${count} tasks`;
  const [before, ofAll] = [(id - first) / step, (last - first) / step + 1];
  // a list, such as the tasks of an earlier array that failed
  if (step < 1 || id < first || id > last || !Number.isInteger(before) || ofAll !== count)
    refuse({ where: SLURM, found: array, expected: 'an array of equal steps, such as 1-8' });
  if (env[SHARDS] !== undefined && whole(env, SHARDS) !== count)
    refuse({ where: SHARDS, found: env[SHARDS], expected: `the number of tasks of the array, ${count}` });
  return { index: before + 1, count };
}

function ofKubernetes(env: Environment): Shard {
  const [index, count] = [whole(env, KUBERNETES), whole(env, SHARDS)];
  if (index >= count) refuse({ where: KUBERNETES, found: index, expected: `a number below ${SHARDS}, ${count}` });
  return { index: index + 1, count };
}

function whole(env: Environment, name: string): number {
  const text = env[name];
  if (text === undefined || !/^\d{1,9}$/.test(text)) refuse({ where: name, found: text, expected: 'a whole number' });
  return Number(text);
}

function refuse(problem: Problem): never {
  const hint = problem.hint ?? 'say --shard i/n; --shard 1/1 makes all runs';
  throw new InputError('array job in the environment', [{ ...problem, hint }]);
}

const said = (shard: Shard, from: string): ChosenShard => ({
  ...shard,
  remark: `shard ${shardText(shard)}, from ${from} in the environment; --shard 1/1 makes all runs`,
});
