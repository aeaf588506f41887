// Checks of fields that name profiles: the profile exists, in the unit that the schema of the field declares.
import { PRICE_UNIT, type ProfileUse, readHeader, type Unit, unitOf } from '../../../base/index.ts';
import type { Path } from '../text/path.ts';
import type { Place } from '../text/place.ts';
import { nearestHint, type Report } from '../text/report.ts';

/** A field that was read and names a profile. */
export interface NamedProfile {
  readonly profile: string;
  readonly use: ProfileUse;
  readonly place: Place;
  readonly path: Path;
}

/** A column of a table of profiles. */
export interface ProfileColumn {
  readonly profile: string;
  /** Internal unit of its dimension; absent where the header has none. */
  readonly unit?: Unit;
  /** `shapes.csv:1, load_kw` */
  readonly at: string;
}

/**
 * Checks every field that names a profile against the existing columns.
 * @param complete false when a table of profiles could not be read, so that the names are incomplete
 */
export function checkProfiles(
  fields: readonly NamedProfile[],
  columns: readonly ProfileColumn[],
  complete: boolean,
  report: Report,
): void {
  const byName = new Map(columns.map((column) => [column.profile, column]));
  const wanted = new Map<string, string>();
  const has = byName.size > 0 ? `: ${[...byName.keys()].join(', ')}` : '; the case has none';
  for (const { profile, use, place, path } of fields) {
    const column = byName.get(profile);
    if (!column) {
      if (!complete) continue;
      const expected = `the name of a profile${has}`;
      report.add({ where: place.at(path), found: profile, expected, ...nearestHint(profile, byName.keys()) });
      continue;
    }
    if (!wanted.has(profile)) wanted.set(profile, use.unit);
    if (!column.unit || fits(column.unit, use.unit)) continue;
    report.add({
      where: place.at(path),
      found: `${profile} in ${column.unit.name}`,
      expected: profileWords(use),
      hint: `${column.at}: ${wayOut(profile, column.unit, use)}`,
    });
  }
  for (const { profile, unit, at } of columns) {
    if (unit) continue;
    const name = headerFor(profile, wanted.get(profile) ?? 'pu');
    report.add({ where: at, found: profile, expected: `a unit in the name, such as ${name}` });
  }
}

/** The currency of a price per kWh; in the table of units each currency is a dimension of its own. */
export function currencyOf(unit: string): string | undefined {
  const [currency, below, ...more] = unit.split('/');
  const known = currency === undefined ? undefined : unitOf(currency);
  return below === 'kWh' && more.length === 0 && known?.dimension === currency ? currency : undefined;
}

/** What a profile of this unit is, where forecasts of it have errors of their own. */
export function quantityOfProfile(unit: string): 'temperature' | 'price' | undefined {
  if (unitOf(unit)?.dimension === 'temperature') return 'temperature';
  return currencyOf(unit) === undefined ? undefined : 'price';
}

const fits = ({ name, dimension }: Unit, wanted: string): boolean =>
  wanted === PRICE_UNIT ? currencyOf(name) !== undefined : unitOf(wanted)?.dimension === dimension;

/** Description of the accepted unit of a field. */
function profileWords({ unit, of }: ProfileUse): string {
  if (unit === PRICE_UNIT) return 'a price in a currency, such as EUR, per kWh or MWh';
  if (unit === 'pu') return of === undefined ? 'a profile of shares, in pu or %' : `a share of ${of}, in pu or %`;
  return `a profile in ${unit}`;
}

/** A hint how to write a profile in another unit. */
function wayOut(profile: string, found: Unit, { unit, of, factor }: ProfileUse): string {
  const name = headerFor(profile, unit);
  const whole = of === undefined ? undefined : readHeader(of)[0];
  if (whole?.unit.dimension !== found.dimension) return `convert the values and name the column ${name}`;
  const divided = `divide the values by ${of} and name the column ${name}`;
  return factor ? `${divided}; or give ${whole.stem}: 1 ${found.name} and rename the column alone` : divided;
}

/** A header with the unit: `t_out_degc`, `tou_eur_per_kwh`. */
const headerFor = (profile: string, unit: string): string =>
  `${profile}_${unit.replace('currency', 'EUR').replace('°', 'deg').replace('/', '_per_').toLowerCase()}`;
