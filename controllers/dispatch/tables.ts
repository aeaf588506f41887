// What a dispatch publishes: prices, schedule, commitment, flows, exchange and the terms of its cost, and afterwards how far
// the AC power flow stood from the DC model.
import type { DeviceView, Publication, PublishedIndicator, PublishedRows } from '../../cosim/index.ts';
import { type Cells, integer, number, rowsOver, text } from '../columns.ts';
import type { Dispatched } from './solve.ts';

/** The tables in a currency. */
export function tablesIn(currency: string) {
  const per_kwh = `${currency}/kWh`;
  const price = `price_${currency.toLowerCase()}_per_kwh`;
  return {
    prices: {
      name: 'prices',
      title: 'Locational marginal price at every bus: what one more kWh drawn there would cost',
      fields: [text('bus', 'Bus'), number(price, per_kwh, 'Locational marginal price')],
    },
    schedule: {
      name: 'schedule',
      title: 'What every device with something to decide is to do, and what it shows of itself',
      fields: [
        text('device', 'Device'),
        text('kind', 'Kind of device'),
        text('bus', 'Bus'),
        text('quantity', 'Quantity; p_kw is the power drawn'),
        text('unit', 'Unit of the value'),
        { name: 'value', type: 'number', title: 'Value, in the unit of its row' },
      ],
    },
    commitment: {
      name: 'commitment',
      title: 'Which units are on, and what they generate',
      fields: [
        text('unit', 'Unit'),
        text('bus', 'Bus'),
        integer('on', '1 while it is on'),
        integer('start', '1 in the step it starts'),
        integer('stop', '1 in the step it stops'),
        number('output_kw', 'kW', 'Output'),
      ],
    },
    exchange: {
      name: 'exchange',
      title: 'Energy exchanged with the upstream grid, as planned',
      fields: [
        number('import_kw', 'kW', 'Import'),
        number('export_kw', 'kW', 'Export'),
        number(`import_${price}`, per_kwh, 'Price of imported energy'),
        number(`export_${price}`, per_kwh, 'Price paid for exported energy'),
        number('cost', currency, 'Cost of the import less revenue of the export'),
      ],
    },
    'dc-flows': {
      name: 'dc-flows',
      title: 'Flows of the DC model',
      fields: [
        text('branch', 'Branch'),
        number('p_kw', 'kW', 'Active power from its first bus to its second'),
        number('limit_kw', 'kW', 'Largest flow either way; blank where no rating is known'),
        number(`congestion_${currency.toLowerCase()}_per_kwh`, per_kwh, 'What one more kW of rating would save'),
      ],
    },
    'cost-terms': {
      name: 'cost-terms',
      title: 'The cost of a day and the terms it consists of',
      fields: [text('term', 'Term of the cost'), number('cost', currency, 'Cost')],
    },
    'dc-vs-ac': {
      name: 'dc-vs-ac',
      title: 'What the DC model planned and what the AC power flow then showed; blank where it was not solved',
      fields: [
        number('import_dc_kw', 'kW', 'Net import as planned'),
        number('import_ac_kw', 'kW', 'Net import of the AC power flow'),
        number('loss_kw', 'kW', 'Losses, which the DC model does not know'),
        number('vm_min_pu', 'p.u.', 'Lowest voltage; the DC model takes all to be 1'),
        text('vm_min_bus', 'Bus of the lowest voltage'),
        number('vm_max_pu', 'p.u.', 'Highest voltage'),
        text('vm_max_bus', 'Bus of the highest voltage'),
        number('flow_difference_max_kw', 'kW', 'Largest difference of an active flow between both models'),
        text('flow_difference_max_branch', 'Branch of that difference'),
        number('loading_dc_max_percent', '%', 'Largest loading in the DC model; blank without ratings'),
        number('loading_ac_max_percent', '%', 'Largest loading of the AC power flow; blank without ratings'),
        number('angle_difference_max_deg', '°', 'Largest difference of a voltage angle between both models'),
        number('cost_difference', currency, 'Cost of importing what the plan did not'),
      ],
    },
  } as const satisfies Record<string, PublishedRows['table']>;
}

export type Tables = ReturnType<typeof tablesIn>;

