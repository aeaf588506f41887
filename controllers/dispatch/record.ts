// What a dispatch publishes of a planned day: prices, schedule, commitment, exchange, flows and the terms of its cost.
import { columns, type Indicator, indicator, table } from '../../record/index.ts';
import type { Planned } from '../mechanism.ts';
import { eachStep, type Indicators, once, perCase, type Source, where } from '../publishing.ts';
import { linearModelErrors } from '../shared-indicators.ts';
import { acIndicators, acTables } from './ac/record.ts';
import type { DcPlan } from './dc.ts';
import { modelErrors } from './model-error.ts';
import type { Dispatched } from './plan.ts';

type Of = Planned<unknown, Dispatched>;
type Steps = readonly number[] | Float64Array;

const price = columns<{ readonly bus: string; readonly price: Steps }>();
const prices = table('prices', 'Locational marginal price at every bus: what one more kWh drawn there would cost', [
  price.column('bus', 'string', 'Bus', (r) => r.bus),
  price.price('price', 'Locational marginal price', (r, t) => r.price[t]!),
]);

const shown = columns<{
  readonly device: Of['devices'][number];
  readonly name: string;
  readonly unit: string;
  readonly values: Steps;
}>();
export const schedule = table(
  'schedule',
  'What every device with something to decide is to do, and what it shows of itself',
  [
    shown.column('device', 'string', 'Device', (r) => r.device.id),
    shown.column('kind', 'string', 'Kind of device', (r) => r.device.kind),
    shown.column('bus', 'string', 'Bus', (r) => r.device.bus),
    shown.column('quantity', 'string', 'Quantity; p_kw is the power drawn', (r) => r.name),
    shown.column('unit', 'string', 'Unit of the value', (r) => r.unit),
    shown.column('value', 'number', 'Value, in the unit of its row', (r, t) => r.values[t]!),
  ],
);

const unit = columns<{
  readonly device: Of['devices'][number];
  readonly on: Steps;
  readonly start: Steps;
  readonly stop: Steps;
  readonly p_kw: Steps;
}>();
const commitment = table('commitment', 'Which units are on, and what they generate', [
  unit.column('unit', 'string', 'Unit', (r) => r.device.id),
  unit.column('bus', 'string', 'Bus', (r) => r.device.bus),
  unit.column('on', 'integer', '1 while it is on', (r, t) => r.on[t]!),
  unit.column('start', 'integer', '1 in the step it starts', (r, t) => r.start[t]!),
  unit.column('stop', 'integer', '1 in the step it stops', (r, t) => r.stop[t]!),
  unit.column('output_kw', 'kW', 'Output', (r, t) => 0 - r.p_kw[t]!),
]);

const traded = columns<Of>();
export const exchange = table('exchange', 'Energy exchanged with the upstream grid, as planned', [
  traded.column('import_kw', 'kW', 'Import', ({ plan }, t) => plan.import_kw[t]!),
  traded.column('export_kw', 'kW', 'Export', ({ plan }, t) => plan.export_kw[t]!),
  traded.price('import_price', 'Price of imported energy', ({ plan }, t) => plan.exchange.import_price[t]!),
  traded.price('export_price', 'Price paid for exported energy', ({ plan }, t) => plan.exchange.export_price[t]!),
  traded.column('cost', '{currency}', 'Cost of the import less revenue of the export', ({ plan, dt_h }, t) => {
    const { import_price, export_price } = plan.exchange;
    return (import_price[t]! * plan.import_kw[t]! - export_price[t]! * plan.export_kw[t]!) * dt_h;
  }),
]);

const flow = columns<{
  readonly branch: string;
  readonly limit_kw: number;
  readonly flow_kw: Steps;
  readonly congestion: Steps;
}>();
const flows = table('dc-flows', 'Flows of the DC model', [
  flow.column('branch', 'string', 'Branch', (r) => r.branch),
  flow.column('p_kw', 'kW', 'Active power from its first bus to its second', (r, t) => r.flow_kw[t]!),
  flow.column('limit_kw', 'kW', 'Largest flow either way; blank where no rating is known', (r) => r.limit_kw),
  flow.price('congestion', 'What one more kW of rating would save', (r, t) => r.congestion[t]!),
]);

