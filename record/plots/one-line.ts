// The feeder as a one-line diagram at its worst instant: once for voltage, once for loading.

import { ABOVE_RATING, limitsOf, type VoltageLimits, worstBus } from '../drawing/limits.ts';
import { alarm, diverging, extentOf, ink, loadingScale, plot, quiet, short } from '../drawing/theme.ts';
import type { Plot } from '../plot.ts';
import type { Instant, Run } from '../run.ts';
import type { Spec } from '../spec.ts';
import { axesOf, frame, NODE, nodeSize, type Piece, type PlaceAxes, pieces, placeAxis, placesOf } from './places.ts';

const LABELLED = 90;

export const feederVoltage: Plot<object> = {
  id: 'feeder-voltage',
  reads: {},
  caption: ({ measure }) =>
    `The feeder at the instant that leaves the voltage the least room; a bus beyond its limits has an orange ring. Lines are as wide as their ${measure.title.toLowerCase()}; those without one are thin and grey, open ones dashed. Buses without supply are hollow and grey.`,
  draw(run) {
    if (!run.worst) return undefined;
    const at = run.worst.voltage;
    const { side, vm_pu, bus } = worstBus(run, at);
    const remark = `${side} ${vm_pu.toFixed(3)} p.u. at bus ${bus}`;
    return plot(run, `Voltage on the feeder, ${at.when}`, { ...frame(run), layer: oneLine(run, at, true) }, remark);
  },
};

export const feederLoading: Plot<object> = {
  id: 'feeder-loading',
  reads: {},
  caption: ({ measure }) => `The feeder at the instant of the highest ${measure.title.toLowerCase()}.`,
  draw(run) {
    if (!run.worst || run.worst.loading.load.size === 0) return undefined;
    const at = run.worst.loading;
    const [branch, value] = [...at.load].reduce((a, b) => (b[1] > a[1] ? b : a));
    const remark = `Highest ${value.toFixed(0)} ${run.measure.unit} on ${branch}${value > ABOVE_RATING && rated(run) ? '. Orange: above the rating.' : ''}`;
    const title = `${run.measure.title} of the feeder, ${at.when}`;
    return plot(run, title, { ...frame(run), layer: oneLine(run, at, false) }, remark);
  },
};

const rated = ({ measure }: Run) => measure.column === 'loading_percent';

function oneLine(run: Run, at: Instant, forVoltage: boolean): Spec[] {
  const { buses } = run.network;
  const xy = { x: placeAxis(run, 'x'), y: placeAxis(run, 'y') };
  const names = namesOf(buses);
  const label = (mark: Spec): Spec => ({
    data: { values: names },
    mark: { type: 'text', align: 'left', baseline: 'bottom', dx: 6, dy: -7, fontSize: 10, ...mark },
    encoding: { ...xy, text: { field: 'bus' } },
  });
  const layers: Spec[] = [
    ...connections(run, at, xy, forVoltage),
    ...(buses.length <= LABELLED ? [label({ stroke: 'white', strokeWidth: 3 }), label({ color: ink })] : []),
    ...busSymbols(run, at, xy, forVoltage),
    ...(forVoltage ? [] : fullestName(run, at, xy)),
  ];
  return layers.filter(({ data }) => (data as { values: unknown[] }).values.length > 0);
}

/** One name for each place: of buses that switches join, the shortest. */
function namesOf(buses: Run['network']['buses']): Spec[] {
  const named = new Map<string, Spec & { readonly bus: string }>();
  for (const { bus, x, y } of buses) {
    const known = named.get(`${x} ${y}`);
    if (!known || bus.length < known.bus.length) named.set(`${x} ${y}`, { bus, x, y });
  }
  return [...named.values()];
}

