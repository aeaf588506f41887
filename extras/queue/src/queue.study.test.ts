// Sweeps through a real Redis, with workers and servers that are killed: nothing finished is lost, nothing is counted twice, and the
// table has the same bytes as that of a sweep without a queue.
import type { ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { writeFolder } from '../../../src/case/testing/folder.ts';
import { feederlab, type Outcome } from '../../../src/cli/testing.ts';
import { TINY } from '../../../src/compare/testing/tiny.ts';
import { hasRedisServer, type RedisServer, redisServer } from './testing/server.ts';

const RUNS = 120;
/** Time after which the runs of a killed worker go to another [s]. */
const LEASE = ['--lease', '2'];
const PERSISTENT = ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always'];
const IN_MEMORY = ['--save', '', '--appendonly', 'no'];

const root = mkdtempSync(join(tmpdir(), 'feederlab-queue-'));
const at = (path: string) => join(root, path);
const read = (path: string) => readFileSync(at(path), 'utf8');
const tableOf = (folder: string) =>
  ['runs.csv', 'runs.parquet'].map((file) => readFileSync(at(join(folder, file))).toString('latin1'));

/** Lines of the ledgers of a folder, one for each run that was made. */
const made = (folder: string): string[] =>
  (existsSync(at(join(folder, 'ledger'))) ? readdirSync(at(join(folder, 'ledger'))) : []).flatMap((file) =>
    read(join(folder, 'ledger', file))
      .split('\n')
      .slice(0, -1),
  );
const keyIn = (line: string): string => JSON.parse(line).key;

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setTimeout(20);
}

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Outcome>;
}
const running: ChildProcess[] = [];

/** The command, in a process that can be killed. */
function start(args: readonly string[]): Running {
  let child!: ChildProcess;
  const ended = feederlab(args, {
    cwd: root,
    meanwhile: (started) => {
      child = started;
    },
  });
  running.push(child);
  return { child, ended };
}

