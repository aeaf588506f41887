// `npm run bench` prints all benchmarks; `npm run bench -- start-up` runs the modules of the given names.
import { cpus, platform, totalmem } from 'node:os';
import { print } from '../src/cli/output.ts';
import { table } from '../src/text-table.ts';
import type { Bench } from './bench.ts';

import { caseRun } from './case-run.ts';
import { capacityLimitAllocation } from './cla.ts';
import { devices } from './devices.ts';
import { dynamicTariff } from './dt.ts';
import { interiorPoint } from './interior-point.ts';
import { opf } from './opf.ts';
import { optimisation } from './optimisation.ts';
import { pool } from './pool.ts';
import { powerFlow } from './power-flow.ts';
import { startUp } from './start-up.ts';
import { sweep } from './sweep.ts';
import { transactiveMarket } from './tfm.ts';
import { year } from './year.ts';

const modules: readonly Bench[] = [
  powerFlow,
  devices,
  optimisation,
  opf,
  pool,
  interiorPoint,
  dynamicTariff,
  transactiveMarket,
  capacityLimitAllocation,
  sweep,
  caseRun,
  year,
  startUp,
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !modules.some((module) => module.name === name));
if (unknown.length > 0) {
  process.stderr.write(`no benchmark ${unknown.join(', ')}; there are ${modules.map(({ name }) => name).join(', ')}\n`);
  process.exit(2);
}

const [cpu] = cpus();
print(
  `${cpu?.model ?? 'unknown processor'} × ${cpus().length}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()}`,
);
print(`Node ${process.version}, ${new Date().toISOString()}`);

for (const module of modules) {
  if (wanted.length > 0 && !wanted.includes(module.name)) continue;
  for (const { title, heads, rows } of await module.run()) print(`\n${title}\n${table(heads, rows)}`);
}
