// A static plot made interactive: tooltips, zoom along the time axis or both ways, series that a click in the legend hides.
// The page runs it with Vega's expression interpreter, so that it works under a policy without `eval`.
import type { LoggerInterface } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { Spec } from '../../../record/index.ts';

/** Characters of a specification up to which a plot is interactive; a larger one would make the page slow. */
const MAX_LENGTH = 1_500_000;

/** Channels whose legend names series. */
const SERIES = ['color', 'fill', 'stroke', 'strokeDash', 'shape', 'opacity'];
const CONCAT = ['vconcat', 'hconcat', 'concat'] as const;
const ZOOM = 'wheel![event.ctrlKey || event.metaKey || event.shiftKey]';

type Channel = Readonly<Record<string, unknown>>;
type Encoding = Readonly<Record<string, Channel | undefined>>;

/** The views that can be zoomed, by name: along the time axis, or both ways. */
interface Zoomed {
  readonly time: string[];
  readonly plane: string[];
}

/**
 * The Vega specification of the interactive plot, as JSON; undefined where it would be too large. A zoom clips all marks of a view, also
 * words outside its axes: a plot that has such words asks for none by `usermeta: { zoom: false }`.
 */
export function liveSpec(spec: Spec): string | undefined {
  const zoomed: Zoomed = { time: [], plane: [] };
  const isFixed = (spec['usermeta'] as Spec | undefined)?.['zoom'] === false;
  const drawn = view(spec, {}, isFixed ? undefined : zoomed);
  const zoom = (name: string, encodings: readonly string[], views: readonly string[]) =>
    views.length === 0 ? [] : [{ name, select: { type: 'interval', encodings, zoom: ZOOM }, bind: 'scales', views }];
  const params = [
    { name: 'hidden', value: [] },
    ...zoom('zoom_time', ['x'], zoomed.time),
    ...zoom('zoom_plane', ['x', 'y'], zoomed.plane),
  ];
  const compiled = compile({ ...drawn, params } as unknown as TopLevelSpec, { logger: silent }).spec as unknown as Spec;
  const text = JSON.stringify(clickable(compiled, ordinalScales(compiled)));
  return text.length > MAX_LENGTH ? undefined : text;
}

/** Warnings were reported when the static plot was drawn. */
const silent = Object.fromEntries(
  ['level', 'error', 'warn', 'info', 'debug'].map((name) => [name, () => silent]),
) as unknown as LoggerInterface;

/** `zoomed` is absent where another layer of the view has the zoom. */
function view(spec: Spec, inherited: Encoding, zoomed: Zoomed | undefined): Spec {
  const own = mapped((spec['encoding'] ?? {}) as Encoding, zoomedAxis);
  const encoding = { ...inherited, ...own };
  const timed = spec['encoding'] === undefined ? spec : { ...spec, encoding: own };
  for (const concat of CONCAT) {
    const parts = spec[concat] as readonly Spec[] | undefined;
    if (parts) return { ...timed, [concat]: parts.map((part) => view(part, encoding, zoomed)) };
  }
  const layers = spec['layer'] as readonly Spec[] | undefined;
  if (!layers) return unit(timed, encoding, zoomed);
  const count = () => (zoomed ? zoomed.time.length + zoomed.plane.length : 0);
  const before = count();
  // one zoom serves all layers of a view
  return { ...timed, layer: layers.map((layer) => view(layer, encoding, count() === before ? zoomed : undefined)) };
}

function unit(spec: Spec, encoding: Encoding, zoomed: Zoomed | undefined): Spec {
  const mark = typeof spec['mark'] === 'string' ? { type: spec['mark'] } : (spec['mark'] as Spec);
  if (mark['type'] === 'text') return spec;
  const series = SERIES.flatMap((channel) => {
    const { field, type, legend } = encoding[channel] ?? {};
    return typeof field === 'string' && type === 'nominal' && legend !== null ? [field] : [];
  });
  const filters = [...new Set(series)].map((field) => ({ filter: `indexof(hidden, datum['${field}']) < 0` }));
  const time = localOf(encoding['x'])?.replaceAll('datum.value', `datum['${String(encoding['x']!['field'])}']`);
  const calculated = time === undefined ? [] : [{ calculate: `utcFormat(${time}, '%-d %b %Y %H:%M')`, as: TIME }];
  const transform = [...((spec['transform'] ?? []) as readonly Spec[]), ...filters, ...calculated];
  return {
    ...spec,
    ...(zoomed && zoomName(encoding, zoomed)),
    mark,
    ...(transform.length === 0 ? {} : { transform }),
    encoding: { ...(spec['encoding'] as Encoding | undefined), tooltip: tooltipOf(encoding) },
  };
}

