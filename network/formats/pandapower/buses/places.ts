// Coordinates of buses: GeoJSON points as text (from 3.0), or a table of x and y (2.x).
import type { Bus } from '../../../model/data.ts';
import { isObject } from '../file/document.ts';
import type { Net } from '../file/net.ts';
import type { Row } from '../file/table.ts';

/** Coordinates where they can be read; they are of no use in a power flow, so that a faulty one is none. */
export function placeOf(net: Net, row: Row): Pick<Bus, 'x' | 'y'> {
  const geo = row.cell('geo');
  const [x, y] = typeof geo === 'string' ? pointOf(geo) : (net.geodata.get(row.key) ?? []);
  return typeof x === 'number' && typeof y === 'number' && Number.isFinite(x) && Number.isFinite(y) ? { x, y } : {};
}

/** Longest text of a point that is parsed [characters]. */
const LONGEST = 500;

function pointOf(geo: string): readonly unknown[] {
  if (geo.length > LONGEST) return [];
  try {
    const point: unknown = JSON.parse(geo);
    return isObject(point) && Array.isArray(point['coordinates']) ? point['coordinates'] : [];
  } catch {
    return [];
  }
}
