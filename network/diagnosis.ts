// Why a power flow has no solution, in sentences: what was asked, how far it can be met, where it gives way.
import type { Network } from './compile.ts';
import { copyVoltages, type Injections, type Start, type Voltages, zeroInjections } from './newton.ts';
import type { Solver } from './solver.ts';
import { emptyVoltages } from './start.ts';

/** Explains a solve that has just failed. Leaves the solver's voltages changed. */
export function diagnose(solver: Solver, given: Injections, start: Start): string {
  const { network } = solver;
  const strange = notFinite(network, given);
  if (strange.length > 0) return `The power given is not a finite number at ${list(strange)}.`;
  const worst = worstBuses(solver);
  const limit = largestScale(solver, given, start);
  const said = [`No solution found. ${worst}`];
  if (limit === undefined) {
    said.push('Even without load and generation it does not solve: look at impedances, taps and set points.');
  } else {
    const percent = Math.floor(100 * limit.scale);
    said.push(
      `It solves at ${percent} % of this load and generation, with ${lowest(network, limit.voltages)}: ` +
        'more than that seems beyond what the network can carry.',
      largestDrop(network, limit.voltages),
    );
  }
  said.push(...extremeImpedances(network), ...openPoints(network));
  return said.join(' ');
}

/** Names a solution that satisfies the equations and is hardly the one that a network would show. */
export function oddVoltages(y: Network, { vm }: Voltages): string[] {
  const odd = Array.from(vm.keys()).filter((i) => vm[i]! < 0.5 || vm[i]! > 1.5);
  if (odd.length === 0) return [];
  const first = odd.map((i) => `bus ${nameOf(y, i)} at ${vm[i]!.toFixed(3)} p.u.`);
  return [`Voltages outside 0.5–1.5 p.u., perhaps a solution of the equations only: ${list(first)}.`];
}

/** Tells that rounding left more mismatch than was asked for, and beside which branch. */
export function coarseRounding({ network: y, tolerance_pu, work }: Solver): string[] {
  if (work.mismatch < tolerance_pu) return [];
  const z = (k: number) => (y.from[k]! < 0 ? Infinity : Math.hypot(y.data.branches[k]!.r_pu, y.data.branches[k]!.x_pu));
  let least = 0;
  for (let k = 1; k < y.from.length; k++) if (z(k) < z(least)) least = k;
  const { kind, branch } = y.data.branches[least]!;
  return [
    `Rounding leaves ${work.mismatch.toExponential(1)} p.u. of power mismatch, most likely beside ${kind} ${branch} of ` +
      `${z(least).toExponential(1)} p.u.: its own flow is as coarse, voltages hardly. A closed switch would have none.`,
  ];
}

const nameOf = (y: Network, node: number): string => y.buses[y.busOf[node]!]!;

const list = (names: readonly string[], most = 3): string =>
  names.length > most ? `${names.slice(0, most).join(', ')} and ${names.length - most} more` : names.join(', ');

function notFinite(y: Network, given: Injections): string[] {
  const parts = Object.values(given) as Float64Array[];
  const nodes = Array.from({ length: y.nodes }, (_, i) => i);
  return nodes.filter((i) => parts.some((part) => !Number.isFinite(part[i]!))).map((i) => `bus ${nameOf(y, i)}`);
}

function worstBuses({ network, work: { d } }: Solver): string {
  const kw = 1000 * network.base_mva;
  const size = (i: number) => Math.hypot(d[2 * i]!, d[2 * i + 1]!);
  const nodes = Array.from({ length: network.n }, (_, i) => i).filter((i) => Number.isFinite(size(i)));
  const worst = nodes.sort((a, b) => size(b) - size(a)).slice(0, 3);
  if (worst.length === 0) return 'The iteration left the range of numbers.';
  const names = worst.map((i) => `${nameOf(network, i)} (${(size(i) * kw).toPrecision(3)} kVA)`);
  return `Power is out of balance most at bus ${list(names)}.`;
}

/** Bisection on a factor on all loads and generators: the largest that solves, to a thousandth. */
function largestScale(solver: Solver, given: Injections, start: Start) {
  const { nodes } = solver.network;
  const scaled = zeroInjections(nodes);
  const voltages = emptyVoltages(nodes);
  const solves = (scale: number) => {
    for (const part of Object.keys(scaled) as (keyof Injections)[]) {
      for (let i = 0; i < nodes; i++) scaled[part][i] = scale * given[part][i]!;
    }
    if (!solver.solve(scaled, start)) return false;
    copyVoltages(solver.work.v, voltages);
    return true;
  };
  if (!solves(0)) return undefined;
  let low = 0;
  for (let high = 1; high - low > 1e-3; ) {
    const middle = (low + high) / 2;
    if (solves(middle)) low = middle;
    else high = middle;
  }
  return { scale: low, voltages };
}

function lowest(y: Network, { vm }: Voltages): string {
  let at = 0;
  for (let i = 1; i < y.nodes; i++) if (vm[i]! < vm[at]!) at = i;
  return `${vm[at]!.toFixed(3)} p.u. left at bus ${nameOf(y, at)}`;
}

function largestDrop(y: Network, { vm }: Voltages): string {
  const drop = (k: number) =>
    y.from[k]! < 0 ? 0 : Math.abs(vm[y.from[k]!]! / y.data.branches[k]!.tap - vm[y.to[k]!]!);
  let at = 0;
  for (let k = 1; k < y.from.length; k++) if (drop(k) > drop(at)) at = k;
  const { kind, branch, r_pu, x_pu } = y.data.branches[at]!;
  const z = `r ${r_pu.toPrecision(3)}, x ${x_pu.toPrecision(3)} p.u.`;
  return `The largest drop there, ${drop(at).toFixed(3)} p.u., is across ${kind} ${branch} (${z}).`;
}

/** Impedances a thousand times the median or more are slips of a unit more often than they are cables. */
function extremeImpedances(y: Network): string[] {
  const z = y.data.branches.map((b) => Math.hypot(b.r_pu, b.x_pu));
  const median = z.toSorted((a, b) => a - b)[z.length >> 1] ?? 0;
  const odd = y.data.branches.filter((b, k) => b.in_service && z[k]! >= 1000 * median);
  const names = odd.map((b) => `${b.kind} ${b.branch}`);
  return odd.length > 0 ? [`Impedance a thousand times the median or more: ${list(names)}; check its unit.`] : [];
}

function openPoints(y: Network): string[] {
  const branches = y.data.branches.filter((b) => !b.in_service).map((b) => `${b.kind} ${b.branch}`);
  const switches = y.data.switches.filter((s) => !s.closed).map((s) => `switch ${s.switch}`);
  const open = [...switches, ...branches];
  return open.length > 0 ? [`Open now: ${list(open, 5)}.`] : [];
}
