// Where the time of a command goes, by the rooms of the code: a sampled profile of a process of its own, which runs the sources. A
// sample counts for the innermost function of a room on its stack, so a library counts for the room that calls it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Shares of a run, in its order. */
export const SHARES = [
  'reading',
  'engine',
  'devices',
  'power flow',
  'tables',
  'drawing',
  'garbage',
  'start-up',
] as const;
export type Share = (typeof SHARES)[number];

/** By the beginning of a path below the repository; the first that fits. */
const ROOMS: readonly (readonly [string, Share])[] = [
  ['src/case/', 'reading'],
  ...['network/', 'base/sparse/'].map((room) => [room, 'power flow'] as const),
  ...['devices/', 'cosim/fleet/'].map((room) => [room, 'devices'] as const),
  ...['draw', 'report', 'read', 'network', 'overlays'].map((room) => [`src/results/${room}/`, 'drawing'] as const),
  ...['record/', 'node_modules/vega', 'node_modules/@resvg'].map((room) => [room, 'drawing'] as const),
  ...['src/results/', 'src/disk/'].map((room) => [room, 'tables'] as const),
  ...['cosim/', 'controllers/', 'optimisation/', 'opf/', 'src/scene.ts'].map((room) => [room, 'engine'] as const),
];

/** Native code outside of functions is counted neither: a thread that waits, as that of a heartbeat, appears as it. */
const WAITING = ['(idle)', '(program)'];

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  /** [µs] */
  readonly timeDeltas: readonly number[];
}

/** Seconds of `feederlab ARGS` by their shares. */
export function whereTimeGoes(args: readonly string[]): Record<Share, number> {
  const folder = mkdtempSync(join(tmpdir(), 'feederlab-where-'));
  try {
    const profiled = ['--import', 'tsx', '--cpu-prof', '--cpu-prof-dir', folder, join(ROOT, 'src/cli/main.ts')];
    const call = [...profiled, ...args, '--quiet', '--out', join(folder, 'run')];
    const { status, stderr } = spawnSync(process.execPath, call, { cwd: ROOT, encoding: 'utf8' });
    if (status !== 0) throw new Error(`feederlab ${args.join(' ')} exited ${status}: ${stderr}`);
    const shares = Object.fromEntries(SHARES.map((share) => [share, 0])) as Record<Share, number>;
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.cpuprofile'))) // one for each thread
      addShares(shares, JSON.parse(readFileSync(join(folder, name), 'utf8')) as Profile);
    return shares;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function addShares(shares: Record<Share, number>, { nodes, samples, timeDeltas }: Profile): void {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const known = new Map<number, Share | undefined>();
  const shareOf = (id: number): Share | undefined => {
    if (!known.has(id)) {
      const parent = parents.get(id);
      known.set(id, roomOf(byId.get(id)!.callFrame) ?? (parent === undefined ? undefined : shareOf(parent)));
    }
    return known.get(id);
  };
  for (const [i, id] of samples.entries()) {
    if (WAITING.includes(byId.get(id)!.callFrame.functionName)) continue;
    shares[shareOf(id) ?? 'start-up'] += timeDeltas[i]! / 1e6;
  }
}

function roomOf({ functionName, url }: Profile['nodes'][number]['callFrame']): Share | undefined {
  if (functionName === '(garbage collector)') return 'garbage';
  const path = url.replace(`file://${ROOT}`, '').replace(/^.*(?=\/node_modules\/)\//, ''); // node_modules may be a link
  return ROOMS.find(([room]) => path.startsWith(room))?.[1];
}
