// Limits that bind or are violated, in the units of the network.
import { type LimitState, type Machine, netImport_kw } from '../../opf/index.ts';
import type { AtStep, Solved } from './solved.ts';

export interface LimitRow extends AtStep {
  /** `voltage_max`, `rating_from`, `p_max`, … */
  readonly limit: string;
  readonly bus?: number;
  readonly branch?: number;
  readonly generator?: number;
  readonly value: number;
  readonly bound: number;
  /** Of value, bound and violation. */
  readonly unit: 'p.u.' | 'kVA' | 'kW' | 'kvar';
  /** Amount by which the bound is exceeded; 0 where it binds. */
  readonly violation: number;
  /** Shadow price, ≥ 0: of a voltage per p.u. and hour, else per MWh, Mvarh or MVAh. */
  readonly dual: number;
}

/** To which the method keeps a limit [p.u.]. */
const TOLERANCE = 1e-7;

/**
 * Violated limits first, by amount relative to the base; then the binding ones in the order of the solver.
 * @param supply the machine whose power is the exchange
 * @param others limits of the devices
 */
export function limitRows(
  solved: Solved,
  supply: Machine | undefined,
  others: readonly LimitRow[],
): readonly LimitRow[] {
  const { optimum, problem } = solved;
  const base_kw = 1000 * problem.network.base_mva;
  const rows = optimum.limits
    .map((limit) => (limit.violation > TOLERANCE ? limit : { ...limit, violation: 0 }))
    .map((limit) => rowOf(limit, solved, supply));
  const size = ({ violation, unit }: LimitRow) => (unit === 'p.u.' ? violation : violation / base_kw);
  return [...rows, ...others].sort((a, b) => size(b) - size(a));
}

/** Bounds of the exchange as bounds of the machine that it represents. */
const OF_MACHINE = {
  'import-min': 'p_min',
  'import-max': 'p_max',
  'export-max': 'p_min',
  'reactive-min': 'q_min',
  'reactive-max': 'q_max',
} as const;

function rowOf({ what, name, t, dual, violation }: LimitState, solved: Solved, supply: Machine | undefined): LimitRow {
  const { problem, optimum, stepOf } = solved;
  const { network, exchange, dt_h } = problem;
  const limit = what.replaceAll('-', '_');
  const base = { limit, ...stepOf(t) };
  const per = { kw: 1000 * network.base_mva, mvah: dual / dt_h / network.base_mva };
  switch (what) {
    case 'voltage-min':
    case 'voltage-max': {
      const b = network.buses.indexOf(name);
      const { v_min_pu, v_max_pu } = network.data.buses[b]!;
      const bound = (what === 'voltage-min' ? v_min_pu : v_max_pu)!;
      const value = optimum.vm_pu[b]![t]!;
      return { ...base, bus: Number(name), value, bound, unit: 'p.u.', violation, dual: dual / dt_h };
    }
    case 'rating-from':
    case 'rating-to': {
      const k = network.branches.indexOf(name);
      const [p, q] =
        what === 'rating-from' ? [optimum.p_from_kw, optimum.q_from_kvar] : [optimum.p_to_kw, optimum.q_to_kvar];
      const value = Math.hypot(p[k]![t]!, q[k]![t]!);
      const bound = 1000 * network.data.branches[k]!.s_max_mva!;
      return {
        ...base,
        branch: Number(name),
        value,
        bound,
        unit: 'kVA',
        violation: violation * per.kw,
        dual: per.mvah,
      };
    }
    default: {
      const isQ = what.startsWith('reactive');
      const net = netImport_kw(optimum, t);
      const bounds = {
        'import-min': exchange.import_min_kw ?? 0,
        'import-max': exchange.import_max_kw,
        'export-max': supply ? 0 - exchange.export_max_kw : exchange.export_max_kw,
        'reactive-min': exchange.q_min_kvar!,
        'reactive-max': exchange.q_max_kvar!,
      };
      const value = isQ ? optimum.import_kvar[t]! : what === 'export-max' && !supply ? -net : net;
      const at = supply ? { limit: OF_MACHINE[what], generator: Number(supply.name) } : {};
      const unit = isQ ? 'kvar' : 'kW';
      return { ...base, ...at, value, bound: bounds[what], unit, violation: violation * per.kw, dual: per.mvah };
    }
  }
}
