// The part of a network with supply: the islands with a slack bus. The rest is de-energised, even where it has machines,
// because no voltage or angle is defined there; the power flow excludes it.
import type { NetworkData } from './data.ts';
import { type Topology, topologyOf } from './topology.ts';

/** The tables of one network in two parts. Every row is in one of them, in the original order. */
export interface SupplySplit {
  /** Buses with supply and the elements between them; `data` itself where every bus has supply. */
  readonly live: NetworkData;
  /** Buses without supply, and the elements with an end there. */
  readonly dead: NetworkData;
}

/** @param data with every bus name known */
export function splitBySupply(data: NetworkData, topology: Topology = topologyOf(data)): SupplySplit {
  const dead = new Set<string>();
  for (const island of topology.islands) {
    if (island.some((i) => data.buses[i]!.kind === 'slack')) continue;
    for (const i of island) dead.add(data.buses[i]!.bus);
  }
  const part = (isDead: boolean): NetworkData => {
    const at = ({ bus }: { readonly bus: string }) => dead.has(bus) === isDead;
    const between = (row: { readonly from_bus: string; readonly to_bus: string }) =>
      (dead.has(row.from_bus) || dead.has(row.to_bus)) === isDead;
    return {
      ...data,
      buses: data.buses.filter(at),
      branches: data.branches.filter(between),
      switches: data.switches.filter(between),
      shunts: data.shunts.filter(at),
      loads: data.loads.filter(at),
      generators: data.generators.filter(at),
    };
  };
  return { live: dead.size === 0 ? data : part(false), dead: part(true) };
}

/** One sentence on the part without supply; undefined where all buses have supply. */
export function withoutSupply({ buses, loads, generators }: NetworkData): string | undefined {
  if (buses.length === 0) return undefined;
  const names = buses.slice(0, 10).map(({ bus }) => bus);
  const rest = buses.length > names.length ? ` and ${buses.length - names.length} more` : '';
  const one = buses.length === 1;
  const [p_kw, q_kvar] = [1000 * sum(loads, (l) => l.p_mw), 1000 * sum(loads, (l) => l.q_mvar)];
  const load = loads.length === 0 ? [] : [`load of ${round(p_kw)} kW and ${round(q_kvar)} kvar there is not served`];
  const machines = generators.filter((g) => g.in_service).map(({ generator }) => generator);
  const idle = machines.length === 0 ? [] : [`${counted(machines.length, 'generator')} there not running`];
  const consequences = [...load, ...idle].map((what) => `; ${what}`).join('');
  return (
    `without supply: ${one ? 'bus' : 'buses'} ${names.join(', ')}${rest}, which nothing in service joins to a slack bus` +
    consequences
  );
}

const sum = <T>(rows: readonly T[], of: (row: T) => number): number => rows.reduce((total, row) => total + of(row), 0);
const round = (x: number): string => String(Number(x.toPrecision(6)));
const counted = (n: number, what: string): string => (n === 1 ? `1 ${what}` : `${n} ${what}s`);
