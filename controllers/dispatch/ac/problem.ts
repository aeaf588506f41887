// The dispatch of a feeder by AC power flow, with import m, export e and what each device d draws, p + jq:
//
//   min   Σt Δt (π⁺t m[t] − π⁻t e[t]) + Σd costs of d
//   s.t.  P(θ, V)[n,t] + Σd at n p[d,t] = 0   (dual: nodal price of P, λ Δt);  Q(θ, V)[n,t] + Σd at n q[d,t] = 0   (of Q)
//         m − e = active power from the supply buses,  m ≤ m_max,  e ≤ e_max
//         v_min ≤ |V| ≤ v_max,  |S| or |I| of every branch within its rating at both ends
//         rows of every device;  p² + q² ≤ s² of a converter
//
// The room `opf` solves it; this page says what is connected.
import type { DeviceView } from '../../../cosim/index.ts';
import { type BusLoads, emptyLoads, type Network } from '../../../network/index.ts';
import type { AcProblem, Control } from '../../../opf/index.ts';
import {
  type Flexibility,
  formulate,
  type Horizon,
  type OptimisationProblem,
  shifted,
} from '../../../optimisation/index.ts';
import { numbering } from '../../feeder/models.ts';
import type { Exchange } from '../../market.ts';
import { contributions } from '../contributions.ts';
import { largestPower, withBase } from './base.ts';

/** What is to be dispatched. */
export interface AcDispatch {
  readonly devices: readonly DeviceView[];
  readonly network: Network;
  readonly exchange: Exchange;
  readonly horizon: Omit<Horizon, 'exclusive'>;
  readonly dt_h: number;
  /** Limits that are kept. */
  readonly limits: { readonly voltage: boolean; readonly branches: boolean };
}

/** A device as a problem of its own, with its costs; or several equal ones, which share their values. */
export interface Own {
  readonly problem: OptimisationProblem;
  readonly flexibility: Flexibility;
  /** Its first variable in the problem of all. */
  readonly first: number;
  /** Of the devices. */
  readonly members: readonly number[];
}

export interface PosedAc {
  readonly problem: AcProblem;
  /** Expressions in variables of the problem of all, in the order of the devices. */
  readonly flexibility: readonly Flexibility[];
  readonly own: readonly Own[];
}

export function poseAc(dispatch: AcDispatch): PosedAc {
  const { devices, network, exchange, dt_h, limits, horizon } = dispatch;
  const into = formulate('dispatch');
  const own = equalDevices(dispatch).map(({ members, problem, flexibility }): Own => {
    const first = into.include({ ...problem, objective: timesObjective(members.length, problem.objective) });
    return { members, problem, flexibility, first };
  });
  const flexibility: Flexibility[] = [];
  for (const of of own) for (const d of of.members) flexibility[d] = shiftedBy(of.flexibility, of.first);
  const all = into.build();
  const largest_kw = largestPower(flexibility, all);
  const problem: AcProblem = {
    name: 'dispatch',
    network: withBase(network, largest_kw / 1000),
    hours: horizon.hours,
    dt_h,
    devices: all,
    controls: own.flatMap(({ members }) => controlOf(devices[members[0]!]!, flexibility[members[0]!]!, members.length)),
    fixed: fixedLoads(dispatch, flexibility),
    exchange: bounded(exchange, largest_kw),
    limits,
  };
  return { problem, flexibility, own };
}

/**
 * Devices of one kind at one bus with the same numbers are one device, drawn as often as there are of them: of their plans the mean is
 * possible for each, and costs no more. Whole numbers have no mean.
 */
