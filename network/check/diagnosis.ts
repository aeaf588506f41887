// Diagnosis of a power flow without solution, in sentences: the given power, its feasible share, the location of the cause.
import type { Network } from '../model/compile.ts';
import type { Reach } from '../newton/continuation.ts';
import { list, nameOf, ODD_VOLTAGE_PU } from '../newton/doubt.ts';
import type { NoLoad } from '../newton/search.ts';
import type { Solver } from '../newton/solver.ts';
import type { Injections, Voltages } from '../newton/state.ts';
import { loopSentence } from './loops.ts';

/** Explains the failure of the last solve. */
export function diagnose(solver: Solver, given: Injections): string {
  const { network, found } = solver;
  const strange = notFinite(network, given);
  if (strange.length > 0) return `The power given is not a finite number at ${list(strange)}.`;
  return [
    'No solution found.',
    worstBuses(solver),
    ...openLoop(network),
    ...causes(network, given, found?.reach, solver.noLoad()),
    ...extremeImpedances(network),
    ...openPoints(network),
  ].join(' ');
}

function openLoop(y: Network): string[] {
  const text = loopSentence(y);
  return text === undefined ? [] : [`Perhaps because ${text}.`];
}

/** The no-load solution, and the share of the given power that is feasible. */
function causes(y: Network, given: Injections, reach: Reach | undefined, empty: NoLoad): string[] {
  if (!reach) {
    return [
      'Without any load and generation no solution was found either: look at impedances, taps, phase shifts and set points.',
    ];
  }
  const percent = Math.floor(100 * reach.scale);
  if (percent === 0) {
    const odd = oddNode(empty.voltages);
    if (odd === undefined) {
      return [`It solves without load and generation, and not with one percent of them: ${largestPower(y, given)}`];
    }
    return [
      `Without any load and generation there are ${empty.voltages.vm[odd]!.toFixed(3)} p.u. at bus ${nameOf(y, odd)}, so the ` +
        'cause is in the network itself: look at phase shifts, taps, shunts and set points.',
      largestDrop(y, empty.voltages),
    ];
  }
  const low = lowestNode(reach.voltages);
  const state = `with ${reach.voltages.vm[low]!.toFixed(3)} p.u. left at bus ${nameOf(y, low)}`;
  return [
    `It solves at ${percent} % of this load and generation, ${state}: ` +
      'more than that seems beyond what the network can carry.',
    largestDrop(y, reach.voltages),
  ];
}

/** The node of the largest power at 1 p.u., where a wrong unit is likely. */
function largestPower(y: Network, { p, q, pi, qi, pz, qz }: Injections): string {
  const size = (i: number) => Math.hypot(p[i]! + pi[i]! + pz[i]!, q[i]! + qi[i]! + qz[i]!);
  let at = 0;
  for (let i = 1; i < y.n; i++) if (size(i) > size(at)) at = i;
  const kva = (1000 * y.base_mva * size(at)).toPrecision(3);
  return `the largest is ${Number(kva)} kVA at bus ${nameOf(y, at)}; check its unit.`;
}

/** Reports that rounding limits the mismatch to more than the tolerance, and next to which branch. */
export function coarseRounding({ network: y, tolerance_pu, work }: Solver): string[] {
  if (work.mismatch < tolerance_pu) return [];
  const z = (k: number) => (y.from[k]! < 0 ? Infinity : Math.hypot(y.data.branches[k]!.r_pu, y.data.branches[k]!.x_pu));
  let min = 0;
  for (let k = 1; k < y.from.length; k++) if (z(k) < z(min)) min = k;
  const { kind, branch } = y.data.branches[min]!;
  return [
    `Rounding leaves ${work.mismatch.toExponential(1)} p.u. of power mismatch, most likely next to ${kind} ${branch} of ` +
      `${z(min).toExponential(1)} p.u.: its own flow is as coarse, voltages hardly. Where no impedance is meant, make the two buses one.`,
  ];
}

function notFinite(y: Network, given: Injections): string[] {
  const parts = [given.p, given.q, given.pi, given.qi, given.pz, given.qz];
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

function lowestNode({ vm }: Voltages): number {
  let at = 0;
  for (let i = 1; i < vm.length; i++) if (vm[i]! < vm[at]!) at = i;
  return at;
}

function oddNode({ vm }: Voltages): number | undefined {
  const { below, above } = ODD_VOLTAGE_PU;
  const at = vm.findIndex((V) => V < below || V > above);
  return at < 0 ? undefined : at;
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

/** Impedances a thousand times the median or more, which probably have a wrong unit. */
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
