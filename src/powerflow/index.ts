// `feederlab powerflow FILE`: a network file or folder → its power flow.
//   read      the file's format, or the tables of a case folder      file.ts
//   solve     Newton–Raphson with the chosen linear solver           network/power-flow.ts
//   report    numbers for --json                                     report.ts
//   page      text for the terminal                                  page.ts
import { dirname } from 'node:path';
import { InputError, nearest } from '../../base/index.ts';
import { type NetworkData, powerFlow, type SolveOptions, writeAs } from '../../network/index.ts';
import { writeTo } from '../disk/write.ts';
import { kinds as builtIn, type Kinds } from '../kinds.ts';
import { statOf } from '../stat.ts';
import { readNamed, refuse, writerFor } from './file.ts';
import { type PowerflowReport, reportOf } from './report.ts';
import type { SeriesOptions, SeriesReport } from './series/series.ts';

export { pageOf } from './page.ts';
export type { PowerflowReport } from './report.ts';
export { seriesPage } from './series/page.ts';

/** Linear solvers of Newton–Raphson: the sparse block LU of base/sparse, or the dense LU of npm `numeric`. */
export const LINEAR_SOLVERS = ['sparse', 'numeric'] as const;

export interface PowerflowOptions {
  /** One of LINEAR_SOLVERS; `sparse` when absent. */
  readonly solver?: string;
  /** Tolerance of the power mismatch [p.u.]; 1e-8 when absent. */
  readonly tolerance?: number;
  /** Whether reactive limits are enforced. */
  readonly enforceQLimits?: boolean;
  /** Output file of the network, in the format of its ending. */
  readonly write?: string;
  /** Kinds, including formats; those of feederlab when absent. */
  readonly kinds?: Kinds;
  /** As in `ReadOptions`, for a case whose network is in a format of a module. */
  readonly trust?: boolean | undefined;
  /** Frequency of a network whose format does not contain it [Hz]; 50 when absent. */
  readonly f_hz?: number | undefined;
}

/**
 * @param path a network file, the folder of a case or of tables, or the name of a case
 * @throws InputError when the file, a table or an option is wrong. A flow that does not converge is a result.
 */
export async function solveFile(path: string, options: PowerflowOptions = {}): Promise<PowerflowReport> {
  const { write, kinds = builtIn(), trust } = options;
  const solve = await solveOptions(options);
  const writer = write === undefined ? undefined : writerFor(write, kinds.formats);
  const network = await readNamed(path, { kinds, trust, f_hz: options.f_hz });
  const data = options.enforceQLimits ? { ...network.data, enforce_q_limits: true } : network.data;
  const report = reportOf(powerFlow(data, solve), network.notes, network.isolated, network.solution);
  if (write === undefined || writer === undefined) return report;
  save(write, writeAs(writer, network.data, write));
  if (network.notHeld.length === 0) return report;
  const note = `not in the file that was written: ${network.notHeld.join(', ')}`;
  return { ...report, notes: [...report.notes, note] };
}

/**
 * The power flow of every row of a table of loads.
 * @throws InputError when the network, the table or an option is wrong, DiskError. A scenario without a solution is a result.
 */
export async function solveFileSeries(
  path: string,
  options: Omit<PowerflowOptions, 'write'> & SeriesOptions,
): Promise<SeriesReport> {
  const { kinds = builtIn(), trust } = options;
  const solve = await solveOptions(options);
  const { data, notes } = await readNamed(path, { kinds, trust, f_hz: options.f_hz });
  const { solveSeries } = await import('./series/series.ts'); // with what reads and writes tables
  const report = await solveSeries(options.enforceQLimits ? { ...data, enforce_q_limits: true } : data, solve, options);
  return { ...report, notes: [...notes.map(({ text }) => text), ...report.notes] };
}

function save(path: string, text: string): void {
  const folder = dirname(path);
  if (!statOf(folder)?.isDirectory())
    refuse(path, undefined, `a file that can be written, in a folder that exists; ${folder} is none`);
  if (statOf(path)?.isDirectory()) refuse(path, 'a folder', 'a file that can be written');
  writeTo(path, text);
}

/** The power flow of a network of any source. */
export function solveNetwork(data: NetworkData, options: SolveOptions = {}): PowerflowReport {
  return reportOf(powerFlow(data, options));
}

async function solveOptions({ solver = 'sparse', tolerance }: PowerflowOptions): Promise<SolveOptions> {
  const options = tolerance === undefined ? {} : { tolerance_pu: tolerance };
  if (solver === 'sparse') return options;
  if (solver === 'numeric') {
    const { numericSolver } = await import('../reference/numeric-lu.ts');
    return { ...options, linearSolver: await numericSolver() };
  }
  const near = nearest(solver, LINEAR_SOLVERS);
  const problem = { where: '--solver', found: solver, expected: LINEAR_SOLVERS.join(' or ') };
  throw new InputError('powerflow', [near === undefined ? problem : { ...problem, hint: `the nearest is ${near}` }]);
}
