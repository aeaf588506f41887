// The cases that compare all mechanisms on one feeder: every run is made, the statements that a reviewer would check hold, and
// the tables in their READMEs are those of these runs.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Comparison, keepsLimits, meanOf, slicesOf, valuesOf } from './comparison.ts';
import { compareCase } from './index.ts';

const cases = fileURLToPath(new URL('../../cases/', import.meta.url));
const made = mkdtempSync(join(tmpdir(), 'feederlab-shootout-'));
afterAll(() => rmSync(made, { recursive: true, force: true }));

const MECHANISMS = ['uncontrolled', 'cla', 'dt', 'dt-srp', 'tfm', 'transactive', 'central'];

/** An indicator of the tables in a README: its column, and how many decimals it has there. */
type Column = readonly [id: string, title: string, digits: number];

interface Shootout {
  readonly name: string;
  /** The case itself, and others whose tables it reads. */
  readonly folders: readonly string[];
  /** The one of them with the tables of the network. */
  readonly network: string;
  /** Fewer homes, for runs of which only the network matters. */
  readonly few: readonly string[];
  readonly tables: readonly (readonly Column[])[];
  /** Whether the README says what the optimum costs that is planned again on the way. */
  readonly again?: true;
  /** Mechanisms whose runs take a minute and more: they are made with exact forecasts only. */
  readonly slow: readonly string[];
}

const shootouts: readonly Shootout[] = [
  {
    name: 'shootout-ieee33',
    slow: [],
    folders: ['shootout-ieee33', 'ieee33-day'],
    network: 'shootout-ieee33',
    few: [
      'populations.home.buses=[14, 18]',
      'populations.home.count=4',
      'populations.solar-home.buses=[18, 22]',
      'populations.solar-home.count=4',
    ],
    tables: [
      [
        ['overload_kvah', 'overload [kVA h]', 0],
        ['voltage_violation_puh', 'voltage violation [10⁻³ p.u. h]', 2],
        ['energy_curtailed_kwh', 'curtailed [kWh]', 0],
        ['self_consumption_percent', 'self-consumption [%]', 1],
        ['power_import_max_kw', 'peak import [kW]', 0],
        ['energy_loss_kwh', 'losses [kWh]', 0],
      ],
      [
        ['account_cost', 'cost of all [EUR]', 1],
        ['dso_cost', 'DSO pays [EUR]', 2],
        ['aggregator_profit', 'aggregators earn [EUR]', 2],
        ['customer_payment', 'customers pay [EUR]', 2],
        ['messages_sent', 'messages', 0],
        ['messages_disclosed', 'private quantities', 0],
      ],
    ],
  },
  {
    name: 'shootout-rbts',
    folders: ['shootout-rbts', 'rbts-bus4-winter'],
    network: 'rbts-bus4-winter',
    again: true,
    slow: ['cla', 'dt-srp'],
    few: ['populations.home.buses=[LP1]'], // they overload L2 by 46 % at its rating
    tables: [
      [
        ['overload_kvah', 'overload [kVA h]', 0],
        ['loading_over_h', 'hours with overload', 0],
        ['loading_max_percent', 'highest loading [%]', 1],
        ['voltage_violation_puh', 'voltage violation [10⁻³ p.u. h]', 2],
        ['power_import_max_kw', 'peak import [kW]', 0],
        ['energy_loss_kwh', 'losses [kWh]', 0],
      ],
      [
        ['account_cost', 'cost of all [DKK]', 0],
        ['dso_cost', 'DSO pays [DKK]', 0],
        ['messages_sent', 'messages', 0],
        ['messages_disclosed', 'private quantities', 0],
      ],
    ],
  },
];

