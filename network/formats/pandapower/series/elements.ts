// Elements in service whose power may follow a time series.
import type { Net } from '../file/net.ts';
import type { Row } from '../file/table.ts';

/** Tables of such elements, and the sign of their load. */
const SIGNS = { load: 1, sgen: -1, storage: 1, gen: -1 } as const;

export type ElementTable = keyof typeof SIGNS;

export interface Element {
  readonly table: ElementTable;
  readonly key: string;
  /** `load-3`, as that of the load or generator in the network. */
  readonly name: string;
  readonly bus: string;
  /** −1 where a power in the file feeds in. */
  readonly sign: 1 | -1;
  /** Powers as they are written: before `scaling`, with the sign of the file. */
  readonly p_mw: number;
  readonly q_mvar: number;
  readonly scaling: number;
  readonly type?: string;
  /** Name of its profile, in the networks of SimBench. */
  readonly profile?: string;
  readonly storage?: StorageData;
  /** `net.json, load 3` */
  readonly at: string;
}

/** Present as far as the file has them. */
export interface StorageData {
  readonly e_max_mwh?: number;
  readonly e_min_mwh?: number;
  readonly soc_percent?: number;
  readonly p_max_mw?: number;
  /** Columns that the networks of SimBench add. */
  readonly efficiency_percent?: number;
  readonly self_discharge_percent_per_day?: number;
}

export const isElementTable = (table: unknown): table is ElementTable =>
  typeof table === 'string' && Object.hasOwn(SIGNS, table);

export function elementsOf(net: Net): readonly Element[] {
  return (Object.keys(SIGNS) as ElementTable[]).flatMap((table) =>
    Array.from(net.atBuses(table), ({ row, bus }): Element => {
      const [type, profile] = [textIn(row, 'type'), textIn(row, 'profile')];
      return {
        table,
        key: row.key,
        name: `${table}-${row.key}`,
        bus: bus.name,
        sign: SIGNS[table],
        p_mw: row.number('p_mw', table === 'gen' ? 0 : undefined),
        q_mvar: table === 'gen' ? 0 : row.stated('q_mvar', 0),
        scaling: row.stated('scaling', 1),
        ...(type === undefined ? {} : { type }),
        ...(profile === undefined ? {} : { profile }),
        ...(table === 'storage' ? { storage: storageOf(row) } : {}),
        at: row.at,
      };
    }),
  );
}

/** Cells of other types are those of other programs. */
const textIn = (row: Row, column: string): string | undefined => {
  const value = row.cell(column);
  return typeof value === 'string' && value !== '' ? value : undefined;
};

function storageOf(row: Row): StorageData {
  const columns: Readonly<Record<keyof StorageData, number | undefined>> = {
    e_max_mwh: row.given('max_e_mwh'),
    e_min_mwh: row.given('min_e_mwh'),
    soc_percent: row.given('soc_percent'),
    p_max_mw: row.given('sn_mva') ?? row.given('max_p_mw'),
    efficiency_percent: row.given('efficiency_percent'),
    self_discharge_percent_per_day: row.given('self-discharge_percent_per_day'),
  };
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}
