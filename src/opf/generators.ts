// Machines of a case of one step: set points, costs, and bounds that bind with their shadow prices.

import {
  type CostCurve,
  costAt,
  type Machine,
  marginalCost,
  netImport_kw,
  type SingleProblem,
} from '../../opf/index.ts';
import { evaluate } from '../../optimisation/index.ts';
import type { LimitRow } from './limits.ts';
import type { GeneratorRow } from './report.ts';
import type { Solved } from './solved.ts';

/** Distance to a bound that binds, relative to 1 + the bound [MW, Mvar]. */
const REACHED = 1e-6;

export interface Generators {
  readonly rows: readonly GeneratorRow[];
  /** Bounds that bind, except those of the exchange, which the solver lists. */
  readonly limits: readonly LimitRow[];
}

export function generatorsOf(solved: Solved, { supply, feeds }: SingleProblem): Generators {
  const { opf, optimum } = solved;
  const fed = new Map(
    feeds.map(({ machine, p_mw, q_mvar }) => [
      machine,
      [evaluate(p_mw, optimum.x), evaluate(q_mvar, optimum.x)] as const,
    ]),
  );
  const exchange = [netImport_kw(optimum, 0) / 1000, optimum.import_kvar[0]! / 1000] as const;
  const all = opf.machines.map((machine) => ({ machine, power: fed.get(machine) ?? exchange }));
  return {
    rows: all.map(({ machine, power }) => rowOf(machine, power)),
    limits: all
      .filter(({ machine }) => machine !== supply)
      .flatMap(({ machine, power }) => limitsOf(solved, machine, power)),
  };
}

type Power = readonly [p: number, q: number];

interface Bound {
  readonly limit: GeneratorRow['binds'][number];
  readonly isQ: boolean;
  readonly side: 1 | -1;
  readonly bound: number;
}

const boundsOf = ({ p_min_mw, p_max_mw, q_min_mvar, q_max_mvar }: Machine): readonly Bound[] => [
  { limit: 'p_min', isQ: false, side: -1, bound: p_min_mw },
  { limit: 'p_max', isQ: false, side: 1, bound: p_max_mw },
  { limit: 'q_min', isQ: true, side: -1, bound: q_min_mvar },
  { limit: 'q_max', isQ: true, side: 1, bound: q_max_mvar },
];

const binding = (machine: Machine, [p, q]: Power): readonly Bound[] =>
  boundsOf(machine).filter(
    ({ isQ, side, bound }) => side * ((isQ ? q : p) - bound) >= -REACHED * (1 + Math.abs(bound)),
  );

function rowOf(machine: Machine, power: Power): GeneratorRow {
  const [p, q] = power;
  const { name, bus, p_min_mw, p_max_mw, q_min_mvar, q_max_mvar, cost, q_cost } = machine;
  return {
    generator: Number(name),
    bus: Number(bus),
    p_kw: 1000 * p,
    q_kvar: 1000 * q,
    p_min_kw: finite(1000 * p_min_mw),
    p_max_kw: finite(1000 * p_max_mw),
    q_min_kvar: finite(1000 * q_min_mvar),
    q_max_kvar: finite(1000 * q_max_mvar),
    cost_per_h: costAt(cost, p) + (q_cost ? costAt(q_cost, q) : 0),
    binds: binding(machine, power).map(({ limit }) => limit),
  };
}

/**
 * The shadow price of a bound is the nodal price less the marginal cost there, of the upper bound; the reverse of the lower
 * one. A dispatchable load of constant power factor has both prices in that of P.
 */
function limitsOf(solved: Solved, machine: Machine, power: Power): LimitRow[] {
  const { problem, optimum } = solved;
  const b = problem.network.buses.indexOf(machine.bus);
  const [price_p, price_q] = [1000 * optimum.price_p[b]![0]!, 1000 * optimum.price_q[b]![0]!];
  const { cost, q_cost, q_per_p } = machine;
  const margin = (curve: CostCurve | undefined, at: number, side: 1 | -1) =>
    curve ? marginalCost(curve, at)[side === 1 ? 0 : 1] : 0;
  return binding(machine, power).flatMap(({ limit, isQ, side, bound }): LimitRow[] => {
    if (isQ && q_per_p !== undefined) return []; // follows P
    const value = power[isQ ? 1 : 0];
    const worth = isQ
      ? price_q - margin(q_cost, value, side)
      : price_p - margin(cost, value, side) + (q_per_p ?? 0) * (price_q - margin(q_cost, power[1], side));
    return [
      {
        limit,
        generator: Number(machine.name),
        value: 1000 * value,
        bound: 1000 * bound,
        unit: isQ ? 'kvar' : 'kW',
        violation: 0,
        dual: Math.max(0, side * worth),
      },
    ];
  });
}

const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);
