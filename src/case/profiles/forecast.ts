// The section `forecast`: checks its fields, that given forecasts are profiles of the same dimension, and that errors have a use.
import type { Remark } from '../../../base/index.ts';
import type { ForecastSpec } from '../../../devices/index.ts';
import type { Kinds } from '../../kinds.ts';
import type { PlacedDevice } from '../devices/devices.ts';
import { readFields } from '../fields.ts';
import type { Market, Profile } from '../model.ts';
import type { Study } from '../open.ts';
import { forecastSchema } from '../schema/schema.ts';
import { below } from '../text/place.ts';
import { nearestHint } from '../text/report.ts';
import { type ProfileColumn, quantityOfProfile } from './profile-uses.ts';

/**
 * The forecasts of a case; undefined where it has none, or after their problems have been reported.
 * @param complete false when a table of profiles could not be read, so that the names are incomplete
 */
export function readForecast(
  study: Study,
  columns: readonly ProfileColumn[],
  complete: boolean,
): ForecastSpec | undefined {
  const { data, tree, report } = study;
  if (data.forecast === undefined) return undefined;
  const place = below(tree, ['forecast']);
  const read = readFields(forecastSchema, data.forecast, place, study);
  if (!read) return undefined;
  const { profiles, ...quantities } = read;
  const byName = new Map(columns.map((column) => [column.profile, column]));
  for (const [truth, forecast] of Object.entries(profiles)) {
    const path = ['profiles', truth];
    const names = [
      { name: truth, where: place.atKey(path) },
      { name: forecast, where: place.at(path) },
    ];
    for (const { name, where } of names) {
      if (byName.has(name) || !complete) continue;
      const has = byName.size > 0 ? `: ${[...byName.keys()].join(', ')}` : '; the case has none';
      report.add({ where, found: name, expected: `the name of a profile${has}`, ...nearestHint(name, byName.keys()) });
    }
    const [is, should] = [byName.get(forecast)?.unit, byName.get(truth)?.unit];
    if (!is || !should || is.dimension === should.dimension) continue;
    const found = `${forecast} in ${is.name}`;
    report.add({ where: place.at(path), found, expected: `a profile in ${should.name}, as ${truth}` });
  }
  const errors = Object.entries(quantities).flatMap(([quantity, of]) => {
    if (!of) return [];
    const { correlation_h } = of;
    const sd = 'error_k' in of ? of.error_k : of.error;
    return [[quantity, { sd, correlation_h, common: 'common' in of ? of.common : 0 }]];
  });
  return { errors: Object.fromEntries(errors), profiles };
}

interface Rest {
  readonly profiles: readonly Profile[];
  readonly devices: readonly PlacedDevice[];
  readonly market: Market | undefined;
  readonly kinds: Kinds;
  /** Names of the profiles that a field names. */
  readonly read: ReadonlySet<string>;
}

/** Errors of quantities that the case does not have, and given forecasts of profiles that nothing reads. */
export function forecastRemarks(
  { errors, profiles: given }: ForecastSpec,
  { profiles, devices, market, kinds, read }: Rest,
): Remark[] {
  const has = new Set<string | undefined>([
    ...devices.map(({ entry }) => kinds.devices.get(entry.kind)?.foreseen?.quantity),
    ...profiles.filter(({ name }) => read.has(name)).map(({ unit }) => quantityOfProfile(unit)),
  ]);
  if (!market) has.delete('price');
  const without = Object.keys(errors).filter((quantity) => !has.has(quantity));
  const unread = Object.keys(given).filter((name) => !read.has(name));
  const both = Object.keys(errors).filter((quantity) =>
    devices.some(
      ({ entry }) =>
        kinds.devices.get(entry.kind)?.foreseen?.quantity === quantity &&
        Object.values(entry.params as object).some((value) => typeof value === 'string' && value in given),
    ),
  );
  return [
    ...without.map((quantity) => ({
      id: 'forecast_of_nothing',
      text: `forecast.${quantity} has no effect: the case has ${ABSENT[quantity]}`,
    })),
    ...unread.map((name) => ({
      id: 'forecast_of_nothing',
      text: `forecast.profiles.${name} has no effect: nothing reads the profile ${name}`,
    })),
    ...both.map((quantity) => ({
      id: 'forecast_given',
      text: `forecast.${quantity} adds no error to devices whose profile has a given forecast in forecast.profiles`,
    })),
  ];
}

const ABSENT: Readonly<Record<string, string>> = {
  load: 'no loads',
  pv: 'no PV plant',
  wind: 'no wind plant',
  temperature: 'no profile in °C that anything reads',
  price: 'no market',
};
