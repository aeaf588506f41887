// A sweep on a disk that is full: a small file system in memory, in a namespace of its own, and the command as it ships.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeFolder } from '../../case/testing/folder.ts';
import { TINY } from '../../compare/testing/tiny.ts';
import { bin } from '../testing.ts';

const root = mkdtempSync(join(tmpdir(), 'feederlab-full-'));
afterAll(() => rmSync(root, { recursive: true }));

const disk = join(root, 'disk');
mkdirSync(disk);
const shell = (script: string) =>
  spawnSync('unshare', ['-rm', 'bash', '-c', script], {
    encoding: 'utf8',
    timeout: 110_000,
    env: { ...process.env, DISK: disk, KEPT: root, FEEDERLAB: bin, NODE: process.execPath, NO_COLOR: '1' },
  });
const canMount = shell('mount -t tmpfs -o size=40k none "$DISK"').status === 0;
if (!canMount) process.stderr.write('a full disk is not tested here: `unshare -rm` may not mount a file system\n');

const RUNS = 16;
const sweep = join(root, 'seeds.yaml');
writeFileSync(sweep, `case: ${writeFolder(TINY)}\nover:\n  seed: { seeds: ${RUNS} }\n`);

const SCRIPT = `
mount -t tmpfs -o size=40k none "$DISK"
sweep() { "$NODE" "$FEEDERLAB" sweep "$KEPT/seeds.yaml" --out "$1" --workers 2 --quiet 2> "$KEPT/$2.txt"; echo "$2 $?"; }
lines() { cat "$DISK"/seeds/ledger/*.jsonl | grep -c '^{.*}$'; }
sweep "$DISK/seeds" full > "$KEPT/full.out"; cat "$KEPT/full.out" | tail -1
echo "whole $(lines)"; echo "all $(cat "$DISK"/seeds/ledger/*.jsonl | wc -l)"
mount -o remount,size=8m "$DISK"
sweep "$DISK/seeds" space
echo "records $(lines)"
sweep "$KEPT/other" other
for file in runs.csv runs.parquet; do cmp "$DISK/seeds/$file" "$KEPT/other/$file" && echo "same $file"; done
`;

describe.skipIf(!canMount)('a sweep on a full disk', () => {
  it('stops with one message and exit code 1, keeps whole lines, and goes on when there is space', () => {
    const { stdout } = shell(SCRIPT);
    const number = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(stdout)?.[1]);
    const message = readFileSync(join(root, 'full.txt'), 'utf8');
    expect(stdout).toMatch(/^full 1$/m);
    expect(message.match(/could not be written: no space left on the disk \(ENOSPC\)/g)).toHaveLength(1);
    expect(message).not.toMatch(/\n {4}at /);
    const kept = number('whole');
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(RUNS);
    expect(number('all')).toBe(kept);
    expect(stdout).toMatch(/^space 0$/m);
    expect(stdout).toContain(`(${kept} known before)`);
    expect(number('records')).toBe(RUNS);
    expect(stdout.match(/^same runs\.(csv|parquet)$/gm)).toHaveLength(2);
  });
});
