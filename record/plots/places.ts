// Where the parts of a one-line diagram lie, and how large they may be.

import { extentOf, WIDTH } from '../drawing/theme.ts';
import type { Run } from '../run.ts';
import type { Spec } from '../spec.ts';

const ROW = 62;
/** Room around the outermost buses, for their symbols and names [px]. */
const MARGIN = 26;
/** Part of the square of the distance between buses that a symbol may cover, so that the lines stay visible. */
const COVER = 0.4;
/** Area of a symbol that can still be seen [px²]. */
const SMALLEST = 2;
export const NODE = 95;

/** Size of the drawing and the scales of the places. */
export function frame({ network: { buses, layout } }: Run): Spec {
  const span = (values: number[]) => {
    const [low, high] = extentOf(values);
    return high - low;
  };
  const width = span(buses.map((b) => b.x));
  const height = span(buses.map((b) => b.y));
  const even = width > 0 ? (WIDTH * height) / width : WIDTH / 2;
  const rows = new Set(buses.map((b) => b.y)).size;
  const wanted = layout === 'computed' ? height * ROW : Math.max(even, Math.min(rows, 9) * ROW);
  return { width: WIDTH, height: Math.round(Math.min(680, Math.max(160, wanted))) };
}

export interface PlaceAxes {
  readonly x: Spec;
  readonly y: Spec;
}

export function placeAxis({ network: { buses } }: Run, field: 'x' | 'y'): Spec {
  const values = buses.map((b) => b[field]);
  const domain = extentOf(values);
  return { field, type: 'quantitative', axis: null, scale: { domain, zero: false, nice: false, padding: MARGIN } };
}

/** The area of the symbol of a bus [px²]: less where neighbours lie close together. */
export function nodeSize(run: Run): number {
  const { buses, layout } = run.network;
  const steps = Object.values(axesOf(run)).filter((pixels) => pixels > 0); // of a computed layout, whose grid has step 1
  const area = layout === 'computed' ? Math.min(...steps) ** 2 : (WIDTH * Number(frame(run)['height'])) / buses.length;
  return Math.min(NODE, Math.max(SMALLEST, COVER * area));
}

/** Pixels per unit of the places, along either axis. */
export function axesOf(run: Run): { readonly x: number; readonly y: number } {
  const { buses } = run.network;
  const per = (pixels: number, values: number[]) => {
    const [low, high] = extentOf(values);
    return high > low ? (pixels - 2 * MARGIN) / (high - low) : 0;
  };
  return {
    x: per(
      WIDTH,
      buses.map((b) => b.x),
    ),
    y: per(
      Number(frame(run)['height']),
      buses.map((b) => b.y),
    ),
  };
}

export interface Piece {
  readonly x: number;
  readonly y: number;
  readonly x2: number;
  readonly y2: number;
}

type Places = ReadonlyMap<string, { readonly x: number; readonly y: number }>;

export const placesOf = ({ network }: Run): Places => new Map(network.buses.map((b) => [b.bus, b]));

/** A branch as straight pieces: at a computed place a lateral leaves its bus upright, so an oblique one gets a corner. */
export function pieces(
  { network, tree }: Run,
  place: Places,
  { from_bus, to_bus }: { from_bus: string; to_bus: string },
): Piece[] {
  const [a, b] = [place.get(from_bus)!, place.get(to_bus)!];
  const straight = [{ x: a.x, y: a.y, x2: b.x, y2: b.y }];
  if (network.layout === 'given' || a.x === b.x || a.y === b.y) return straight;
  const child =
    tree.get(to_bus)?.parent?.bus === from_bus ? b : tree.get(from_bus)?.parent?.bus === to_bus ? a : undefined;
  if (!child) return straight;
  const parent = child === a ? b : a;
  const corner = { x: child.x, y: parent.y + Math.sign(child.y - parent.y) / 2 };
  return [
    { x: parent.x, y: parent.y, x2: corner.x, y2: corner.y },
    { x: corner.x, y: corner.y, x2: child.x, y2: child.y },
  ];
}
