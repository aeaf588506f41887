// Criteria of a doubtful solution, one that satisfies the equations and is probably not the operating point, with remarks.
//   magnitude     a voltage below 0.5 or above 1.5 p.u.
//   angle         more than 90° across a branch less its own phase shift, beyond its stability limit
//   determinant   of the Jacobian: its sign differs from that at no load, so a loadability limit is in between
import type { Remark } from '../../base/index.ts';
import type { Network } from '../model/compile.ts';
import type { Voltages } from './state.ts';

/** Magnitudes outside these bounds are odd [p.u.]. */
export const ODD_VOLTAGE_PU = { below: 0.5, above: 1.5 } as const;

const { below: LOW, above: HIGH } = ODD_VOLTAGE_PU;

/** The phase factors e^{jφ} of the branches, computed once per network. */
export interface Turns {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

export const turnsOf = ({ data }: Network): Turns => ({
  cos: Float64Array.from(data.branches, (b) => Math.cos((b.shift_deg * Math.PI) / 180)),
  sin: Float64Array.from(data.branches, (b) => Math.sin((b.shift_deg * Math.PI) / 180)),
});

/** Whether v is doubtful by magnitude or angle. Called after every solve, so it allocates nothing. */
export function isOdd(y: Network, turns: Turns, v: Voltages): boolean {
  const { vm } = v;
  for (let i = 0; i < y.nodes; i++) if (!(vm[i]! >= LOW && vm[i]! <= HIGH)) return true;
  for (let k = 0; k < y.from.length; k++) if (y.from[k]! >= 0 && isWide(y, turns, v, k)) return true;
  return false;
}

/** More than 90° across a branch. */
const isWide = (y: Network, turns: Turns, v: Voltages, k: number): boolean => across(y, turns, v, k) < 0;

/** Re Vf Vt* e^{−jφ} = |Vf||Vt| cos of the angle across a branch, less its phase shift. */
function across({ from, to }: Network, { cos, sin }: Turns, { e, f }: Voltages, k: number): number {
  const i = from[k]!;
  const j = to[k]!;
  return cos[k]! * (e[i]! * e[j]! + f[i]! * f[j]!) + sin[k]! * (f[i]! * e[j]! - e[i]! * f[j]!);
}

/**
 * A ρ such that all voltages within |V − V⁰| < ρ |V⁰| are ordinary in magnitude and angle; 0 where there may be none. A move of ρ
 * turns a voltage by at most arcsin ρ, so the angle across a branch changes by at most twice that.
 */
export function ordinaryMove(y: Network, turns: Turns, v: Voltages): number {
  let widest = 0;
  for (let k = 0; k < y.from.length; k++) {
    if (y.from[k]! < 0) continue;
    const cosine = across(y, turns, v, k) / (v.vm[y.from[k]!]! * v.vm[y.to[k]!]!);
    widest = Math.max(widest, Math.acos(Math.min(1, Math.max(-1, cosine))));
  }
  let move = Math.sin(Math.max(0, Math.PI / 2 - widest) / 2);
  for (const vm of v.vm) move = Math.min(move, HIGH / vm - 1, 1 - LOW / vm);
  return Math.max(0, move - 1e-9);
}

/** The remarks on a doubtful v; none for an ordinary one. */
export function oddities(y: Network, turns: Turns, v: Voltages, otherSide: boolean): Remark[] {
  const remarks: Remark[] = [];
  const nodes = Array.from(v.vm.keys()).filter((i) => v.vm[i]! < LOW || v.vm[i]! > HIGH);
  if (nodes.length > 0) {
    nodes.sort((a, b) => Math.abs(Math.log(v.vm[b]!)) - Math.abs(Math.log(v.vm[a]!)));
    const names = nodes.map((i) => `${v.vm[i]!.toFixed(3)} at bus ${nameOf(y, i)}`);
    remarks.push({ id: 'network_odd_voltage', text: `Voltages outside ${LOW}–${HIGH} p.u.: ${list(names)}.` });
  }
  const wide = Array.from(y.from.keys()).filter((k) => y.from[k]! >= 0 && isWide(y, turns, v, k));
  if (wide.length > 0) {
    const names = wide.map((k) => `${y.data.branches[k]!.kind} ${y.data.branches[k]!.branch}`);
    const text = `More than 90° across a branch, its own phase shift not counted: ${list(names)}.`;
    remarks.push({ id: 'network_wide_angle', text });
  }
  if (otherSide) {
    const text =
      'The Jacobian has a determinant of the other sign than at no load: ' +
      'this is not the operating point that the network reaches when its load grows from zero.';
    remarks.push({ id: 'network_other_side', text });
  }
  return remarks;
}

export const nameOf = (y: Network, node: number): string => y.buses[y.busOf[node]!]!;

export const list = (names: readonly string[], max = 3): string =>
  names.length > max ? `${names.slice(0, max).join(', ')} and ${names.length - max} more` : names.join(', ');