const term = columns<{ readonly term: string; readonly cost: number }>();
const costs = table('cost-terms', 'The cost of a day and the terms it consists of', [
  term.column('term', 'string', 'Term of the cost', (r) => r.term),
  term.column('cost', '{currency}', 'Cost', (r) => r.cost),
]);

export const tables: readonly Source<Of>[] = [
  eachStep(prices, ({ plan }) => plan.prices),
  eachStep(schedule, ({ plan, devices }) =>
    plan.devices.flatMap(({ flexible, reactive, p_kw, q_kvar, shows }, d) => {
      const quantities = [
        { name: 'p_kw', unit: 'kW', values: p_kw },
        ...(reactive ? [{ name: 'q_kvar', unit: 'kvar', values: q_kvar }] : []),
        ...shows,
      ];
      return flexible || reactive ? quantities.map((quantity) => ({ device: devices[d]!, ...quantity })) : [];
    }),
  ),
  eachStep(commitment, unitsOf),
  eachStep(exchange, (of) => [of]),
  eachStep(flows, ({ plan: { dc } }) =>
    dc?.network.branches.map((branch, l) => ({
      ...branch,
      flow_kw: dc.flow_kw[l]!,
      congestion: dc.congestion[l]!,
    })),
  ),
  once(costs, ({ plan }) => [
    ...Array.from(plan.costs, ([term, cost]) => ({ term, cost })),
    { term: 'total', cost: plan.objective },
  ]),
  ...acTables,
];

/** The devices that show whether they are on. */
function unitsOf({ plan, devices }: Of) {
  return plan.devices.flatMap(({ p_kw, shows }, d) => {
    const values = (name: string) => shows.find((quantity) => quantity.name === name)?.values;
    const [on, start, stop] = [values('on'), values('start'), values('stop')];
    return on && start && stop ? [{ device: devices[d]!, on, start, stop, p_kw }] : [];
  });
}

/** Σ over branches of flow times the difference of prices: what the lines earn, > 0 where one binds. */
function congestionRent({ plan: { prices }, dt_h }: Of, { network, flow_kw }: DcPlan): number {
  const priceAt = new Map(prices.map(({ bus, price }) => [network.nodeOf.get(bus)!, price]));
  return network.branches.reduce((rent, { from, to }, l) => {
    const [here, there] = [priceAt.get(from)!, priceAt.get(to)!];
    return flow_kw[l]!.reduce((sum, f, t) => sum + f * (there[t]! - here[t]!) * dt_h, rent);
  }, 0);
}

const TITLES: Readonly<Record<string, string>> = {
  import: 'Cost of imported energy',
  export: 'Cost of exported energy, negative where it is paid for',
  generation: 'Cost of generation',
  start: 'Cost of starts',
  stop: 'Cost of stops',
};

const cost = (name: string, title: string, of: (of: Of) => number): Indicator<Of> =>
  indicator(name, '{currency}', `${title}, as planned`, of);

export const indicators: Indicators<Of> = [
  cost('cost_total', 'Cost of all energy', ({ plan }) => plan.objective),
  perCase([{ id: 'cost_{term}', unit: '{currency}', title: 'A term of that cost, as planned' }], ({ plan }) =>
    Array.from(plan.costs, ([name, value]) => cost(`cost_${name}`, TITLES[name] ?? `Cost of ${name}`, () => value)),
  ),
  where(
    ({ plan }) => plan.dc !== undefined,
    [cost('congestion_rent', 'Congestion rent of all branches', (of) => congestionRent(of, of.plan.dc!))],
  ),
  indicator('starts', '1', 'Starts of units, as planned', ({ plan }: Of) => plan.starts),
  where(({ plan }) => plan.ac !== undefined, acIndicators),
  where(
    ({ plan }) => plan.gap !== undefined,
    [indicator('gap_max', '1', 'Largest relative gap an optimisation left', ({ plan }) => plan.gap!, 'max')],
  ),
  ...linearModelErrors(modelErrors),
];
