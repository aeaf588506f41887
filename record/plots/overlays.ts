// The overlays of every run, in the order of a page. Another overlay is an entry below.
import { unitOf } from '../drawing/power-unit.ts';
import { overSteps } from '../drawing/series.ts';
import type { Overlay, Panel } from '../plot.ts';
import type { KindSeries, Run } from '../run.ts';

/** They read no tables: the run has their data. `id` is the name of the files. */
export const runOverlays: readonly (Overlay<unknown> & { readonly id: string })[] = [
  {
    id: 'import',
    title: 'Import from the upstream grid',
    caption: 'Import, losses included.',
    panels: (runs) => {
      const { title, scale } = unitOf(...runs);
      return [
        {
          axis: title.replace('Power', 'Import'),
          height: 260,
          zero: true,
          curve: curveOf((r) => r.import_kw, scale),
          lacking: UNSOLVED,
        },
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
    id: 'network',
    title: 'Losses and lowest voltage',
    caption: 'Losses of the network, and the lowest voltage of all buses.',
    panels: () => [
      { axis: 'Losses [kW]', height: 150, zero: true, curve: curveOf((r) => r.loss_kw), lacking: UNSOLVED },
      {
        axis: 'Lowest voltage [p.u.]',
        height: 150,
        zero: false,
        curve: curveOf((r) => r.vm_min_pu),
        lacking: UNSOLVED,
      },
    ],
  },
];

const UNSOLVED = 'no solved step';

const curveOf =
  (series: (run: Run) => Run['import_kw'], scale = 1): Panel<unknown>['curve'] =>
  (run) =>
    run.worst && overSteps(run, series(run), {}, scale);

const kindsOf = (runs: readonly Run[]): string[] => [
  ...new Set(runs.flatMap(({ kinds }) => kinds.filter(moves).map(({ kind }) => kind))),
];

const draws = ({ drawn_kw }: KindSeries): boolean => drawn_kw.max.some((kw) => kw > 0);
const feeds = ({ fed_kw }: KindSeries): boolean => fed_kw.min.some((kw) => kw < 0);
const moves = (kind: KindSeries): boolean => draws(kind) || feeds(kind);

/** As fed where the kind never draws, as drawn elsewhere; nothing where a run has no such devices or none that move. */
function powerOf(kind: string, runs: readonly Run[]): Panel<unknown> {
  const { title, scale } = unitOf(...runs);
  const members = runs.flatMap(({ kinds }) => kinds.filter((k) => k.kind === kind));
  const fed = !members.some(draws);
  const net = fed || !members.some(feeds) ? '' : ' net';
  return {
    axis: title.replace('Power', `${runs[0]!.kindLook(kind).title}, ${fed ? 'fed' : `drawn${net}`}`),
    height: 130,
    zero: true,
    lacking: `no device of this kind that draws or feeds`,
    curve(run) {
      const own = run.kinds.find((k) => k.kind === kind && moves(k));
      return own && overSteps(run, own.net_kw, {}, fed ? -scale : scale);
    },
  };
}
