// Start voltages of an iteration: those of the case, or a flat profile that follows phase shifts.
import type { Network } from '../model/compile.ts';
import { radians, shiftForest } from '../model/shifts.ts';
import type { Voltages } from './state.ts';

export const emptyVoltages = (nodes: number): Voltages => ({
  vm: new Float64Array(nodes),
  e: new Float64Array(nodes),
  f: new Float64Array(nodes),
});

/**
 * The voltages in the tables, set points and start values; missing ones are those of the flat start. Start angles that are all
 * 0 count as missing. Undefined where the tables have no start value.
 */
export function caseStart(y: Network): Voltages | undefined {
  const known = y.data.buses.some((bus) => bus.kind !== 'slack' && (bus.va_deg ?? 0) !== 0);
  if (!known && !y.data.buses.some(({ kind, v_pu }) => kind === 'pq' && v_pu !== undefined)) return undefined;
  const angle = shiftedAngles(y);
  return polar(y, (node) => {
    const { kind, v_pu = 1, va_deg } = governing(y, node);
    const given = kind === 'slack' || known ? va_deg : undefined;
    return [v_pu, given === undefined ? angle[node]! : radians(given)];
  });
}

/** 1 p.u. (set points where given) at the angle of the nearest slack, less the phase shifts on the way to it. */
export function flatStart(y: Network): Voltages {
  const angle = shiftedAngles(y);
  return polar(y, (node) => {
    const bus = governing(y, node);
    return [bus.kind === 'pq' ? 1 : (bus.v_pu ?? 1), angle[node]!];
  });
}

function polar(y: Network, at: (node: number) => readonly [vm: number, angle: number]): Voltages {
  const v = emptyVoltages(y.nodes);
  for (let i = 0; i < y.nodes; i++) {
    const [vm, angle] = at(i);
    v.vm[i] = vm;
    v.e[i] = vm * Math.cos(angle);
    v.f[i] = vm * Math.sin(angle);
  }
  return v;
}

/** The bus whose set point a node has: slack before PV before PQ among the buses joined by closed switches. */
function governing(y: Network, node: number) {
  return y.data.buses[y.busOf[node]!]!;
}

/** Breadth first from the slack nodes. */
function shiftedAngles(y: Network): Float64Array {
  const forest = shiftForest(y);
  const slacks = Array.from({ length: y.nodes - y.n }, (_, i) => y.n + i);
  for (const node of slacks) forest.angle[node] = radians(governing(y, node).va_deg ?? 0);
  forest.grow(slacks);
  return forest.angle;
}
