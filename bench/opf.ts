// AC optimal power flow: rounds and times of the reference cases, and of a day of a feeder with more steps and more batteries.
import { type AcProblem, acOptimum } from '../opf/index.ts';
import { type CaseFile, caseFile, HAS_CASES, problemOf, readJson } from '../opf/testing/cases.ts';
import { type Bench, type Table, time } from './bench.ts';

const CASES = ['case14', 'case57', 'case118', 'case33-rated', 'case118zh-undervoltage', 'multi33-24', 'multi69-24'];
/** Parts of each hour, and batteries. */
const DAYS = [
  [1, 4],
  [4, 4],
  [1, 16],
  [1, 32],
  [1, 60],
] as const;

export const opf: Bench = {
  name: 'opf',
  async run() {
    if (!HAS_CASES) return [{ title: 'AC optimal power flow: no cases in ../shared/data/opf', heads: [], rows: [] }];
    return [await references(), await days()];
  },
};

async function references(): Promise<Table> {
  const rows: string[][] = [];
  for (const name of CASES) {
    const reference: number = readJson(`${name}.solution.json`).objective;
    const { ms, rounds, objective } = await measured(problemOf(caseFile(name)));
    rows.push([name, rounds, ms, (objective / reference - 1).toExponential(1)]);
  }
  const heads = ['case', 'rounds', 'ms', 'relative to the reference'];
  return { title: 'AC optimal power flow: reference cases, one run each', heads, rows };
}

async function days(): Promise<Table> {
  const rows: string[][] = [];
  for (const [parts, batteries] of DAYS) {
    const problem = problemOf(finer(caseFile('multi33-24'), parts, batteries));
    const { ms, rounds } = await measured(problem);
    const { count } = problem.devices.variables;
    rows.push([
      String(problem.hours.length),
      String(batteries),
      String(problem.controls.length),
      String(count),
      rounds,
      ms,
    ]);
  }
  const heads = ['steps', 'batteries', 'controls', 'device variables', 'rounds', 'ms'];
  return { title: 'AC optimal power flow: a day of the 33-bus feeder with 3 PV plants, one run each', heads, rows };
}

async function measured(problem: AcProblem) {
  let found: Awaited<ReturnType<typeof acOptimum>> | undefined;
  const { min_ms } = await time(1, async () => {
    found = await acOptimum(problem);
  });
  return { ms: min_ms.toFixed(0), rounds: String(found!.rounds.length), objective: found!.objective };
}

/** Hours in parts, with profiles interpolated, and the same batteries divided into more on other buses. */
function finer(file: CaseFile, parts: number, batteries: number): CaseFile {
  const h = file.horizon!;
  const interpolated = (values: number[]) =>
    values.flatMap((value, t) =>
      Array.from({ length: parts }, (_, k) => value + ((values[(t + 1) % values.length]! - value) * k) / parts),
    );
  const factor = h.batteries.length / batteries;
  const horizon = {
    ...h,
    ...{ T: h.T * parts, dt: h.dt / parts },
    import_price: interpolated(h.import_price),
    export_price: interpolated(h.export_price),
    load_profile_default: interpolated(h.load_profile_default),
    load_profile_commercial: interpolated(h.load_profile_commercial),
    pv: h.pv.map((pv) => ({ ...pv, p_available: interpolated(pv.p_available) })),
    batteries: Array.from({ length: batteries }, (_, k) => {
      const b: Record<string, number> = { ...h.batteries[k % h.batteries.length]!, bus: 2 + ((7 * k + 12) % 32) };
      for (const size of ['p_max', 's_max', 'e_max', 'e_min', 'e_start', 'e_end']) b[size]! *= factor;
      return b;
    }),
  };
  return { ...file, horizon };
}
