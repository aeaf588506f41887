// Devices: power by kind, channels over the population of a kind, and a few members by themselves.

import { BlockSeries, type Blocks, StepSums } from '../../../record/index.ts';
import type { Manifest } from '../folder/manifest.ts';
import { numbers } from './csv.ts';
import type { Tables } from './rows.ts';
import type { BandSeries, KindSeries, Run } from './run.ts';

/** Members of a kind whose channels are drawn by themselves. */
const MEMBERS = 3;
/** Members of a kind that their power distinguishes. */
const UNITS = 12;

interface Devices {
  readonly kinds: readonly KindSeries[];
  readonly total: Run['total'];
  /** The channels that have a band to stay in; those that count from the start only ever rise. */
  readonly bands: readonly BandSeries[];
}

export function readDevices(tables: Tables, manifest: Manifest, blocks: Blocks): Devices {
  const kinds = manifest.devices.map(({ kind }): KindSeries => {
    const fed_of = new StepSums(manifest.steps);
    return {
      kind,
      drawn_kw: new BlockSeries(blocks),
      fed_kw: new BlockSeries(blocks),
      net_kw: new BlockSeries(blocks),
      fed_of,
    };
  });
  const bands = manifest.devices.flatMap((kind) =>
    kind.channels
      .filter(({ band }) => band !== undefined)
      .map((channel) => ({
        kind,
        channel,
        columns: [`${channel.column}_mean`, `${channel.column}_min`, `${channel.column}_max`] as const,
        all: new BlockSeries(blocks),
        members: new Map<string, BlockSeries>(),
      })),
  );
  const bandsOf = new Map(manifest.devices.map(({ kind }) => [kind, bands.filter((band) => band.kind.kind === kind)]));
  const seriesOf = new Map(kinds.map((series) => [series.kind, series]));
  const drawn = new StepSums(manifest.steps);
  const groups = { kind: 'text', ...numbers('step', 'count', 'p_drawn_kw', 'p_fed_kw') } as const;
  tables.eachRow('groups.csv', { ...groups, ...numbers(...bands.flatMap(({ columns }) => columns)) }, (row) => {
    const { step, kind, count: weight, p_drawn_kw, p_fed_kw } = row;
    drawn.add(step, p_drawn_kw);
    const series = seriesOf.get(kind);
    if (!series) return;
    series.drawn_kw.add(step, p_drawn_kw);
    series.fed_kw.add(step, -p_fed_kw);
    series.net_kw.add(step, p_drawn_kw - p_fed_kw);
    series.fed_of.add(step, -p_fed_kw);
    const cells = row as unknown as Record<string, number>;
    for (const {
      columns: [mean, low, high],
      all,
    } of bandsOf.get(kind)!)
      all.add(step, cells[mean]!, { weight, low: cells[low]!, high: cells[high]! });
  });

  const units = new Map(kinds.map(({ kind }) => [kind, new Map<string, BlockSeries>()]));
  const single = { step: 'number', device: 'text', kind: 'text', p_kw: 'number' } as const;
  const own = numbers(...bands.map(({ channel }) => channel.column));
  tables.eachRow('devices.csv', { ...single, ...own }, (row) => {
    const { step, device, kind } = row;
    const unit = memberOf(units.get(kind), device, UNITS, blocks);
    unit?.add(step, Math.min(0, row.p_kw));
    for (const { channel, members } of bandsOf.get(kind) ?? []) {
      const series = memberOf(members, device, MEMBERS, blocks);
      series?.add(step, (row as unknown as Record<string, number>)[channel.column]!);
    }
  });
  const counts = new Map(manifest.devices.map(({ kind, count }) => [kind, count]));
  const shown = kinds.map((k) => {
    const members = units.get(k.kind)!;
    return members.size === counts.get(k.kind) ? { ...k, members } : k;
  });
  const fed = kinds.reduce((sum, { fed_of }) => sum.plus(fed_of), new StepSums(manifest.steps));
  const total = { drawn_kw: drawn.into(blocks), fed_kw: fed.into(blocks) };
  return { kinds: shown, total, bands };
}

/** The series of a member, begun where it is new; undefined beyond the first `max`. */
function memberOf(members: Map<string, BlockSeries> | undefined, device: string, max: number, blocks: Blocks) {
  const known = members?.get(device);
  if (known || !members || members.size === max) return known;
  const series = new BlockSeries(blocks);
  members.set(device, series);
  return series;
}
