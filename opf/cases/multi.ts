// A case with a horizon → the AC problem. For battery b with charging c, discharging d and energy e [MW, MWh]:
//
//   min   Σt Δt (π⁺t mt − π⁻t et) + Σb,t Δt κ_b (c[t] + d[t])
//   s.t.  e[t] = e[t−1] + Δt (η⁺ c[t] − d[t] / η⁻),   e_min ≤ e ≤ e_max,   e[T−1] ≥ e_end
//         (d − c)² + q² ≤ s_max²,   0 ≤ c, d ≤ p_max;   PV: p² + q² ≤ s_max²,   0 ≤ p ≤ available
import { type BusLoads, compile, emptyLoads, type Network, tableLoads } from '../../network/index.ts';
import { type Formulation, formulate, type Linear, linear, plus, times } from '../../optimisation/index.ts';
import type { AcProblem, Control } from '../problem.ts';
import type { OpfCase } from './case.ts';
import type { Horizon } from './schema.ts';
import { slackBand } from './slack.ts';

const KW_PER_MW = 1000;

/** A device in variables of the problem, over the steps; P and Q fed in [MW, Mvar]. */
export interface MultiDevice {
  readonly kind: 'battery' | 'pv';
  /** Position in its list of the file, from 1. */
  readonly number: number;
  readonly bus: string;
  readonly s_max_mva: number;
  readonly p_mw: readonly Linear[];
  readonly q_mvar: readonly Linear[];
  /** Of a battery: charging, discharging and stored energy at the end of the step [MW, MWh]. */
  readonly store?: {
    readonly charge: readonly Linear[];
    readonly discharge: readonly Linear[];
    readonly e_mwh: readonly Linear[];
  };
  /** Of PV [MW]. */
  readonly p_available_mw?: readonly number[];
}

export interface MultiProblem {
  readonly problem: AcProblem;
  readonly devices: readonly MultiDevice[];
}

export function multiProblem({ name, network: data, reference }: OpfCase, horizon: Horizon): MultiProblem {
  const network = compile(data);
  const m = formulate(name);
  const hours = Array.from({ length: horizon.T }, (_, t) => String(t));
  const devices = [
    ...horizon.batteries.map((d, i) => battery(d, i + 1, horizon, hours, m.scope(`battery-${i + 1}`))),
    ...horizon.pv.map((d, i) => pv(d, i + 1, hours, m.scope(`pv-${i + 1}`))),
  ];
  const most = KW_PER_MW * horizon.exchange_max;
  const problem: AcProblem = {
    name,
    network,
    hours,
    dt_h: horizon.dt,
    devices: m.build(),
    controls: devices.map(controlOf),
    fixed: hours.map((_, t) => loadsAt(network, horizon, t)),
    exchange: {
      import_price: horizon.import_price.map((price) => price / KW_PER_MW),
      export_price: horizon.export_price.map((price) => price / KW_PER_MW),
      import_max_kw: most,
      export_max_kw: most,
      q_min_kvar: -most,
      q_max_kvar: most,
    },
    ...slackBand(data, reference),
    limits: { voltage: true, branches: true },
  };
  return { problem, devices };
}

function battery(
  d: Horizon['batteries'][number],
  number: number,
  { dt }: Horizon,
  hours: readonly string[],
  m: Formulation,
): MultiDevice {
  const cost = dt * d.throughput_cost;
  const c = m.variables('charge', [hours], { min: 0, max: d.p_max, cost });
  const g = m.variables('discharge', [hours], { min: 0, max: d.p_max, cost });
  const q = m.variables('q', [hours], { min: -d.s_max, max: d.s_max });
  const last = hours.length - 1;
  const e = m.variables('energy', [hours], {
    min: (t) => (t === last ? Math.max(d.e_min, d.e_end) : d.e_min),
    max: d.e_max,
  });
  m.rows('store', [hours], (row, t) => {
    row
      .term(1, e(t))
      .term(-dt * d.eta_charge, c(t))
      .term(dt / d.eta_discharge, g(t));
    if (t > 0) row.term(-1, e(t - 1)).equals(0);
    else row.equals(d.e_start);
  });
  const over = (column: (t: number) => number) => hours.map((_, t) => linear(1, column(t)));
  return {
    kind: 'battery',
    number,
    bus: String(d.bus),
    s_max_mva: d.s_max,
    p_mw: hours.map((_, t) => plus(linear(1, g(t)), linear(-1, c(t)))),
    q_mvar: over(q),
    store: { charge: over(c), discharge: over(g), e_mwh: over(e) },
  };
}

function pv(d: Horizon['pv'][number], number: number, hours: readonly string[], m: Formulation): MultiDevice {
  const p = m.variables('p', [hours], { min: 0, max: (t) => Math.min(d.p_available[t]!, d.s_max) });
  const q = m.variables('q', [hours], { min: -d.s_max, max: d.s_max });
  return {
    kind: 'pv',
    number,
    bus: String(d.bus),
    s_max_mva: d.s_max,
    p_mw: hours.map((_, t) => linear(1, p(t))),
    q_mvar: hours.map((_, t) => linear(1, q(t))),
    p_available_mw: d.p_available,
  };
}

const controlOf = ({ kind, number, bus, p_mw, q_mvar, s_max_mva }: MultiDevice): Control => ({
  name: `${kind}-${number}`,
  bus,
  p_kw: p_mw.map((p) => times(-KW_PER_MW, p)),
  q_kvar: q_mvar.map((q) => times(-KW_PER_MW, q)),
  rating_kva: KW_PER_MW * s_max_mva,
});

/** PD and QD of every bus times the factor of the step. */
function loadsAt(
  network: Network,
  { load_profile_default, load_profile_commercial = [], commercial_buses }: Horizon,
  t: number,
): BusLoads {
  const nominal = tableLoads(network);
  const commercial = new Set(commercial_buses.map(String));
  const factor = (bus: string) => (commercial.has(bus) ? load_profile_commercial[t]! : load_profile_default[t]!);
  const factors = network.buses.map(factor);
  const scaled = (values: Float64Array) => values.map((x, b) => x * factors[b]!);
  return { ...emptyLoads(network.buses.length), p_kw: scaled(nominal.p_kw), q_kvar: scaled(nominal.q_kvar) };
}