/** Everything that is known once a horizon has been dispatched. */
export function planned(tables: Tables, devices: readonly DeviceView[], plan: Dispatched): Publication {
  const { horizon } = plan.dispatch;
  const rows = (table: PublishedRows['table'], cells: (t: number) => readonly Cells[]) =>
    rowsOver(table, horizon.from, horizon.hours.length, cells);
  return {
    rows: [
      ...rows(tables.prices, (t) => prices(plan, t)),
      ...rows(tables.schedule, (t) => schedule(plan, devices, t)),
      ...rows(tables.commitment, (t) => commitment(plan, devices, t)),
      ...rows(tables.exchange, (t) => [exchange(plan, t)]),
      ...rows(tables['dc-flows'], (t) => flows(plan, t)),
      { table: tables['cost-terms'], k: horizon.from, cells: [...plan.costs, ['total', plan.objective]] },
    ],
    indicators: indicators(plan),
  };
}

const prices = ({ dispatch: { dc }, price }: Dispatched, t: number): Cells[] =>
  Array.from(dc.nodeOf, ([bus, node]) => [bus, price[node]![t]!]);

function schedule(plan: Dispatched, devices: readonly DeviceView[], t: number): Cells[] {
  return plan.devices.flatMap(({ flexible, p_kw, shows }, d) => {
    if (!flexible) return [];
    const { id, kind, bus } = devices[d]!;
    const quantities = [{ name: 'p_kw', unit: 'kW', values: p_kw }, ...shows];
    return quantities.map(({ name, unit, values }) => [id, kind, bus, name, unit, values[t]!]);
  });
}

/** The devices that show whether they are on. */
function commitment(plan: Dispatched, devices: readonly DeviceView[], t: number): Cells[] {
  return plan.devices.flatMap(({ p_kw, shows }, d) => {
    const shown = (name: string) => shows.find((quantity) => quantity.name === name)?.values[t];
    const [on, start, stop] = [shown('on'), shown('start'), shown('stop')];
    if (on === undefined || start === undefined || stop === undefined) return [];
    return [[devices[d]!.id, devices[d]!.bus, on, start, stop, 0 - p_kw[t]!]];
  });
}

export const total = (of: readonly Float64Array[], t: number): number =>
  of.reduce((sum, values) => sum + values[t]!, 0);

function exchange({ dispatch: { exchange: market, dt_h }, import_kw, export_kw }: Dispatched, t: number): Cells {
  const [m, e] = [total(import_kw, t), total(export_kw, t)];
  const [buy, sell] = [market.import_price[t]!, market.export_price[t]!];
  return [m, e, buy, sell, (buy * m - sell * e) * dt_h];
}

const flows = ({ dispatch: { dc }, flow_kw, congestion }: Dispatched, t: number): Cells[] =>
  dc.branches.map(({ branch, limit_kw }, l) => [branch, flow_kw[l]![t]!, limit_kw, congestion[l]![t]!]);

/** Σ over branches of flow times the difference of prices: what the lines earn, > 0 where one binds. */
const congestionRent = ({ dispatch: { dc, dt_h }, flow_kw, price }: Dispatched): number =>
  dc.branches.reduce(
    (rent, { from, to }, l) =>
      flow_kw[l]!.reduce((sum, f, t) => sum + f * (price[to]![t]! - price[from]![t]!) * dt_h, rent),
    0,
  );

const TITLES: Readonly<Record<string, string>> = {
  import: 'Cost of imported energy',
  export: 'Cost of exported energy, negative where it is paid for',
  generation: 'Cost of generation',
  start: 'Cost of starts',
  stop: 'Cost of stops',
};

function indicators(plan: Dispatched): PublishedIndicator[] {
  const { currency } = plan.dispatch.exchange;
  const cost = (name: string, value: number, title: string): PublishedIndicator => ({
    id: `plan_${name}`,
    value,
    unit: currency,
    title: `${title}, as planned`,
    over: 'sum',
  });
  return [
    cost('cost_total', plan.objective, 'Cost of all energy'),
    ...Array.from(plan.costs, ([name, value]) => cost(`cost_${name}`, value, TITLES[name] ?? `Cost of ${name}`)),
    cost('congestion_rent', congestionRent(plan), 'Congestion rent of all branches'),
    { id: 'plan_starts', value: plan.starts, unit: '1', title: 'Starts of units, as planned', over: 'sum' },
    { id: 'plan_gap_max', value: plan.gap, unit: '1', title: 'Largest relative gap an optimisation left', over: 'max' },
  ];
}
