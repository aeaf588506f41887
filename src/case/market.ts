// The section `market`: its fields, and prices that exist, in one currency.
import { unitOf } from '../../base/index.ts';
import { type Reader, readFields } from './fields.ts';
import type { Market, Profile } from './model.ts';
import { nearestHint } from './report.ts';
import { marketSchema } from './schema.ts';
import { below, type CaseTree } from './yaml.ts';

/** What of the case the market is read from. */
interface Source extends Reader {
  readonly tree: CaseTree;
  readonly data: { readonly market?: unknown };
}

/**
 * The market of a case; undefined where it has none, or once its problems have been reported.
 * @param names of all profiles; undefined when a file of them could not be read, so that nobody knows them
 */
export function readMarket(
  study: Source,
  profiles: readonly Profile[],
  names: ReadonlySet<string> | undefined,
): Market | undefined {
  const { data, tree, report } = study;
  if (data.market === undefined) return undefined;
  const place = below(tree, ['market']);
  const read = readFields(marketSchema, data.market, place, study);
  if (!read || !names) return undefined;
  let { currency } = read;
  for (const field of ['import_price', 'export_price'] as const) {
    const profile = read[field];
    if (profile === undefined) continue;
    const where = place.at([field]);
    if (!names.has(profile)) {
      const expected = `the name of a profile${names.size > 0 ? `: ${[...names].join(', ')}` : '; the case has none'}`;
      report.add({ where, found: profile, expected, ...nearestHint(profile, names) });
      continue;
    }
    const unit = profiles.find(({ name }) => name === profile)?.unit;
    if (unit === undefined) continue; // its table has been found at fault
    const paid = currencyOf(unit);
    if (paid === undefined || paid !== (currency ?? paid)) {
      const expected = `a price in ${currency ?? 'a currency, such as EUR'} per kWh or MWh`;
      report.add({ where, found: `${profile} in ${unit}`, expected });
    } else currency = paid;
  }
  return currency === undefined ? undefined : { ...read, currency };
}

/** The currency of a price per kWh; in the table of units each currency is a dimension of its own. */
function currencyOf(unit: string): string | undefined {
  const [currency, below, ...more] = unit.split('/');
  const known = currency === undefined ? undefined : unitOf(currency);
  return below === 'kWh' && more.length === 0 && known?.dimension === currency ? currency : undefined;
}
