// `feederlab opf FILE`: an optimal power flow case → its least-cost set points.
//   read      MATPOWER or JSON, with every fault of the file       file.ts, json.ts, opf/cases
//   solve     trust-region method around the power flow            opf/solve.ts
//   report    numbers for --json                                   report.ts, limits.ts, generators.ts, storage.ts
//   page      text for the terminal                                page.ts
import { acOptimum, multiProblem, type OpfCase, type Round, singleProblem } from '../../opf/index.ts';
import { readOpfFile } from './file.ts';
import { generatorsOf } from './generators.ts';
import { limitRows } from './limits.ts';
import { type OpfReport, reportOf } from './report.ts';
import type { Solved } from './solved.ts';
import { storageOf } from './storage.ts';

export { readOpfFile } from './file.ts';
export { opfCaseJsonSchema } from './json.ts';
export { pageOf } from './page.ts';
export type { OpfReport } from './report.ts';

export interface OpfOptions {
  /** Called after every round of the method. */
  readonly onRound?: (round: Round) => void;
}

/**
 * @param path a MATPOWER case file with costs, or a case in JSON
 * @throws InputError when the file is wrong. Limits that no plan keeps are a result; devices whose own bounds exclude each other
 * throw an InfeasibleError.
 */
export const solveOpfFile = (path: string, options: OpfOptions = {}): Promise<OpfReport> =>
  solveOpf(readOpfFile(path), options);

/** The optimum of a case of any source. */
export async function solveOpf(opf: OpfCase, options: OpfOptions = {}): Promise<OpfReport> {
  if (opf.horizon) {
    const multi = multiProblem(opf, opf.horizon);
    const optimum = await acOptimum(multi.problem, options);
    const solved: Solved = { opf, problem: multi.problem, optimum, stepOf: (step) => ({ step }) };
    const { notes, ...devices } = storageOf(solved, multi);
    return reportOf(solved, { ...devices, generators: [] }, limitRows(solved, undefined, []), notes);
  }
  const single = singleProblem(opf);
  const optimum = await acOptimum(single.problem, options);
  const solved: Solved = { opf, problem: single.problem, optimum, stepOf: () => ({}) };
  const generators = generatorsOf(solved, single);
  const limits = limitRows(solved, single.supply, generators.limits);
  return reportOf(solved, { generators: generators.rows, batteries: [], pv: [] }, limits, []);
}
