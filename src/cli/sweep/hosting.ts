// `feederlab sweep` of a file with `hosting_capacity`.
import { relative } from 'node:path';
import { InputError } from '../../../base/index.ts';
import type { PlotForm } from '../../results/draw/forms.ts';
import { distributionTable } from '../../sweep/hosting/distribution-table.ts';
import type { HostingPlan, HostingResult, RunRecord } from '../../sweep/index.ts';
import { table } from '../../text-table.ts';
import { Exit } from '../failure.ts';
import { interruptible } from '../interrupt.ts';
import { noteForm } from '../options.ts';
import { note, print, printJson } from '../output.ts';
import { progress, silent } from '../progress.ts';

interface Options {
  readonly shard?: string | undefined;
  readonly emit?: string | undefined;
  readonly on?: string | undefined;
  readonly resume?: boolean | undefined;
  readonly folders?: boolean | undefined;
  readonly report?: boolean | undefined;
  readonly plots: PlotForm;
  readonly out?: string | undefined;
  readonly retryFailed?: boolean | undefined;
  readonly trust?: boolean | undefined;
  readonly workers: number;
  readonly jobs?: number | undefined;
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
}

export async function hostingStudy(
  plan: HostingPlan,
  { json, quiet, shard, emit, on, ...options }: Options,
): Promise<void> {
  await refuseParts(plan.source, { shard, emit, on });
  const { studyHosting } = await import('../../sweep/index.ts');
  const shown = quiet ? silent : progress(`sweep ${plan.name}`, process.stderr, { unit: 'placements' });
  const onFailure = ({ status, message }: RunRecord) => note(`\na run ${status}: ${message}`);
  const result = await interruptible((signal) =>
    studyHosting(plan, { ...options, signal, onFailure, onPlacements: shown.update }),
  ).finally(shown.end);
  if (json) printJson(result);
  else print(describe(plan, result));
  if (!quiet && options.report !== false) noteForm(options.plots);
  for (const remark of result.remarks) note(`Remark: ${remark}`);
  if (result.status === 'interrupted') process.exitCode = Exit.interrupted;
  else if (result.distributions.some(({ failed }) => failed > 0)) process.exitCode = Exit.failed;
}

/** A bisection chooses its runs, so that they are no list that can be divided. */
async function refuseParts(source: string, { shard, emit, on }: Pick<Options, 'shard' | 'emit' | 'on'>): Promise<void> {
  const { chosenShard } = await import('../../sweep/shard/index.ts');
  const part = chosenShard(shard, process.env);
  const divided = part !== undefined && part.count > 1 ? `shard ${part.index} of ${part.count}` : undefined;
  const found = divided ?? emit ?? on;
  if (found === undefined) return;
  const expected = 'neither --shard, an array job, --emit nor --on: a study of hosting capacity is made on one machine';
  throw new InputError(source, [{ where: 'hosting_capacity', found, expected }]);
}

function describe(plan: HostingPlan, result: HostingResult): string {
  const { hosting, parameters } = plan;
  const { dir, runs, placements, capacities, distributions, files } = result;
  const { heads, rows } = distributionTable(plan, distributions);
  const folder = relative(process.cwd(), dir) || '.';
  const { title, unit } = parameters.find(({ name }) => name === hosting.share)!;
  return [
    `Hosting capacity: ${title}${unit === '' ? '' : ` [${unit}]`}, ${capacities.length} of ${placements} placements, ${runs} runs`,
    '',
    table(heads, rows),
    '',
    files.length > 0
      ? `all in ${folder}: ${files.filter((path) => !path.includes('/')).join(', ')}`
      : `in ${folder}; the same command goes on`,
  ].join('\n');
}
