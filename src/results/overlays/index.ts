// The overlays, in the order of a page. Another one is a line below.
import { held, unitOf } from '../plots/stacks.ts';
import { storedPoints } from '../plots/stored-energy.ts';
import { short } from '../plots/theme.ts';
import type { KindSeries, Run } from '../read/index.ts';
import type { Overlay, Panel, Points } from './overlay.ts';

export const overlays: readonly Overlay[] = [
  {
    id: 'import',
    title: 'Import from the upstream grid',
    caption: 'Import, losses included.',
    panels: (runs) => {
      const { title, scale } = unitOf(...runs);
      return [
        { axis: title.replace('Power', 'Import'), height: 260, zero: true, curve: mean((r) => r.import_kw, scale) },
      ];
    },
  },
  {
    id: 'device-power',
    title: 'Power by kind of device',
    caption: 'What the devices of a kind draw or feed together.',
    panels: (runs) => kindsOf(runs).map((kind) => powerOf(kind, runs)),
  },
  {
    id: 'stored-energy',
    title: 'Stored energy',
    caption: 'Energy in all batteries together.',
    panels: () => [{ axis: 'Stored energy [kWh]', height: 220, zero: true, curve: storedPoints }],
  },
  {
    id: 'network',
    title: 'Losses and lowest voltage',
    caption: 'Losses of the network, and the lowest voltage of all buses.',
    panels: () => [
      { axis: 'Losses [kW]', height: 150, zero: true, curve: mean((r) => r.loss_kw) },
      { axis: 'Lowest voltage [p.u.]', height: 150, zero: false, curve: (r) => blocks(r, (b) => r.vm_min_pu.min[b]!) },
    ],
  },
];

const blocks = (run: Run, value: (b: number) => number): Points => held(run, (b) => ({ value: short(value(b)) }));

const mean =
  (series: (run: Run) => Run['import_kw'], scale = 1): Panel['curve'] =>
  (run) =>
    blocks(run, (b) => scale * series(run).mean(b));

const kindsOf = (runs: readonly Run[]): string[] => [
  ...new Set(runs.flatMap(({ kinds }) => kinds.filter(moves).map(({ kind }) => kind))),
];

const draws = ({ drawn_kw }: KindSeries): boolean => drawn_kw.max.some((kw) => kw > 0);
const feeds = ({ fed_kw }: KindSeries): boolean => fed_kw.min.some((kw) => kw < 0);
const moves = (kind: KindSeries): boolean => draws(kind) || feeds(kind);

/** As fed where the kind never draws, as drawn elsewhere; nothing where a run has no such devices or none that move. */
function powerOf(kind: string, runs: readonly Run[]): Panel {
  const { title, scale } = unitOf(...runs);
  const members = runs.flatMap(({ kinds }) => kinds.filter((k) => k.kind === kind));
  const fed = !members.some(draws);
  const net = fed || !members.some(feeds) ? '' : ' net';
  return {
    axis: title.replace('Power', `${kind} ${fed ? 'fed' : `drawn${net}`}`),
    height: 130,
    zero: true,
    curve(run) {
      const own = run.kinds.find((k) => k.kind === kind && moves(k));
      const { steps } = run.manifest;
      const drawn = (b: number) => own!.drawn_kw.perStep(b, steps) + own!.fed_kw.perStep(b, steps);
      return own && blocks(run, (b) => (fed ? -scale : scale) * drawn(b));
    },
  };
}
