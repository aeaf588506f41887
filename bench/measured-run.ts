// `feederlab run` in a process of its own: its time, its peak memory, and the size of what it writes.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bin } from '../src/cli/testing.ts';

/** Runs inside the measured process: at exit it writes its resource usage to file descriptor 3. */
const PRINT_USAGE = `import { writeSync } from 'node:fs';
process.on('exit', () => writeSync(3, JSON.stringify(process.resourceUsage())));`;

export interface MeasuredRun {
  readonly wall_s: number;
  /** User and system time of all threads. */
  readonly cpu_s: number;
  readonly peak_mib: number;
  readonly files_mb: number;
}

/** Runs `feederlab run ARGS`. @throws Error when it fails */
export function measuredRun(args: readonly string[]): MeasuredRun {
  const folder = mkdtempSync(join(tmpdir(), 'feederlab-bench-'));
  try {
    const preload = `data:text/javascript,${encodeURIComponent(PRINT_USAGE)}`;
    const call = ['--import', preload, bin, 'run', ...args, '--quiet', '--out', join(folder, 'run')];
    const began = performance.now();
    const { status, stderr, output } = spawnSync(process.execPath, call, {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      encoding: 'utf8',
    });
    const wall_s = (performance.now() - began) / 1000;
    if (status !== 0) throw new Error(`feederlab run ${args.join(' ')} exited ${status}: ${stderr}`);
    const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(output[3]!) as NodeJS.ResourceUsage;
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) =>
      statSync(join(folder, path)),
    );
    const bytes = files.reduce((all, file) => all + (file.isFile() ? file.size : 0), 0);
    return {
      wall_s,
      cpu_s: (userCPUTime + systemCPUTime) / 1e6,
      peak_mib: maxRSS / 1024,
      files_mb: bytes / 1e6,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