/** What is open, dashed; closed switches; and what carries power, as wide as it is loaded. */
function connections(run: Run, at: Instant, xy: PlaceAxes, forVoltage: boolean): Spec[] {
  const { branches, switches } = run.network;
  const place = placesOf(run);
  const max = Math.max(extentOf(at.load.values())[1], rated(run) ? 100 : 0);
  const segment = { ...xy, x2: { field: 'x2' }, y2: { field: 'y2' } };
  const inService = branches.filter((b) => b.in_service);
  const carrying = inService.flatMap((b) => {
    const load = short(at.load.get(b.branch) ?? Number.NaN);
    return load === null ? [] : pieces(run, place, b).map((p) => ({ ...p, branch: b.branch, load, width: load }));
  });
  const closed = switches.filter((s) => s.closed).flatMap((s) => pieces(run, place, s));
  const thin = [
    ...inService
      .filter((b) => !at.load.has(b.branch))
      .flatMap((b) =>
        pieces(run, place, b).map((p) => ({ ...p, line: at.vm_pu.has(b.from_bus) ? UNRATED : UNSUPPLIED })),
      ),
    ...[...branches.filter((b) => !b.in_service), ...switches.filter((s) => !s.closed)].map((b) => {
      const [from, to] = [place.get(b.from_bus)!, place.get(b.to_bus)!];
      return { x: from.x, y: from.y, x2: to.x, y2: to.y, line: OPEN };
    }),
  ];
  return [
    {
      data: { values: thin },
      mark: { type: 'rule', color: THIN, strokeWidth: 1.2 },
      encoding: { ...segment, strokeDash: thinLook(thin) },
    },
    { data: { values: closed }, mark: { type: 'rule', color: quiet, strokeWidth: 1.5 }, encoding: segment },
    {
      data: { values: carrying },
      mark: { type: 'rule', strokeCap: 'round', color: '#8d99a6' },
      encoding: { ...segment, ...branchLook(run, max, forVoltage) },
    },
  ];
}

const UNRATED = 'no rating';
const UNSUPPLIED = 'no supply';
const OPEN = 'open';
const THIN = '#9aa5b1';
const DASHES: Readonly<Record<string, readonly number[]>> = { [UNRATED]: [1, 0], [UNSUPPLIED]: [1, 2], [OPEN]: [4, 4] };

/** Lines without a loading to show are thin and grey; the legend says why each has none. */
function thinLook(thin: readonly { readonly line: string }[]): Spec {
  const domain = Object.keys(DASHES).filter((line) => thin.some((t) => t.line === line));
  return {
    field: 'line',
    type: 'nominal',
    scale: { domain, range: domain.map((line) => DASHES[line]) },
    legend: { title: 'Lines', symbolType: 'stroke', symbolStrokeColor: THIN, symbolStrokeWidth: 1.2, symbolSize: 300 },
  };
}

/** Sources as squares, other buses as circles; coloured by voltage, and ringed beyond their limits, where it is shown. */
function busSymbols(run: Run, at: Instant, xy: PlaceAxes, forVoltage: boolean): Spec[] {
  const nodes = run.network.buses.map(({ bus, kind, x, y, v_min_pu = 0, v_max_pu = Number.POSITIVE_INFINITY }) => {
    const v = at.vm_pu.get(bus) ?? Number.NaN;
    return { bus, x, y, v: short(v), source: kind === 'slack', out: v < v_min_pu || v > v_max_pu };
  });
  const supplied = nodes.filter((n) => n.v !== null);
  const node = nodeSize(run);
  const outline = 0.8 * Math.sqrt(node / NODE);
  const look = forVoltage
    ? {
        color: voltageColour(
          supplied.map(({ v }) => v!),
          limitsOf(run),
        ),
        stroke: { condition: { test: 'datum.out', value: alarm }, value: '#3c4753' },
        strokeWidth: { condition: { test: 'datum.out', value: 3 * outline }, value: outline },
      }
    : { color: { value: 'white' } };
  const symbols = (values: readonly Spec[], own: Spec): Spec => ({
    data: { values },
    mark: { type: 'point', filled: true, opacity: 1, strokeWidth: outline, stroke: '#3c4753' },
    encoding: {
      ...xy,
      size: { condition: { test: 'datum.source', value: 1.3 * NODE }, value: forVoltage ? node : 0.4 * node },
      strokeWidth: { condition: { test: 'datum.source', value: 0.8 }, value: outline },
      shape: { condition: { test: 'datum.source', value: 'square' }, value: 'circle' },
      ...own,
    },
  });
  const dark = nodes.filter((n) => n.v === null);
  return [symbols(supplied, look), symbols(dark, { color: { value: 'white' }, stroke: { value: THIN } })];
}

