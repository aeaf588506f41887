// The requirements of controllers on the rest of the case, as declared by their kinds: problems and remarks.
import type { Remark } from '../../../base/index.ts';
import type { AnyControllerKind, MoneyDefault, Setting } from '../../../controllers/index.ts';
import type { Network } from '../../../network/index.ts';
import type { Kinds } from '../../kinds.ts';
import type { ControllerEntry, Market } from '../model.ts';
import type { Place } from '../text/place.ts';
import { hint, nearestHint, type Report } from '../text/report.ts';
import type { PlacedDevice } from './devices.ts';

export interface PlacedController {
  readonly entry: ControllerEntry;
  readonly place: Place;
  /** Keys of its options in the case. */
  readonly keys: readonly string[];
}

/** The rest of the case. `market` and `network` are undefined where they have problems of their own, or are absent. */
export interface Surroundings {
  readonly devices: readonly PlacedDevice[];
  readonly hasMarket: boolean;
  readonly market: Market | undefined;
  readonly network: Network | undefined;
  readonly kinds: Kinds;
}

/** Checks all controllers against the rest of the case, and returns the remarks. */
export function checkNeeds(
  controllers: readonly PlacedController[],
  surroundings: Surroundings,
  report: Report,
): Remark[] {
  const setting = surroundings.network && settingOf(surroundings.network, surroundings);
  return controllers.flatMap((controller) => {
    const kind = surroundings.kinds.controllers.get(controller.entry.kind)!;
    checkLabels(kind, surroundings.devices, report);
    if (kind.buys) checkMoney(controller, surroundings, report);
    if (!setting) return [];
    return [
      ...checkDeclared(kind, controller, setting, report),
      ...(surroundings.market ? defaultsInMoney(kind, controller, setting, surroundings.market.currency) : []),
    ];
  });
}

function settingOf(network: Network, { devices, market, kinds }: Surroundings): Setting {
  const dead = new Set(network.unsupplied.buses.map(({ bus }) => bus));
  const supplied = devices.filter(({ entry }) => !dead.has(entry.bus));
  return {
    network,
    market,
    devices: supplied.map(({ entry: { id, kind, bus, labels, params } }) => {
      const known = kinds.devices.get(kind)!;
      return {
        id,
        kind,
        bus,
        labels,
        flexible: known.inflexible !== true,
        rating_kva: known.rating_kva?.(params),
        discomfort_per_kw2h: known.discomfort_per_kw2h?.(params),
      };
    }),
  };
}

function checkLabels({ kind, labels = {} }: AnyControllerKind, devices: readonly PlacedDevice[], report: Report): void {
  for (const [label, known] of Object.entries(labels)) {
    for (const { entry, place } of devices) {
      const found = entry.labels[label];
      if (found === undefined || known.includes(found)) continue;
      const expected = `${known.join(' or ')}, which ${kind} reads`;
      report.add({ where: place.at(['labels', label]), found, expected, ...nearestHint(found, known) });
    }
  }
}

/** A controller that buys energy needs prices, and all costs of devices in their currency. */
function checkMoney({ entry: { kind, at } }: PlacedController, surroundings: Surroundings, report: Report): void {
  if (!surroundings.hasMarket) {
    const expected = 'a section `market`: the prices at which it buys energy';
    report.add({ where: at, found: kind, expected, ...hint('see Market in docs/case-format.md') });
  }
  if (!surroundings.market) return;
  const { currency } = surroundings.market;
  for (const { entry, place } of surroundings.devices) {
    const found = surroundings.kinds.devices.get(entry.kind)!.currency?.(entry.params);
    if (found === undefined || found === currency) continue;
    const expected = `costs in ${currency}, the currency of the market`;
    report.add({
      where: place.at(['currency']),
      found,
      expected,
      ...hint(`set \`currency: ${currency}\` when they are`),
    });
  }
}

function checkDeclared(kind: AnyControllerKind, controller: PlacedController, setting: Setting, report: Report) {
  return (kind.needs ?? []).flatMap((need): readonly Remark[] => {
    const { faults = [], remarks = [] } = need(controller.entry.options, setting);
    for (const { path, found, expected, known } of faults) {
      const where = controller.place.at(path);
      report.add({ where, found, expected, ...(known ? nearestHint(String(found), known) : {}) });
    }
    return remarks;
  });
}

function defaultsInMoney(kind: AnyControllerKind, controller: PlacedController, setting: Setting, currency: string) {
  const used = (of: MoneyDefault<unknown>): boolean =>
    of.currency !== currency &&
    !isGiven(controller, of.field) &&
    (of.matters?.(controller.entry.options, setting) ?? true);
  return (kind.money ?? []).filter(used).map(
    ({ field, value, per, currency: own, title }): Remark => ({
      id: `${kind.kind.replaceAll('-', '_')}_default_${field}`,
      text:
        `${kind.kind}: the default ${title} is ${value} ${own}/${per}, and is used as ${value} ${currency}/${per} ` +
        `in this case in ${currency}: set ${field}`,
    }),
  );
}

/** Whether the case has an option, by its name with or without unit. */
const isGiven = ({ keys }: PlacedController, field: string): boolean =>
  keys.some((key) => key === field || field.startsWith(`${key}_`));
