// What must not change a power flow: the order and keys of rows, the base, the order of switches.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { powerFlow } from '../../power-flow.ts';
import { readPandapower } from './read.ts';
import { frameOf, type Rows } from './testing/net.ts';

const FOLDER = new URL('../../../../shared/data/formats/', import.meta.url);
const names = existsSync(FOLDER)
  ? readdirSync(FOLDER).filter((name) => existsSync(new URL(`${name}/net.json`, FOLDER)))
  : [];

interface Opened {
  readonly tables: Map<string, { rows: Rows; keys: number[] }>;
  readonly settings: Record<string, unknown>;
}

function open(name: string): Opened {
  const whole = JSON.parse(readFileSync(new URL(`${name}/net.json`, FOLDER), 'utf8')) as { _object: unknown };
  const net = (typeof whole._object === 'string' ? JSON.parse(whole._object) : whole._object) as Record<
    string,
    unknown
  >;
  const tables: Opened['tables'] = new Map();
  const settings: Record<string, unknown> = {};
  for (const [member, value] of Object.entries(net)) {
    const frame = value as { _class?: string; _object: string } | null;
    if (frame?._class !== 'DataFrame' || member.startsWith('res_')) {
      if (frame?._class === undefined) settings[member] = value;
      continue;
    }
    const { columns, index, data } = JSON.parse(frame._object) as {
      columns: string[];
      index: number[];
      data: unknown[][];
    };
    const rows = data.map((cells) => Object.fromEntries(columns.map((column, i) => [column, cells[i]])));
    tables.set(member, { rows, keys: index });
  }
  return { tables, settings };
}

const textOf = ({ tables, settings }: Opened): string =>
  JSON.stringify({
    _class: 'pandapowerNet',
    _object: {
      ...Object.fromEntries([...tables].map(([name, { rows, keys }]) => [name, frameOf(rows, keys)])),
      ...settings,
    },
  });

/** Voltages by the index of the bus before any change. */
function voltages(
  text: string,
  before: (bus: string) => string = (bus) => bus,
): Map<string, readonly [number, number]> {
  const { data } = readPandapower(text, 'net.json');
  const { buses } = powerFlow(data, { tolerance_pu: 1e-11 });
  return new Map(buses.map(({ bus, vm_pu, va_deg }) => [before(bus), [vm_pu, va_deg]]));
}

function same(a: Map<string, readonly [number, number]>, b: Map<string, readonly [number, number]>) {
  const [first, second] = [[...a].filter(([bus]) => /^\d+$/.test(bus)), b];
  expect(first.length).toBeGreaterThan(1);
  for (const [bus, [vm, va]] of first) {
    expect(Math.abs(second.get(bus)![0] - vm), `bus ${bus}`).toBeLessThan(1e-9);
    expect(Math.abs(second.get(bus)![1] - va), `bus ${bus}`).toBeLessThan(1e-7);
  }
}

/** Columns with the index of a bus. */
const BUSES = ['bus', 'from_bus', 'to_bus', 'hv_bus', 'mv_bus', 'lv_bus'];
const BRANCHES: Readonly<Record<string, string>> = { l: 'line', t: 'trafo', t3: 'trafo3w', b: 'bus' };

/** Every table in another order, every element under another key, and switches the other way round. */
function shuffled({ tables, settings }: Opened, order: (size: number) => readonly number[]) {
  const keys = new Map<string, Map<number, number>>();
  for (const [name, table] of tables) {
    const free = order(table.keys.length).map((place) => 3 * place + 5);
    keys.set(name, new Map(table.keys.map((key, i) => [key, free[i]!])));
  }
  const moved: Opened['tables'] = new Map();
  const keyOf = (table: string, key: unknown) => keys.get(table)!.get(key as number)!;
  for (const [name, table] of tables) {
    const renamed = table.rows.map((row) => {
      const cells: Record<string, unknown> = { ...row };
      for (const column of BUSES) if (typeof cells[column] === 'number') cells[column] = keyOf('bus', cells[column]);
      if (name !== 'switch') return cells;
      cells['element'] = keyOf(BRANCHES[row['et'] as string]!, row['element']);
      return row['et'] === 'b' ? { ...cells, bus: cells['element'], element: cells['bus'] } : cells;
    });
    const places = order(renamed.length);
    moved.set(name, {
      rows: places.map((place) => renamed[place]!),
      keys: places.map((place) => keyOf(name, table.keys[place])),
    });
  }
  const back = new Map([...keys.get('bus')!].map(([before, after]) => [String(after), String(before)]));
  return { text: textOf({ tables: moved, settings }), before: (bus: string) => back.get(bus) ?? bus };
}

const TESTED = names.filter((name) => !['mv-oberrhein-load', 'dickert-lv', 'case33bw', 'cigre-lv'].includes(name));

describe.skipIf(names.length === 0)('a power flow does not depend on (skipped without ../shared)', () => {
  it.each(TESTED)('the order, the keys and the direction of the switches in %s', (name) => {
    const opened = open(name);
    const ours = voltages(textOf(opened));
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), (random) => {
        const { text, before } = shuffled(opened, (size) =>
          Array.from({ length: size }, (_, i) => ({ i, at: random.next().value }))
            .sort((a, b) => a.at - b.at || a.i - b.i)
            .map(({ i }) => i),
        );
        same(ours, voltages(text, before));
      }),
      { numRuns: 5 },
    );
  });

  it.each(TESTED)('the base of %s', (name) => {
    const { tables, settings } = open(name);
    same(voltages(textOf({ tables, settings })), voltages(textOf({ tables, settings: { ...settings, sn_mva: 7.5 } })));
  });
});
