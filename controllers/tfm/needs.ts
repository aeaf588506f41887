// Requirements on a case: sellers, limits that can be violated, names that exist, and money in the case's currency.
import {
  type CaseDevice,
  congestible,
  type Fault,
  feedInAtImportPrice,
  type MoneyDefault,
  type Need,
  type Setting,
  unless,
} from '../needs.ts';
import { DISCOMFORT, type Options, PRICE_MAX } from './options.ts';

const aggregatorOf = ({ labels }: CaseDevice): string | undefined => labels['aggregator'];

/** Devices whose flexibility an aggregator could sell. */
const sellable = ({ devices }: Setting) =>
  devices.filter((device) => device.flexible && aggregatorOf(device) !== undefined);

const sellers: Need<Options> = ({ bids = [] }, setting) => {
  const flexible = setting.devices.filter((device) => device.flexible);
  const without = flexible.length - sellable(setting).length;
  const given = bids.some(({ reduction_kw }) => reduction_kw !== undefined);
  if (flexible.length === without && !given) {
    const why =
      flexible.length === 0
        ? 'no device leaves anything to decide'
        : `none of the ${flexible.length} flexible devices has the label \`aggregator\``;
    return unless(
      false,
      'tfm_no_seller',
      `tfm: ${why}, and no bid is given with its amounts: nobody can sell flexibility`,
    );
  }
  const text = `tfm: ${without} of ${flexible.length} flexible devices have no label \`aggregator\`: nobody sells their flexibility`;
  return unless(without === 0, 'tfm_devices_without_aggregator', text);
};

/** Load points, parties and devices that options name. Whether a device of a bid has something to decide shows in its day. */
const names: Need<Options> = ({ bids = [], delivery, show }, { devices, network }) => {
  const buses = network.buses;
  const aggregators = new Set([...devices.flatMap((d) => aggregatorOf(d) ?? []), ...bids.map((bid) => bid.aggregator)]);
  const ids = new Set(devices.map(({ id }) => id));
  const known = new Set(buses);
  const dead = new Set(network.unsupplied.buses.map(({ bus }) => bus));
  const faults: Fault[] = [
    ...bids.flatMap(({ load_point }, i): Fault[] =>
      known.has(load_point)
        ? []
        : dead.has(load_point)
          ? [{ path: ['bids', i, 'load_point'], found: load_point, expected: 'a bus with supply', known: [] }]
          : [{ path: ['bids', i, 'load_point'], found: load_point, expected: 'the name of a bus', known: buses }],
    ),
    ...Object.keys(delivery).flatMap((name): Fault[] =>
      aggregators.has(name)
        ? []
        : [{ path: ['delivery', name], found: name, expected: 'an aggregator of the case', known: [...aggregators] }],
    ),
    ...show.flatMap((id, i): Fault[] =>
      ids.has(id) ? [] : [{ path: ['show', i], found: id, expected: 'the id of a device', known: [...ids] }],
    ),
  ];
  return { faults };
};

export const needs: readonly Need<Options>[] = [sellers, congestible('tfm'), feedInAtImportPrice('tfm'), names];

export const money: readonly MoneyDefault<Options>[] = [
  {
    field: 'discomfort_per_kw2h',
    value: DISCOMFORT,
    per: '(kW² h)',
    currency: 'DKK',
    title: 'discomfort of devices that do not give theirs',
    matters: (_, setting) => sellable(setting).some(({ discomfort_per_kw2h }) => discomfort_per_kw2h === undefined),
  },
  {
    field: 'price_max_per_kwh',
    value: PRICE_MAX,
    per: 'kWh',
    currency: 'DKK',
    title: 'highest price of a bid, from which the prices of computed bids and of a shortage follow',
  },
];
