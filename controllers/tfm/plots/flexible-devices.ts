// Single devices by baseline and final schedule: their power, and what it makes of their battery or their house.
// Devices of a kind at one load point share a row, so that those of different owners can be compared.
import {
  afterSteps,
  averaging,
  BASELINE,
  type BeforeAndAfter,
  bothHeld,
  dashes,
  FINAL,
  lines,
  PANEL_HEIGHT,
  PANEL_WIDTH,
  plot,
  quiet,
  strokeLegend,
  timeAxis,
  treeColour,
  valueAxis,
  wrapped,
} from '../../../record/drawing/index.ts';
import { BlockSeries, entry, type Plot, type Run, readingOf, type Spec } from '../../../record/index.ts';
import { rescheduledDevicesTable } from '../record/devices.ts';

/** Rows shown. */
const MAX_SHOWN = 8;
/** Devices in a row. */
const TOGETHER = 4;

/** Quantities that are no channel of their device. */
const TITLES: Readonly<Record<string, string>> = { p_kw: 'Power', e_kwh: 'Energy stored' };

interface ShownDevice {
  readonly device: string;
  readonly kind: string;
  readonly load_point: string;
  /** Its power, and then its states at the end of each step. */
  readonly quantities: Map<string, BeforeAndAfter & { readonly unit: string }>;
}

interface Data {
  readonly devices: ReadonlyMap<string, ShownDevice>;
}

const shownDevices = readingOf(
  rescheduledDevicesTable,
  ['device', 'kind', 'load_point', 'quantity', 'unit', 'baseline', 'final'],
  () => new Map<string, ShownDevice>(),
  (devices, { step, device, kind, load_point, quantity, unit, baseline, final }, { blocks }) => {
    const { quantities } = entry(devices, device, () => ({ device, kind, load_point, quantities: new Map() }));
    const of = entry(quantities, quantity, () => ({
      unit,
      baseline: new BlockSeries(blocks),
      final: new BlockSeries(blocks),
    }));
    of.baseline.add(step, baseline);
    of.final.add(step, final);
  },
);

export const flexibleDevices: Plot<Data> = {
  id: 'flexible-devices',
  reads: { devices: shownDevices },
  caption: () =>
    'Single devices, their power and what it makes of their states at the end of each step. Dashed: baseline. Solid: final schedule.',
  draw(run, { devices }) {
    const groups = new Map<string, ShownDevice[]>();
    for (const one of devices.values()) {
      const name = `${run.kindLook(one.kind).title} at ${one.load_point}`;
      groups.set(name, [...(groups.get(name) ?? []), one]);
    }
    const moved = [...groups].filter(([, devices]) => devices.some(isMoved));
    if (moved.length === 0) return undefined;
    const chosen = largestMoves(moved, MAX_SHOWN, ([, devices]) => Math.max(...devices.map(movedBy)));
    const shown = chosen.map(([name, devices]) => [name, largestMoves(devices, TOGETHER, movedBy)] as const);
    const rows = shown.map(([name, devices]) => row(run, name, devices));
    const [part, all] = [shown, groups].map((of) => [...of].reduce((sum, [, devices]) => sum + devices.length, 0));
    const selection = part === all ? undefined : `${part} of ${all} devices: of each kind and place those moved most.`;
    const title = 'Single devices, baseline and final schedule';
    return plot(run, title, { vconcat: rows, spacing: 24 }, selection, averaging(run));
  },
};

/** How far its power is from the baseline, summed over the drawn steps [kW]. */
const movedBy = ({ quantities }: ShownDevice): number => {
  const { baseline, final } = quantities.get('p_kw')!;
  return baseline.max.reduce((sum, kw, b) => sum + Math.abs(kw - final.max[b]!), 0);
};

/** Whether its power is another one in the end. */
const isMoved = ({ quantities }: ShownDevice): boolean => {
  const { baseline, final } = quantities.get('p_kw')!;
  return baseline.max.some((kw, b) => Math.abs(kw - final.max[b]!) > 1e-3);
};

/** Those with the largest values, at most so many, in the order they had. */
function largestMoves<T>(of: readonly T[], max: number, by: (one: T) => number): T[] {
  const ranked = [...of].sort((a, b) => by(b) - by(a));
  const kept = new Set(ranked.slice(0, max));
  return of.filter((one) => kept.has(one));
}

function row(run: Run, name: string, devices: readonly ShownDevice[]): Spec {
  const names = [...new Set(devices.flatMap(({ quantities }) => [...quantities.keys()]))];
  return {
    hconcat: names.map((quantity, i) =>
      quantityPanel(run, i === 0 ? name : '', quantity, devices, i === names.length - 1),
    ),
    bounds: 'flush',
    spacing: 78,
  };
}

function quantityPanel(run: Run, name: string, quantity: string, devices: readonly ShownDevice[], last: boolean): Spec {
  const known = devices.flatMap(({ device, quantities }) => {
    const of = quantities.get(quantity);
    return of ? [{ device, of, unit: of.unit }] : [];
  });
  const power = quantity === 'p_kw';
  const values = known.flatMap(({ device, of }) =>
    power ? bothHeld(run, of, { device }) : bothAfter(run, of, { device }),
  );
  const channel = channelOf(run, devices[0]!.kind, quantity);
  const title = wrapped(`${TITLES[quantity] ?? channel?.title ?? quantity} [${known[0]!.unit}]`, PANEL_HEIGHT);
  const bands = channel?.band ?? [];
  const color = {
    field: 'device',
    type: 'nominal',
    scale: { domain: known.map(({ device }) => device), range: known.map((_, i) => treeColour(i)) },
    legend: last ? strokeLegend('Device') : null,
  };
  const y = valueAxis(title, 5, { scale: { zero: power, padding: 6 } });
  const band =
    bands.length === 0
      ? []
      : [
          {
            data: { values: bands.map((value) => ({ value })) },
            mark: { type: 'rule', color: quiet, strokeWidth: 1.2 },
            encoding: { y, x: { value: 0 }, x2: { value: PANEL_WIDTH } },
          },
        ];
  return {
    width: PANEL_WIDTH,
    height: PANEL_HEIGHT,
    ...(name === '' ? {} : { title: { text: name, fontSize: 12, offset: 6 } }),
    resolve: { scale: { color: 'independent' } },
    encoding: { x: timeAxis(run) },
    layer: [
      ...band,
      ...lines(
        run,
        { data: { values }, mark: { type: 'line', strokeWidth: 1.8 }, encoding: { y, color, strokeDash: dashes } },
        ['schedule', 'device'],
      ),
    ],
  };
}

/** Values at the end of a step. */
const bothAfter = (run: Run, { baseline, final }: BeforeAndAfter, datum: { readonly device: string }) =>
  [
    { schedule: FINAL, of: final },
    { schedule: BASELINE, of: baseline },
  ].flatMap(({ schedule, of }) => afterSteps(run, of, { ...datum, schedule }));

/** The channel of that name, where devices of the kind have one. */
function channelOf(run: Run, kind: string, quantity: string) {
  const channels = run.manifest.devices.find((known) => known.kind === kind)?.channels ?? [];
  return channels.find(({ name }) => name === quantity);
}