/** Name and loading of the most loaded branch, at the middle of its longest piece; next to the piece if it is vertical. */
function fullestName(run: Run, at: Instant, xy: PlaceAxes): Spec[] {
  const [branch, load] = [...at.load].reduce((a, b) => (b[1] > a[1] ? b : a));
  const drawn = run.network.branches.find((b) => b.branch === branch)!;
  const spread = axesOf(run);
  const reach = (p: Piece) => [Math.abs(p.x2 - p.x) * spread.x, Math.abs(p.y2 - p.y) * spread.y] as const;
  const longest = pieces(run, placesOf(run), drawn).reduce((a, b) =>
    Math.hypot(...reach(b)) > Math.hypot(...reach(a)) ? b : a,
  );
  const { x, y, x2, y2 } = longest;
  const [across, up] = reach(longest);
  const offset = up > across ? { baseline: 'middle', dx: 10 } : { baseline: 'top', dx: 7, dy: 7 };
  const values = [{ x: (x + x2) / 2, y: (y + y2) / 2, text: `${branch}  ${load.toFixed(0)} ${run.measure.unit}` }];
  const name = (mark: Spec): Spec => ({
    data: { values },
    mark: { type: 'text', align: 'left', ...offset, fontSize: 11, fontWeight: 'bold', ...mark },
    encoding: { ...xy, text: { field: 'text' } },
  });
  return [name({ stroke: 'white', strokeWidth: 3 }), name({ color: rated(run) && load > ABOVE_RATING ? alarm : ink })];
}

function branchLook(run: Run, max: number, forVoltage: boolean): Spec {
  const title = `${run.measure.title} [${run.measure.unit}]`;
  const full = rated(run) ? 100 : max;
  // A field of its own, so that Vega-Lite keeps its legend apart from that of the colour.
  const size = {
    field: forVoltage ? 'load' : 'width',
    type: 'quantitative',
    scale: { domain: [0, max], range: [1.2, 8], zero: true },
    legend: forVoltage ? { title, tickCount: 4, symbolType: 'stroke', symbolStrokeColor: '#8d99a6' } : null,
  };
  if (forVoltage) return { strokeWidth: size };
  return {
    strokeWidth: size,
    color: {
      condition: { test: `datum.load > ${rated(run) ? ABOVE_RATING : full}`, value: alarm },
      field: 'load',
      type: 'quantitative',
      scale: loadingScale(full),
      legend: { title, tickCount: 4, gradientLength: 140 },
    },
  };
}

/** Two decimals, or as many as it has. */
const written = (v: number): string => (Number(v.toFixed(2)) === v ? v.toFixed(2) : String(Number(v.toFixed(6))));

function voltageColour(voltages: readonly number[], { lower, upper }: VoltageLimits): Spec {
  const reach = [...voltages, ...lower, ...upper].map((v) => Math.abs(v - 1));
  const span = Math.max(0.01, extentOf(reach)[1]);
  const marks = [...lower.slice(0, 1), 1, ...upper.slice(-1)];
  const named = [
    ...lower.map((v) => `abs(datum.value - ${v}) < 1e-6 ? '${written(v)}  lower limit' : `),
    ...upper.map((v) => `abs(datum.value - ${v}) < 1e-6 ? '${written(v)}  upper limit' : `),
  ];
  return {
    field: 'v',
    type: 'quantitative',
    scale: {
      domain: diverging.map((_, i) => 1 + span * (i / 2 - 1)),
      range: diverging,
      interpolate: 'rgb',
      clamp: true,
    },
    legend: {
      title: 'Voltage [p.u.]',
      gradientLength: 140,
      values: marks,
      labelExpr: `${named.join('')}format(datum.value, '.2f')`,
    },
  };
}