describe.each(shootouts)('$name', ({ name, folders, network, few, tables, again, slow }) => {
  const quick = MECHANISMS.filter((mechanism) => !slow.includes(mechanism));
  let slices: readonly Comparison[];
  beforeAll(async () => {
    const options = { out: join(made, name), workers: 2 };
    const exact = await compareCase(cases + name, { ...options, scenarios: ['exact'] });
    const forecast = await compareCase(cases + name, { ...options, scenarios: ['forecast'], controllers: quick });
    slices = [...slicesOf(exact!), ...slicesOf(forecast!)];
  }, 1_200_000);

  it('runs its mechanisms in every scenario, none refused, every step solved', () => {
    for (const { runs, scenarios } of slices) {
      const wanted = scenarios[0] === 'exact' ? MECHANISMS : quick;
      expect(runs.map(({ controller }) => controller)).toEqual(expect.arrayContaining(wanted));
      expect(runs.filter(({ status }) => status !== 'finished')).toEqual([]);
    }
  });

  it('has congestion without control, which the yardstick resolves', () => {
    for (const slice of slices) {
      expect(keepsLimits(slice, 'uncontrolled')).toBe(false);
      expect(keepsLimits(slice, slice.yardstick!)).toBe(true);
    }
  });

  it('finds no mechanism that keeps the limits and costs less than the yardstick', () => {
    for (const slice of slices) {
      const within = slice.mechanisms.filter((mechanism) => keepsLimits(slice, mechanism));
      const cost = (mechanism: string) => meanOf(slice, mechanism, 'account_cost');
      for (const mechanism of within) {
        expect(cost(mechanism), mechanism).toBeGreaterThan(cost(slice.yardstick!) - 1e-6 * cost(slice.yardstick!));
      }
    }
  });

  it('settles all money between parties', () => {
    for (const slice of slices) {
      for (const mechanism of slice.mechanisms)
        expect([...valuesOf(slice, mechanism, 'settlement_imbalance').values()], mechanism).toEqual([0]);
    }
  });

  it('leaves what devices draw by default as it is, whatever the forecasts', () => {
    const costs = slices.map((slice) => meanOf(slice, 'uncontrolled', 'account_cost'));
    for (const cost of costs) expect(cost).toBe(costs[0]);
  });

  it('has the tables of its README', () => {
    const readme = readFileSync(`${cases}${name}/README.md`, 'utf8').split('\n');
    const lines = slices.flatMap((slice) => tables.flatMap((columns) => tableOf(slice, columns)));
    expect(lines.filter((line) => !readme.includes(line))).toEqual([]);
  });

  it.runIf(again)(
    'costs less with forecasts when the optimum is planned again on the way, and not less than with perfect foresight',
    async () => {
      // the other runs are those of the comparison above
      const options = { out: join(made, name), controllers: ['uncontrolled', 'central-rolling', 'central'] };
      const [slice] = slicesOf((await compareCase(cases + name, { ...options, scenarios: ['forecast'] }))!);
      const [rolling, once, best] = ['central-rolling', 'central', slice!.yardstick!].map((mechanism) =>
        meanOf(slice!, mechanism, 'account_cost'),
      ) as [number, number, number];
      expect(rolling).toBeGreaterThan(best);
      expect(rolling - best).toBeLessThan((once - best) / 2);
      expect(readFileSync(`${cases}${name}/README.md`, 'utf8')).toContain(`costs ${rolling.toFixed(0)} DKK`);
    },
    600_000,
  );

  it('has no overload with twice the ratings, and then without voltage bands no DSO pays', async () => {
    const folder = withoutCongestion(name, folders, network);
    const options = { set: ['forecast=null', 'outputs={}', ...few], out: join(made, `${name}-wide`), workers: 2 };
    const [slice] = slicesOf((await compareCase(folder, options))!);
    for (const mechanism of MECHANISMS) {
      expect([...valuesOf(slice!, mechanism, 'overload_kvah').values()], mechanism).toEqual([0]);
      expect(meanOf(slice!, mechanism, 'dso_cost'), mechanism).toBeCloseTo(0, 6);
    }
  }, 600_000);
});

/** The rows of a table, as they are written in a README. */
function tableOf(slice: Comparison, columns: readonly Column[]): string[] {
  const shown = (mechanism: string, [id, title, digits]: Column) => {
    const value = meanOf(slice, mechanism, id) * (title.includes('10⁻³') ? 1000 : 1);
    return value.toFixed(digits).replace(/^-(0(\.0*)?)$/, '$1');
  };
  return [
    `| ${['mechanism', ...columns.map(([, title]) => title)].join(' | ')} |`,
    ...slice.mechanisms.map((mechanism) => {
      return `| ${[`\`${mechanism}\``, ...columns.map((column) => shown(mechanism, column))].join(' | ')} |`;
    }),
  ];
}

/** A copy of a case whose lines carry twice as much and whose buses have no voltage band. */
function withoutCongestion(name: string, folders: readonly string[], network: string): string {
  for (const folder of folders) cpSync(cases + folder, join(made, folder), { recursive: true });
  const edit = (file: string, change: (header: string, cell: string) => string) => {
    const path = join(made, network, file);
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    const at = lines.findIndex((line) => !line.startsWith('#'));
    const header = lines[at]!.split(',');
    const rows = lines.slice(at + 1).map((line) => line.split(',').map((cell, i) => change(header[i]!, cell)));
    writeFileSync(path, `${[header, ...rows].map((row) => row.join(',')).join('\n')}\n`);
  };
  edit('lines.csv', (header, cell) => (/^[is]_max_/.test(header) && cell !== '' ? String(2 * Number(cell)) : cell));
  edit('buses.csv', (header, cell) => (/^v_(min|max)_/.test(header) ? '' : cell));
  return join(made, name);
}
