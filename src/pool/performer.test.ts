// A worker process that ends, or gives tasks back, at any moment of the conversation: what each task comes to. The process is replaced
// by an object that says what a real one would say.
import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { Digests } from '../sweep/ledger/digests.ts';
import { closeWriter, writerOf } from '../sweep/ledger/index.ts';
import type { FromWorkerGroup, ToWorker } from './messages.ts';
import { NotBegun, performerOf, type Shared, WorkerDied } from './performer.ts';
import type { Started } from './process.ts';
import { recordOf, resultIn } from './recorded.ts';
import type { CaseTask } from './task.ts';

const root = mkdtempSync(join(tmpdir(), 'feederlab-performer-'));
afterAll(() => rmSync(root, { recursive: true }));

const planned = (seed: number) => ({ values: [seed], set: [`seed=${seed}`] });
const taskOf = (seed: number, ledger: string): CaseTask => ({
  case: 'tiny',
  reading: { set: [`seed=${seed}`] },
  record: { ledger, key: `key-${seed}`, planned: planned(seed) },
});

/** A process with the number of this one, so that this one can write its ledger. */
function started(more: Partial<Shared> = {}) {
  const received: ToWorker[] = [];
  const child = Object.assign(new EventEmitter(), {
    pid: process.pid,
    connected: true,
    send: (message: ToWorker) => received.push(message),
  });
  const one = { child: child as never, started_ms: Date.now(), lastWords: () => '' } satisfies Started;
  const performer = performerOf(one, { signal: new AbortController().signal, ...more });
  const all = (seeds: readonly number[], ledger: string) =>
    Promise.all(seeds.map((seed) => performer.perform(taskOf(seed, ledger), {}).catch((error: Error) => error)));
  const says = (...messages: FromWorkerGroup) => child.emit('message', messages);
  return { child, received, all, says, performer };
}

/** Appends the record of a run, as its process does before it answers. */
function recorded(seed: number, ledger: string, identity = 'inputs') {
  const found = { identity, status: 'done', indicators: { x: seed }, remarks: [] } as const;
  const record = recordOf({ key: `key-${seed}`, planned: planned(seed) }, found, { wall_s: 0.005, cpu_s: 0.005 });
  return resultIn(record, writerOf(ledger).append(record));
}

describe('a process that is killed', () => {
  it.each([0, 1, 2, 3, 4])('with %i runs recorded of which one is answered: the next one has failed', async (count) => {
    const ledger = join(root, `killed-${count}`);
    const { child, all, says } = started();
    const ended = all([1, 2, 3, 4], ledger);
    await nextTurn();
    const results = [1, 2, 3, 4].slice(0, count).map((seed) => recorded(seed, ledger));
    if (count > 0) says({ id: 1, is: 'done', result: results[0] as never });
    child.emit('close', null, 'SIGKILL');
    closeWriter(ledger);
    const found = await ended;
    expect(found.slice(0, count)).toEqual(results);
    for (const [i, one] of found.slice(count).entries()) expect(one).toBeInstanceOf(i === 0 ? WorkerDied : NotBegun);
  });

  it('does not answer with what an earlier process of the same number has recorded', async () => {
    const ledger = join(root, 'earlier');
    recorded(1, ledger);
    closeWriter(ledger);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const { child, all } = started();
    const ended = all([1], ledger);
    child.emit('close', null, 'SIGKILL');
    expect((await ended)[0]).toBeInstanceOf(WorkerDied);
  });

  it('after the signal has interrupted, unless its run was recorded', async () => {
    const ledger = join(root, 'stopped');
    const stop = new AbortController();
    const { child, received, all } = started({ signal: stop.signal });
    const ended = all([1, 2], ledger);
    const result = recorded(1, ledger);
    stop.abort();
    child.emit('close', null, 'SIGINT');
    closeWriter(ledger);
    expect(await ended).toEqual([result, { status: 'interrupted' }]);
    expect(received).toContainEqual({ do: 'interrupt' });
  });
});

describe('a process that lives', () => {
  it('receives tasks of one turn in one message, with the runs that have become known since the last one', async () => {
    const known = new Digests();
    known.add('first');
    const { received, all } = started({ known });
    void all([1, 2], join(root, 'known'));
    await nextTurn();
    known.add('second');
    void all([3], join(root, 'known'));
    await nextTurn();
    const messages = received as Extract<ToWorker, { readonly do: 'perform' }>[];
    expect(messages.map(({ tasks }) => tasks.map(({ id }) => id))).toEqual([[1, 2], [3]]);
    const copy = new Digests();
    const counts = messages.map((message) => {
      copy.addAll(message.known);
      return message.known.length / 16;
    });
    expect(counts).toEqual([1, 1]);
    expect([copy.indexOf('first'), copy.indexOf('second')]).toEqual([0, 1]);
  });

  it('gives tasks back, and answers several in one message', async () => {
    const { all, says } = started();
    const ended = all([1, 2, 3], join(root, 'back'));
    await nextTurn();
    const known = (id: number) => ({ id, is: 'done', result: { status: 'known', identity: `${id}` } }) as const;
    says({ id: 3, is: 'returned' }, { id: 1, is: 'progress', done: 1, total: 2 });
    says(known(1), known(2));
    const [first, second, third] = await ended;
    expect([first, second]).toEqual([known(1).result, known(2).result]);
    expect(third).toBeInstanceOf(NotBegun);
  });
});