function equalDevices({ devices, exchange, horizon }: AcDispatch): Omit<Own, 'first'>[] {
  const numbered = numbering();
  const known = new Map<string, number[]>();
  const found: Omit<Own, 'first'>[] = [];
  for (const [d, device] of devices.entries()) {
    const into = formulate(device.id);
    const one = { exchange, devices: [device], horizon: { ...horizon, reactive: true } };
    const [flexibility] = contributions(one, () => false, into);
    const problem = into.build();
    const { id, bus, kind, rating_kva } = device;
    const key = JSON.stringify([bus, kind, rating_kva, problem.variables.integer.includes(1) ? id : '']);
    const whole = `${key} ${numbered({ problem, flexibility: flexibility! }).number}`;
    const members = known.get(whole);
    if (members) members.push(d);
    else {
      known.set(whole, [d]);
      found.push({ members: known.get(whole)!, problem, flexibility: flexibility! });
    }
  }
  return found;
}

const timesObjective = (n: number, { constant, linear, quadratic }: OptimisationProblem['objective']) => ({
  constant: n * constant,
  linear: linear.map((c) => n * c),
  quadratic: quadratic.map((q) => n * q),
});

/** Losses are below what the devices draw or feed. */
const WITH_LOSSES = 2;

/** Where export is paid more than import costs in a step, the connection needs limits; else they are those of the market. */
function bounded(exchange: Exchange, largest_kw: number): Exchange {
  const { import_price, export_price, import_max_kw, export_max_kw } = exchange;
  if (import_price.every((price, t) => export_price[t]! <= price)) return exchange;
  const most = WITH_LOSSES * largest_kw;
  return {
    ...exchange,
    import_max_kw: Math.min(import_max_kw, most),
    export_max_kw: Math.min(export_max_kw, most),
  };
}

/** A contribution in variables of a problem in which those of its own begin at column `first`. */
function shiftedBy({ p_kw, q_kvar, costs, shows, exclusive, zip }: Flexibility, first: number): Flexibility {
  return {
    p_kw: p_kw.shifted(first),
    q_kvar: q_kvar.shifted(first),
    costs: costs.map((cost) => ({
      ...cost,
      linear: shifted(cost.linear, first),
      squares: cost.squares.map(([c, column]) => [c, first + column] as const),
    })),
    shows: shows.map((quantity) => ({ ...quantity, values: quantity.values.shifted(first) })),
    exclusive: exclusive.map(([a, b]) => [first + a, first + b] as const),
    ...(zip && { zip }),
  };
}

const decides = ({ p_kw, q_kvar }: Flexibility): boolean => p_kw.isVariable || q_kvar.isVariable;

/** The power of n equal devices. */
function controlOf({ id, bus, rating_kva }: DeviceView, flexibility: Flexibility, n: number): Control[] {
  if (!decides(flexibility)) return [];
  const [p_kw, q_kvar] = [flexibility.p_kw, flexibility.q_kvar].map((of) => [...of.times(n)]);
  const converter =
    rating_kva !== undefined && flexibility.q_kvar.map(({ terms }) => terms.length).every((count) => count === 1);
  return [{ name: id, bus, p_kw: p_kw!, q_kvar: q_kvar!, ...(converter && { rating_kva: n * rating_kva }) }];
}

/** Loads without a decision at every bus, with their dependence on the voltage. */
function fixedLoads({ devices, network, horizon }: AcDispatch, flexibility: readonly Flexibility[]): BusLoads[] {
  const row = new Map(network.buses.map((bus, b) => [bus, b]));
  const loads = horizon.hours.map(() => emptyLoads(network.buses.length));
  for (const [d, device] of flexibility.entries()) {
    if (decides(device)) continue;
    const b = row.get(devices[d]!.bus)!;
    const { z, i, p: share } = device.zip ?? { z: 0, i: 0, p: 1 };
    for (const [t, of] of loads.entries()) {
      const [p, q] = [device.p_kw.constants[t]!, device.q_kvar.constants[t]!];
      of.p_kw[b]! += share * p;
      of.q_kvar[b]! += share * q;
      of.pi_kw[b]! += i * p;
      of.qi_kvar[b]! += i * q;
      of.pz_kw[b]! += z * p;
      of.qz_kvar[b]! += z * q;
    }
  }
  return loads;
}
