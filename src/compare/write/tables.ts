// The tables of a comparison. Each depends on the runs alone, not on their order in the call.
import { sum } from '../../../base/index.ts';
import { planningOf } from '../../results/cpu/cpu.ts';
import { CsvWriter, type Field, type HashedFile } from '../../results/folder/csv.ts';
import { remarkLine } from '../../results/folder/remarks.ts';
import { type Comparison, differenceOf, indicatorsOf, othersOf, slicesOf } from '../comparison.ts';
import { benefitsOf } from '../customers.ts';
import { RUNS } from '../runs.ts';

interface CsvTable {
  readonly path: string;
  readonly fields: readonly Field[];
  write(csv: CsvWriter): void;
}

const SCENARIO: Field = { name: 'scenario', type: 'string', title: 'As in compare.yaml, or forecast and exact' };
const CONTROLLER: Field = { name: 'controller', type: 'string', title: 'Mechanism' };
const INDICATOR: Field = { name: 'indicator', type: 'string', title: 'As in indicators.csv of a run' };
const UNIT: Field = { name: 'unit', type: 'string', title: 'Unit of the values' };
const SEED: Field = { name: 'seed', type: 'integer', title: 'Seed of the run' };

/** The first column of a comparison with scenarios. */
const scenarioOf = ({ scenarios }: Comparison): readonly Field[] => (scenarios.length > 0 ? [SCENARIO] : []);

/** Begins a row. */
const row = (csv: CsvWriter, scenario: string | undefined): CsvWriter =>
  scenario === undefined ? csv : csv.text(scenario);

/** One row per scenario, mechanism, seed and indicator. */
const values = (comparison: Comparison): CsvTable => ({
  path: 'comparison.csv',
  fields: [
    ...scenarioOf(comparison),
    CONTROLLER,
    SEED,
    INDICATOR,
    { name: 'value', type: 'number', title: 'Of the run' },
    UNIT,
  ],
  write(csv) {
    for (const { scenario, controller, seed, indicators } of comparison.runs) {
      for (const { id, value, unit } of indicators) {
        row(csv, scenario).text(controller).integer(seed).text(id).number(value).text(unit).end();
      }
    }
  },
});

/** One row per indicator and pair of mechanisms, in each scenario. */
const pairs = (comparison: Comparison): CsvTable => ({
  path: 'paired.csv',
  fields: [
    ...scenarioOf(comparison),
    CONTROLLER,
    { name: 'other', type: 'string', title: 'Mechanism it is compared with' },
    INDICATOR,
    UNIT,
    { name: 'n', type: 'integer', title: 'Seeds that both have a value for' },
    { name: 'mean_difference', type: 'number', title: 'Controller less the other, mean over the seeds' },
    { name: 'ci95_low', type: 'number', title: 'Lower limit of the 95 % confidence interval; blank for one seed' },
    { name: 'ci95_high', type: 'number', title: 'Upper limit of the 95 % confidence interval; blank for one seed' },
    { name: 'below', type: 'integer', title: 'Seeds with a difference below 0' },
    { name: 'equal', type: 'integer', title: 'Seeds with a difference of 0' },
    { name: 'above', type: 'integer', title: 'Seeds with a difference above 0' },
    { name: 'sign_test_p', type: 'number', title: 'Two-sided probability of such unequal counts by chance' },
    { name: 'signed_rank_p', type: 'number', title: 'The same of the sums of ranks, by the test of Wilcoxon' },
  ],
  write(csv) {
    for (const slice of slicesOf(comparison)) writePairs(slice, csv);
  },
});

