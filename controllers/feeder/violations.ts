// The violated limits of an AC power flow: branches above their rating, buses outside their voltage limits.
import { decimals } from '../../base/index.ts';
import type { Flow, Network } from '../../network/index.ts';
import { CLOSE, type Service } from './limits.ts';

/** A violated limit of the network, in kVA or p.u. */
export interface Violation {
  readonly element: string;
  readonly what: 'overload' | 'under-voltage' | 'over-voltage';
  readonly amount: number;
}

interface Inspected {
  readonly network: Network;
  readonly services: readonly Service[];
}

/** Finds the violated limits of power flows of one network. */
export function inspector({ network, services }: Inspected) {
  const bands = new Map(network.data.buses.map(({ bus, v_min_pu, v_max_pu }) => [bus, { v_min_pu, v_max_pu }]));
  const limited = network.buses.map((bus) => bands.get(bus)!);
  return (flow: Flow): Violation[] => {
    const found: Violation[] = [];
    if (services.includes('overload')) {
      for (const [l, element] of network.branches.entries()) {
        const loading = flow.loading_percent[l]!;
        if (!(loading > 100)) continue;
        const s_kva = Math.max(
          Math.hypot(flow.p_from_kw[l]!, flow.q_from_kvar[l]!),
          Math.hypot(flow.p_to_kw[l]!, flow.q_to_kvar[l]!),
        );
        const amount = s_kva * (1 - 100 / loading);
        if (amount > CLOSE.overload) found.push({ element, what: 'overload', amount });
      }
    }
    if (services.includes('voltage')) {
      for (const [b, element] of network.buses.entries()) {
        const v = flow.vm_pu[b]!;
        if (!(v > 0)) continue;
        const { v_min_pu = 0, v_max_pu = Number.POSITIVE_INFINITY } = limited[b]!;
        const [under, over] = [v_min_pu - v, v - v_max_pu];
        if (under > CLOSE.voltage) found.push({ element, what: 'under-voltage', amount: under });
        if (over > CLOSE.voltage) found.push({ element, what: 'over-voltage', amount: over });
      }
    }
    return found;
  };
}

/** The largest violations in words. */
export const inWords = (violations: readonly Violation[]): string =>
  [...violations]
    .sort((a, b) => b.amount - a.amount)
    .slice(0, 3)
    .map(({ element, what, amount }) =>
      what === 'overload'
        ? `${element} by ${decimals(amount, 2)} kVA`
        : `${what} at ${element} by ${decimals(amount, 5)} p.u.`,
    )
    .join(', ');
