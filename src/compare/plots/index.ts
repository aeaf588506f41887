// The figures of a comparison, those of each scenario: a specification with its data inside for every one.
import { type Picture, pictureOf } from '../../results/draw/pictures.ts';
import type { Run } from '../../results/read/index.ts';
import type { Comparison } from '../comparison.ts';
import { drawBenefits } from './benefits.ts';
import { drawDuration } from './duration.ts';
import { drawForest } from './forest.ts';
import type { Looks } from './looks.ts';
import { type About, drawImport, drawLoading, drawVoltage, type PlaceSeries, placeSeries } from './over-time.ts';
import { branchValues, busValues, type Shown, shownRuns, type Values } from './runs.ts';
import { drawTradeOff } from './trade-off.ts';
import { worstBranches, worstBuses } from './worst.ts';

const CAPTIONS = {
  loading:
    'Loading of the most loaded lines under every mechanism: the most loaded one of each, and the next ones. Dashed: the rating of the line.',
  'loading-duration':
    'For how many hours the same lines reach or exceed a loading: the area above the dashed line is time above the rating.',
  voltage:
    'Voltage at the bus of every mechanism that is nearest to a limit or furthest beyond. Dashed: the limits of the bus.',
  import: 'Import at the connection to the upstream grid, losses included; below 0 the feeder exports.',
  'trade-off':
    'Below and to the left is better, and small points disclose less. Filled: Pareto-optimal in cost, violations and private quantities, among all mechanisms but the yardstick, which has perfect information. Dashed: the Pareto front of the two axes.',
  benefits:
    'Bill of a customer in the run of the reference less the bill under the mechanism, with the same seed, mean over the seeds: customers to the right of 0 gain. A bill has energy and payments of the mechanism; discomfort and energy missing in stores are not in it.',
  differences:
    'Mechanism less the other one, with the same seeds: to the left of 0 the mechanism has less. An interval that contains 0 is no evidence of a difference.',
} as const;

type Id = keyof typeof CAPTIONS;

/** Names of their files, without the prefix of a scenario. */
export const FIGURES = Object.keys(CAPTIONS);

/** The pictures of one scenario. @param prefix of the names of its files */
export async function picturesOf(
  slice: Comparison,
  dir: string,
  { looks, prefix }: { readonly looks: Looks; readonly prefix: string },
): Promise<Picture[]> {
  const subtitle = [[slice.title, ...slice.scenarios.map((name) => `scenario ${name}`)].join(' · ')];
  const shown = await shownRuns(slice, dir);
  const made: [Id, () => Picture['spec']][] = [
    ...(shown ? overTime(shown, { subtitle: [...subtitle, ...shown.remarks], looks }) : []),
    ['trade-off', () => drawTradeOff(slice, { subtitle, looks })],
    ['benefits', () => drawBenefits(slice, { subtitle, looks })],
    ['differences', () => drawForest(slice, { subtitle, looks })],
  ];
  return made.map(([id, draw]) => pictureOf(`${prefix}${id}`, () => ({ caption: CAPTIONS[id], spec: draw() })));
}

function overTime(shown: Shown, about: About): [Id, () => Picture['spec']][] {
  const runs = shown.runs.map(({ run }) => run);
  const lines = placesOf(shown, worstBranches(runs), branchValues);
  const buses = placesOf(shown, worstBuses(runs), busValues);
  return [
    ['loading', () => drawLoading(shown, lines, about)],
    ['loading-duration', () => drawDuration(shown, lines, about)],
    ['voltage', () => drawVoltage(shown, buses, about)],
    ['import', () => drawImport(shown, about)],
  ];
}

function placesOf(
  { runs }: Shown,
  names: readonly string[],
  read: (run: Run, names: readonly string[]) => Values,
): PlaceSeries[] {
  const values = new Map<string, Values>();
  for (const { mechanism, run } of runs) values.set(mechanism, read(run, names));
  return names.map((name) => placeSeries(name, values));
}