function writePairs(slice: Comparison, csv: CsvWriter): void {
  for (const other of othersOf(slice)) {
    for (const mechanism of slice.mechanisms.filter((name) => name !== other)) {
      for (const { id, unit } of indicatorsOf(slice)) {
        const found = differenceOf(slice, mechanism, other, id);
        if (!found) continue;
        const [low, high] = found.interval ?? [Number.NaN, Number.NaN];
        row(csv, slice.scenarios[0]).text(mechanism).text(other).text(id).text(unit);
        csv.integer(found.n).number(found.mean, low, high);
        csv.integer(found.below).integer(found.equal).integer(found.above).number(found.sign_p, found.rank_p).end();
      }
    }
  }
}

/** One row per run, also of one that has no values. */
const runsTable = (comparison: Comparison): CsvTable => ({
  path: 'runs.csv',
  fields: [
    ...scenarioOf(comparison),
    CONTROLLER,
    SEED,
    { name: 'status', type: 'string', title: 'finished, failed, or refused: the mechanism cannot run the case' },
    { name: 'run', type: 'string', title: 'Run folder' },
    { name: 'message', type: 'string', title: 'Why a run has no values' },
    { name: 'remarks', type: 'string', title: 'Remarks of the run' },
  ],
  write(csv) {
    for (const { scenario, controller, seed, status, run, message = '', remarks } of comparison.runs) {
      const folder = run === undefined ? '' : `${RUNS}/${run}`;
      row(csv, scenario).text(controller).integer(seed).text(status).text(folder).text(message);
      csv.text(remarks.map(remarkLine).join('; ')).end();
    }
  },
});

/** One row per customer and mechanism, in each scenario. */
const benefits = (comparison: Comparison): CsvTable => ({
  path: 'benefits.csv',
  fields: [
    ...scenarioOf(comparison),
    CONTROLLER,
    { name: 'customer', type: 'string', title: 'As in customers.csv of a run' },
    {
      name: 'benefit',
      type: 'number',
      title: 'Bill in the run of the reference less bill under the mechanism, mean over the seeds',
    },
    UNIT,
  ],
  write(csv) {
    for (const slice of slicesOf(comparison)) {
      const unit = slice.runs.find(({ bills }) => bills)?.bills?.currency ?? '';
      for (const mechanism of slice.mechanisms) {
        for (const [customer, benefit] of benefitsOf(slice, mechanism))
          row(csv, slice.scenarios[0]).text(mechanism).text(customer).number(benefit).text(unit).end();
      }
    }
  },
});

/** One row per run that was measured. It is the one table that differs when the runs are made again. */
const timings = (comparison: Comparison): CsvTable => ({
  path: 'timings.csv',
  fields: [
    ...scenarioOf(comparison),
    CONTROLLER,
    SEED,
    { name: 'run_s', type: 'number', unit: 's', title: 'CPU time of all steps and tables of the run' },
    {
      name: 'planning_s',
      type: 'number',
      unit: 's',
      title: 'CPU time of day-ahead and intraday stages and redispatches',
    },
    { name: 'real_time_s', type: 'number', unit: 's', title: 'CPU time of set points in real time, and of settlement' },
  ],
  write(csv) {
    for (const { scenario, controller, seed, cpu } of comparison.runs) {
      if (!cpu) continue;
      row(csv, scenario).text(controller).integer(seed);
      csv.number(cpu.run_s, planningOf(cpu), sum(cpu.controllers.map(({ real_time_s }) => real_time_s))).end();
    }
  },
});

const tables = [values, pairs, benefits, runsTable, timings];

/** Their files. */
export const TABLES = ['comparison.csv', 'paired.csv', 'benefits.csv', 'runs.csv', 'timings.csv'] as const;

/** Writes the tables into a folder that is locked by this process. */
export const writeTables = (comparison: Comparison, folder: string): HashedFile[] =>
  tables.map((make) => writeTable(make(comparison), folder));

function writeTable({ path, fields, write }: CsvTable, folder: string): HashedFile {
  const csv = new CsvWriter(folder, path, fields);
  try {
    write(csv);
    return csv.close();
  } catch (error) {
    csv.abandon();
    throw error;
  }
}