/** A name for a view whose axes can be zoomed, entered where it belongs. */
function zoomName({ x, y }: Encoding, zoomed: Zoomed): { name?: string } {
  const both = [x, y].every((axis) => axis?.['field'] !== undefined && axis['type'] !== 'nominal');
  const into = localOf(x) !== undefined && y?.['field'] !== undefined ? zoomed.time : both ? zoomed.plane : undefined;
  if (!into) return {};
  const name = `zoomed_${zoomed.time.length + zoomed.plane.length}`;
  into.push(name);
  return { name };
}

/** The expression of local time in the labels of a time axis: the place, and the changes of the clock before it. */
const LOCAL = /datum\.value(?: \+ \(datum\.value >= -?\d+ \? -?\d+ : 0\))*/;

/** That expression of the axis of a channel; undefined where it is no time axis. */
function localOf(channel: Channel | undefined): string | undefined {
  const label = (channel?.['axis'] as Spec | null | undefined)?.['labelExpr'];
  return typeof label === 'string' && label.startsWith('utcFormat(') ? LOCAL.exec(label)?.[0] : undefined;
}

/** A time axis finds round ticks of its own when it is zoomed; its labels follow the wall clock as before. */
function zoomedAxis(channel: Channel): Channel {
  const local = localOf(channel);
  if (local === undefined) return channel;
  const { values: _, ...axis } = channel['axis'] as Spec;
  const format = `utchours(${local}) === 0 && utcminutes(${local}) === 0 ? '%-d %b' : '%H:%M'`;
  return { ...channel, axis: { ...axis, labelExpr: `utcFormat(${local}, ${format})` } };
}

const TITLES: Readonly<Record<string, string>> = { lo: 'Lowest', hi: 'Highest' };

/** Local time of a datum, in words. */
const TIME = 'local_time';

/** Every field that a mark shows, once, each with the title of its axis or legend. */
function tooltipOf(encoding: Encoding): Spec[] {
  const shown = new Map<string, Spec>();
  for (const [name, of] of Object.entries(encoding)) {
    for (const channel of [of ?? {}].flat() as Channel[]) {
      const { field, type, axis, legend, format } = channel;
      if (typeof field !== 'string' || shown.has(field) || name === 'order' || axis === null || field === 'u') continue;
      const named = [axis, legend].map((guide) => (guide as Spec | null | undefined)?.['title']).find(Boolean);
      const title = TITLES[field] ?? named ?? field;
      const own = { field, type: type ?? 'quantitative', title, ...(format ? { format } : {}) };
      shown.set(field, localOf(channel) === undefined ? own : { field: TIME, type: 'nominal', title: 'Time' });
    }
  }
  return [...shown.values()];
}

const mapped = (encoding: Encoding, change: (channel: Channel) => Channel): Encoding =>
  Object.fromEntries(Object.entries(encoding).map(([name, of]) => [name, of && !Array.isArray(of) ? change(of) : of]));

/** Names of the scales of series, of all scopes. */
function ordinalScales(spec: Spec): Set<unknown> {
  const scales = (spec['scales'] ?? []) as readonly Spec[];
  const marks = (spec['marks'] ?? []) as readonly Spec[];
  return new Set([
    ...scales.filter(({ type }) => type === 'ordinal').map(({ name }) => name),
    ...marks.flatMap((mark) => [...ordinalScales(mark)]),
  ]);
}

/** The scale of a time axis, with ticks of the calendar. */
function calendar(scale: Spec): Spec {
  const raw = scale['domainRaw'] as Spec | undefined;
  if (!String(raw?.['signal']).startsWith('zoom_time')) return scale;
  const { zero: _, ...kept } = scale;
  return { ...kept, type: 'utc' };
}

/** The legends of series take clicks, and fade what is hidden. */
function clickable(spec: Spec, ordinal: ReadonlySet<unknown>): Spec {
  const fade = { opacity: { signal: 'indexof(hidden, datum.value) < 0 ? 1 : 0.25' }, cursor: { value: 'pointer' } };
  const legends = (spec['legends'] as readonly Spec[] | undefined)?.map((legend) => {
    if (!SERIES.some((channel) => ordinal.has(legend[channel])) && !ordinal.has(legend['fill'])) return legend;
    const encode = legend['encode'] as Readonly<Record<string, Spec>> | undefined;
    const parts = ['symbols', 'labels'].map((part) => {
      const of = encode?.[part];
      return [part, { ...of, interactive: true, update: { ...(of?.['update'] as Spec | undefined), ...fade } }];
    });
    return { ...legend, encode: { ...encode, ...Object.fromEntries(parts) } };
  });
  const marks = (spec['marks'] as readonly Spec[] | undefined)?.map((mark) => clickable(mark, ordinal));
  const scales = (spec['scales'] as readonly Spec[] | undefined)?.map(calendar);
  return { ...spec, ...(scales ? { scales } : {}), ...(legends ? { legends } : {}), ...(marks ? { marks } : {}) };
}
