// Network tables → NetworkData, in MW, Mvar and p.u.; faults of the whole network are found by `network`.
import type { z } from 'zod';
import { InputError } from '../../../base/index.ts';
import type { Bus, Generator, Network, NetworkData, Shunt } from '../../../network/index.ts';
import { compile } from '../../../network/index.ts';
import type { Reader } from '../fields.ts';
import type { Files } from '../files.ts';
import type { networkSchema } from '../schema/schema.ts';
import type { Place } from '../text/place.ts';
import { type RowOptions, readRows } from '../text/rows.ts';
import { readTable } from '../text/table.ts';
import {
  type At,
  type BranchRow,
  branchOf,
  type LineRow,
  lineBranch,
  type TransformerRow,
  transformerBranch,
} from './branches.ts';
import { idleRows } from './idle-rows.ts';
import { networkRows } from './rows.ts';

/** Connections without transformer, whose two buses have the same nominal voltage. */
interface Joint extends At {
  readonly from_bus: string;
  readonly to_bus: string;
}

export type NetworkSection = z.output<typeof networkSchema>;

/** The network without its loads, which are also devices; `buses` as in `CaseNetwork`. */
export function readNetworkTables(
  caseName: string,
  section: NetworkSection,
  place: Place,
  files: Files,
  reader: Reader,
) {
  const rows = <T>(
    key: keyof NetworkSection & string,
    schema: z.ZodType<T>,
    options: RowOptions<T> = {},
  ): (T & At)[] => {
    const file = section[key];
    if (typeof file !== 'string') return [];
    const text = files.text(file, place.at([key]));
    const table = text === undefined ? undefined : readTable(file, text, reader.report);
    return table ? readRows(schema, table, reader, options).map(({ value, at }) => ({ ...value, at })) : [];
  };
  const base_mva = section.base_mva ?? 1;
  const before = reader.report.count;
  const buses = rows<Bus>('buses', networkRows.buses as unknown as z.ZodType<Bus>).map(withoutEmptyStart);
  const allBuses = reader.report.count === before;
  const kv = new Map(buses.map((b) => [b.bus, b.vn_kv]));
  const atOneVoltage = <T extends Joint>(joint: T): T => {
    const [from, to] = [kv.get(joint.from_bus), kv.get(joint.to_bus)];
    if (from !== undefined && to !== undefined && from !== to)
      reader.report.add({
        where: `${joint.at}, to_bus`,
        found: `${joint.to_bus}, a bus of ${to} kV`,
        expected: `a bus of ${from} kV, as ${joint.from_bus} is`,
        hint: 'a transformer joins different voltages',
      });
    return joint;
  };
  const idle = {
    line: idleRows<LineRow>(networkRows.lines, 'line', section, reader),
    transformer: idleRows<TransformerRow>(networkRows.transformers, 'transformer', section, reader),
    branch: idleRows<BranchRow>(networkRows.branches, 'branch', section, reader),
  };
  const lines = rows('lines', networkRows.lines, { idle: idle.line }).map((l) =>
    lineBranch(atOneVoltage(l), kv.get(l.to_bus) ?? 1, base_mva, section.f_hz ?? 50),
  );
  const transformers = rows('transformers', networkRows.transformers, { idle: idle.transformer }).map((t) =>
    transformerBranch(t, kv.get(t.from_bus) ?? 1, kv.get(t.to_bus) ?? 1, base_mva),
  );
  const branches = rows('branches', networkRows.branches, { idle: idle.branch }).map(branchOf);
  const tables: Omit<NetworkData, 'loads'> = {
    name: caseName,
    base_mva,
    buses,
    branches: [...lines, ...transformers, ...branches],
    switches: rows('switches', networkRows.switches).map(atOneVoltage),
    shunts: rows<Shunt>('shunts', networkRows.shunts),
    generators: rows<Generator>('generators', networkRows.generators as unknown as z.ZodType<Generator>),
    ...allowedIn(section),
  };
  return { tables, buses: allBuses ? new Set(buses.map(({ bus }) => bus)) : undefined };
}

/** Properties that a section allows; equivalents in branches.csv may have r < 0. */
function allowedIn({ branches, several_slacks }: NetworkSection): Pick<NetworkData, 'allows'> {
  const allows = {
    ...(branches === undefined ? {} : { negativeResistance: true }),
    ...(several_slacks ? { severalSlacks: true } : {}),
  };
  return Object.keys(allows).length === 0 ? {} : { allows };
}

/** A start value of 0 p.u. means none. */
function withoutEmptyStart({ v_pu, ...bus }: Bus): Bus {
  return v_pu === undefined || (v_pu === 0 && bus.kind === 'pq') ? bus : { ...bus, v_pu };
}

/** Reports faults of the whole network: two slack buses, none, unknown buses, … */
export function checkNetwork(data: NetworkData, { report }: Reader): Network | undefined {
  try {
    return compile(data);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    for (const problem of error.problems) report.add(problem);
    return undefined;
  }
}