describe.skipIf(!hasRedisServer())('a sweep through Redis', () => {
  let redis: RedisServer;
  const serve = async (options: readonly string[]) => {
    redis = await redisServer(mkdtempSync(at('redis-')), options);
    await redis.start();
  };
  const sweep = (...args: string[]) => start(['sweep', 'seeds.yaml', '--on', redis.url, ...args]);
  const worker = (out: string, ...args: string[]) =>
    start(['worker', redis.url, '--out', out, '--workers', '1', ...LEASE, ...args]);
  /** States of the runs in Redis. */
  const states = async () => {
    const connection = new Redis(redis.url);
    const [id] = await connection.hkeys('feederlab:sweeps');
    const queue = new Queue(id!, { connection, prefix: 'feederlab' });
    const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'completed', 'failed');
    await queue.close();
    connection.disconnect();
    return counts;
  };

  beforeAll(async () => {
    cpSync(writeFolder(TINY), at('tiny'), { recursive: true });
    writeFileSync(at('seeds.yaml'), `title: Seeds\ncase: tiny\nover: { seed: { seeds: ${RUNS} } }\n`);
    expect(await feederlab(['sweep', 'seeds.yaml', '--out', 'local'], { cwd: root })).toMatchObject({ code: 0 });
  });
  afterEach(async () => {
    for (const child of running.splice(0)) child.kill('SIGKILL');
    await redis.kill();
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it('is made by two workers, one of which is killed in the middle', async () => {
    await serve(PERSISTENT);
    const waiting = sweep('--out', 'of-sweep');
    const [first, second] = [worker('of-first'), worker('of-second')];
    await until(() => made('of-first').length >= 5 && made('of-second').length >= 5);
    first.child.kill('SIGKILL');
    const { code, stdout, stderr } = await waiting.ended;
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('feederlab merge of-sweep') });
    expect(stdout).toContain(`0 of ${RUNS} runs done`);
    second.child.kill('SIGINT');
    expect(await second.ended).toMatchObject({ code: 130 });
    expect(made('of-first').length).toBeLessThan(RUNS);
    const merged = await feederlab(['merge', 'of-sweep', 'of-first', 'of-second'], { cwd: root });
    expect(merged).toMatchObject({ code: 0, stdout: expect.stringContaining(`${RUNS} of ${RUNS} runs done`) });
    expect(tableOf('of-sweep')).toEqual(tableOf('local'));
    expect(await states()).toMatchObject({ completed: RUNS, waiting: 0, active: 0, failed: 0 });
  });

  it('goes on when Redis is killed in the middle and started again', async () => {
    await serve(PERSISTENT);
    const waiting = sweep('--out', 'restarted');
    const working = worker('restarted', '--until-empty');
    await until(() => made('restarted').length >= 10);
    await redis.kill();
    await setTimeout(1_000);
    await redis.start();
    expect(await waiting.ended).toMatchObject({ code: 0, stderr: expect.stringContaining('Redis answers again') });
    expect(await working.ended).toMatchObject({ code: 0 });
    expect(tableOf('restarted')).toEqual(tableOf('local'));
  });

  it('ends with a message when Redis is gone for good, and goes on with a new one', async () => {
    await serve(IN_MEMORY);
    const patience = ['--patience', '1'];
    const waiting = sweep('--out', 'gone', ...patience);
    const working = worker('gone', ...patience);
    await until(() => made('gone').length >= 5);
    await redis.kill();
    const stopped = { code: 1, stderr: expect.stringMatching(/has not answered for 1 s.*the same command goes on\n$/) };
    expect(await working.ended).toMatchObject(stopped);
    expect(await waiting.ended).toMatchObject(stopped);
    await redis.start();
    expect(await sweep('--out', 'gone', '--no-wait').ended).toMatchObject({ code: 0 });
    expect(await worker('gone', '--until-empty').ended).toMatchObject({ code: 0 });
    expect(await sweep('--out', 'gone').ended).toMatchObject({ code: 0 });
    const keys = made('gone').map(keyIn);
    expect(keys.length).toBe(new Set(keys).size);
    expect(tableOf('gone')).toEqual(tableOf('local'));
  });

  it('ends at once on Ctrl-C while Redis does not answer', async () => {
    await serve(IN_MEMORY);
    const waiting = sweep('--out', 'away');
    const working = worker('away');
    await until(() => made('away').length >= 5);
    await redis.kill();
    for (const { child } of [waiting, working]) child.kill('SIGINT');
    expect(await waiting.ended).toMatchObject({
      code: 130,
      stderr: expect.stringContaining('the same command waits again'),
    });
    expect(await working.ended).toMatchObject({ code: 130, stderr: expect.stringContaining('runs made here') });
  });

  it('is put there again while it is waited for, when Redis loses everything', async () => {
    await serve(IN_MEMORY);
    const waiting = sweep('--out', 'forgotten');
    worker('forgotten');
    await until(() => made('forgotten').length >= 10);
    await redis.kill();
    await redis.start();
    expect(await waiting.ended).toMatchObject({ code: 0, stderr: expect.stringContaining('has lost runs') });
    expect(tableOf('forgotten')).toEqual(tableOf('local'));
  });

  it('takes what has ended from the ledgers, when Redis lost everything and it is put there again', async () => {
    await serve(IN_MEMORY);
    expect(await sweep('--out', 'again', '--no-wait').ended).toMatchObject({ code: 0 });
    const killed = worker('again');
    await until(() => made('again').length >= 10);
    killed.child.kill('SIGKILL');
    await redis.kill();
    await killed.ended;
    await redis.start();
    expect(await sweep('--out', 'again', '--no-wait').ended).toMatchObject({ code: 0 });
    // counted now: processes of the killed worker may have recorded the runs that they were making
    const before = new Set(made('again').map(keyIn));
    expect(await states()).toMatchObject({ waiting: RUNS - before.size });
    expect(await worker('again', '--until-empty').ended).toMatchObject({ code: 0 });
    expect(await sweep('--out', 'again').ended).toMatchObject({ code: 0 });
    const keys = made('again').map(keyIn);
    expect(keys.length).toBe(new Set(keys).size);
    expect(tableOf('again')).toEqual(tableOf('local'));
  });

  it('has every run once, however often it is put there, and Ctrl-C leaves all of them', async () => {
    await serve(PERSISTENT);
    for (const _ of [1, 2]) expect(await sweep('--out', 'twice', '--no-wait').ended).toMatchObject({ code: 0 });
    expect(await states()).toMatchObject({ waiting: RUNS });
    const waiting = sweep('--out', 'twice');
    const working = worker('twice');
    await until(() => made('twice').length >= 5);
    waiting.child.kill('SIGINT');
    working.child.kill('SIGINT');
    expect(await waiting.ended).toMatchObject({
      code: 130,
      stderr: expect.stringContaining('the queue stays as it is'),
    });
    expect(await working.ended).toMatchObject({ code: 130 });
    const { waiting: left, completed, ...others } = await states();
    expect({ sum: left! + completed!, ...others }).toEqual({ sum: RUNS, active: 0, delayed: 0, failed: 0 });
    expect(completed).toBe(made('twice').length);
  });

  it('is refused by a worker with other inputs, which takes no run', async () => {
    await serve(PERSISTENT);
    expect(await sweep('--out', 'mine', '--no-wait').ended).toMatchObject({ code: 0 });
    cpSync(at('tiny'), at('other/tiny'), { recursive: true });
    cpSync(at('seeds.yaml'), at('other/seeds.yaml'));
    writeFileSync(at('other/tiny/loads.csv'), 'load,bus,p_kw,q_kvar,profile\nlb,b,5,1,home\n');
    const { code, stderr } = await worker('other-results', '--sweep', 'other/seeds.yaml').ended;
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('must be the same on all machines'),
    });
    expect(await states()).toMatchObject({ waiting: RUNS, active: 0 });
  });

  it('has runs that fail as rows', async () => {
    await serve(PERSISTENT);
    writeFileSync(at('tiny/heavy.csv'), 'load,bus,p_kw,q_kvar,profile\nlb,b,9000,1,home\n');
    const choices = '{ good: { seed: 1 }, bad: { network.loads: heavy.csv } }';
    writeFileSync(at('faulty.yaml'), `title: Faulty\ncase: tiny\nover: { kind: { choices: ${choices} } }\n`);
    const enqueue = (...args: string[]) =>
      start(['sweep', 'faulty.yaml', '--on', redis.url, '--out', 'faulty', ...args]);
    expect(await enqueue('--no-wait').ended).toMatchObject({ code: 0 });
    expect(await worker('faulty', '--until-empty').ended).toMatchObject({ code: 0 });
    expect(await states()).toMatchObject({ completed: 1, failed: 1 });
    expect(await enqueue().ended).toMatchObject({ code: 1, stdout: expect.stringContaining('1 failed') });
    expect(read('faulty/runs.csv')).toMatch(/\n2,bad,failed,.*cannot be carried/);
  });
});
