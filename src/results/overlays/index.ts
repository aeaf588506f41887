// The overlays, in the order of a page: those of every run, and those that plots of its mechanisms have.
import { overSteps, unitOf } from '../../../record/drawing/index.ts';
import { type AnyPlot, arranged, type KindSeries, type Overlay, type Panel, type Run } from '../../../record/index.ts';
import type { Run as ReadRun } from '../read/index.ts';

// biome-ignore lint/suspicious/noExplicitAny: a list holds overlays of every kind of data
export type NamedOverlay = Overlay<any> & {
  /** Name of its files: ID.vl.json, .svg, .png. */
  readonly id: string;
  /** Whose data it shows; absent where the run itself has all it needs. */
  readonly plot?: AnyPlot;
};

/** Every overlay that at least one of the runs may have a curve in. */
export function overlaysOf(runs: readonly ReadRun[]): NamedOverlay[] {
  const plots = new Map(runs.flatMap((run) => run.plots.map(({ plot }) => [plot.id, plot])));
  const theirs = [...plots.values()].flatMap((plot) => (plot.overlay ? [{ ...plot.overlay, id: plot.id, plot }] : []));
  return arranged([...runOverlays, ...theirs]);
}

/** What an overlay shows of a run; undefined where the run has none of it. */
export const dataOf = ({ plot }: NamedOverlay, run: ReadRun): unknown =>
  plot ? run.plots.find((read) => read.plot === plot)?.data : {};

const runOverlays: readonly NamedOverlay[] = [
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
