import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '../../base/index.ts';
import { startHeartbeat } from './heartbeat.ts';
import { LOCK, type LockOptions, lockFolder } from './lock.ts';
import { type Owner, sightOf, thisProcess } from './owner.ts';
import { ownerEnds } from './testing/faults.ts';

let parent: string;
let folder: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'feederlab-lock-'));
  folder = join(parent, 'run');
});
afterEach(() => rmSync(parent, { recursive: true }));

const quick: LockOptions = { doing: 'a test', silent_ms: 300, watched_ms: 200 };

/** Changes the owner in the lock. */
function ownedBy(owner: Partial<Owner>): void {
  const path = `${folder}/${LOCK}`;
  const [line] = readFileSync(path, 'utf8').split('\n', 1);
  writeFileSync(path, `${JSON.stringify({ ...JSON.parse(line!), ...owner })}\n`);
}

describe('the lock of a folder', () => {
  it('is granted once, and again after its release; a folder made for it is removed with it', async () => {
    const lock = await lockFolder(folder, quick);
    await expect(lockFolder(folder, quick)).rejects.toThrow(/a test by process \d+ on .*delete .*\.feederlab\.lock/s);
    lock.release();
    expect(existsSync(folder)).toBe(false);
    (await lockFolder(folder, quick)).release();
  });

  it('is granted to one of many simultaneous requests', async () => {
    await lockFolder(folder, quick);
    ownerEnds(folder);
    const requested = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder, quick)));
    expect(requested.filter(({ status }) => status === 'fulfilled').length).toBe(1);
    expect(readdirSync(folder)).toEqual([LOCK]);
  });

  it('of a process that has ended is taken over at once, and `check` of the owner detects it', async () => {
    const first = await lockFolder(folder, quick);
    ownerEnds(folder);
    const waits: string[] = [];
    await lockFolder(folder, { ...quick, onWait: (sentence) => waits.push(sentence) });
    expect(waits).toEqual([]);
    expect(first.held()).toBe(false);
    expect(() => first.check()).toThrow(/another process has taken over this folder/);
    first.release();
    expect(readdirSync(folder)).toEqual([LOCK]);
  });

  it.each<[string, Partial<Owner>]>([
    ['on another host', { boot: 'another', namespace: 'pid:[1]', pid: 1, host: 'node-7' }],
    ['on a host of the same name', { boot: 'another' }],
    ['in another container', { namespace: 'pid:[1]', pid: 1 }],
  ])('of a process %s is taken over when its heartbeat is silent, and refused when it beats', async (_, owner) => {
    await lockFolder(folder, quick);
    ownedBy(owner);
    const waits: string[] = [];
    const onWait = (sentence: string) => void waits.push(sentence);
    const size = readFileSync(`${folder}/${LOCK}`).length;
    const stop = startHeartbeat(`${folder}/${LOCK}`, size, 20);
    await sleep(300); // the thread has started
    await expect(lockFolder(folder, { ...quick, silent_ms: 60_000, onWait })).rejects.toThrow(InputError);
    stop();
    await sleep(50);
    await lockFolder(folder, { ...quick, onWait });
    expect(waits.length).toBe(2);
    expect(waits[0]).toMatch(/cannot be seen from here/);
  });

  it('is refused where a link to nothing has the name of the folder', async () => {
    symlinkSync(join(parent, 'nowhere'), folder);
    await expect(lockFolder(folder, quick)).rejects.toThrow(/run could not be written: .*EEXIST/);
  });

  it('with a damaged content is taken over after the same silence', async () => {
    (await lockFolder(parent, quick)).release();
    writeFileSync(`${parent}/${LOCK}`, '');
    const lock = await lockFolder(parent, quick);
    expect(lock.held()).toBe(true);
    lock.release();
  });
});

describe('a process', () => {
  const here = thisProcess();

  it('is seen alive by its start time, and dead when its number belongs to another', () => {
    expect(here.started === undefined ? 'alive' : sightOf(here)).toBe('alive');
    if (here.started !== undefined) expect(sightOf({ ...here, started: '1' })).toBe('dead');
  });

  it('is unknown where its number is of another boot or namespace, or where these are unknown', () => {
    expect(sightOf({ ...here, boot: 'another' })).toBe('unknown');
    expect(sightOf({ ...here, namespace: 'pid:[1]' })).toBe(here.boot === undefined ? 'alive' : 'unknown');
    expect(sightOf({ ...here, namespace: undefined }, { ...here, namespace: undefined })).toBe('unknown');
  });

  it('on a system without boot ids is identified by host and number, and by its heartbeat when the number is in use', () => {
    const bare = { host: here.host, pid: here.pid };
    expect(sightOf(bare, bare)).toBe('unknown');
    expect(sightOf({ ...bare, host: 'node-7' }, bare)).toBe('unknown');
    expect(sightOf({ ...bare, pid: 2 ** 22 + 1 }, bare)).toBe('dead');
  });
});
