// Nodes of a file, and the buses that are added where a branch hangs free, at star points and behind sources.
import type { Branch, Bus, BusKind } from '../../model/data.ts';
import type { BranchPu } from '../../model/per-unit.ts';
import type { Row } from './rows.ts';

/** Base power of power-grid-model [MVA]. */
export const BASE_MVA = 1;

interface SetPoint {
  readonly kind: Exclude<BusKind, 'pq'>;
  readonly v_pu: number;
  readonly va_deg?: number;
  readonly by: Row;
}

/** An end of a branch: its node, and whether it is connected there. */
export interface End {
  readonly node: string;
  readonly isOn: boolean;
}

export class Nodes {
  readonly #kv = new Map<string, number>();
  readonly #at = new Map<string, string>();
  readonly #held = new Map<string, SetPoint>();

  constructor(rows: readonly Row[]) {
    for (const row of rows) this.add(String(row.id), row.above0('u_rated') / 1000, row.at);
  }

  add(bus: string, vn_kv: number, at: string): string {
    this.#kv.set(bus, vn_kv);
    this.#at.set(bus, at);
    return bus;
  }

  kv(bus: string): number {
    return this.#kv.get(bus) ?? Number.NaN;
  }

  /** The node that an attribute of a row names. */
  of(row: Row, attribute: string): string {
    const id = row.whole(attribute);
    if (!Number.isNaN(id) && !this.#kv.has(String(id))) row.fault(attribute, id, 'the id of a node');
    return String(id);
  }

  end(row: Row, node: string, status: string): End {
    return { node: this.of(row, node), isOn: row.isOn(status) };
  }

  /** Reports ends of different rated voltages, where a component has no transformer. */
  areOfOneVoltage(row: Row, from: End, to: End): void {
    const [kvFrom, kvTo] = [this.kv(from.node), this.kv(to.node)];
    if (kvFrom !== kvTo && !Number.isNaN(kvFrom + kvTo))
      row.fault('to_node', `${to.node}, a node of ${kvTo} kV`, `a node of ${kvFrom} kV, as ${from.node} is`);
  }

  hold(bus: string, setPoint: SetPoint): void {
    const other = this.#held.get(bus);
    const differ =
      other && (other.v_pu !== setPoint.v_pu || (other.va_deg ?? 0) !== (setPoint.va_deg ?? other.va_deg ?? 0));
    if (differ)
      setPoint.by.fault(
        'u_ref',
        `${setPoint.v_pu} at node ${bus}`,
        `the voltage and angle that ${other.by.component} ${other.by.id} holds there, ${other.v_pu}`,
      );
    if (other?.kind !== 'slack') this.#held.set(bus, setPoint);
  }

  buses(): Bus[] {
    return [...this.#kv].map(([bus, vn_kv]) => {
      const held = this.#held.get(bus);
      const { kind, v_pu, va_deg } = held ?? { kind: 'pq' as const };
      const set = held ? { v_pu: v_pu!, ...(va_deg === undefined ? {} : { va_deg }) } : {};
      return { bus, kind, vn_kv, ...set, at: this.#at.get(bus)! };
    });
  }

  /**
   * A branch between two ends. An end that is not connected is at a bus of its own, so that the other end supplies the shunt
   * part; with both ends off it is out of service.
   */
  branch(row: Row, name: string, kind: Branch['kind'], from: End, to: End, pi: BranchPu, rating: Rating): Branch {
    const in_service = from.isOn || to.isOn;
    const place = ({ node, isOn }: End) =>
      isOn || !in_service ? node : this.add(`${row.component} ${name} open at ${node}`, this.kv(node), row.at);
    return { branch: name, kind, from_bus: place(from), to_bus: place(to), ...pi, in_service, ...rating, at: row.at };
  }
}

export type Rating = Pick<Branch, 's_max_mva' | 'i_max_a'>;
