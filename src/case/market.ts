// The section `market`: checks its fields, that prices exist, and that there is one currency.
import { type Reader, readFields } from './fields.ts';
import type { Market } from './model.ts';
import { currencyOf, type ProfileColumn } from './profiles/profile-uses.ts';
import { marketSchema } from './schema/schema.ts';
import { below } from './text/place.ts';
import type { CaseTree } from './text/yaml.ts';

/** The parts of the case from which the market is read. */
interface Source extends Reader {
  readonly tree: CaseTree;
  readonly data: { readonly market?: unknown };
}

/**
 * The market of a case; undefined where it has none, or after its problems have been reported. Existence and unit of the prices
 * are checked with all other profiles.
 */
export function readMarket(study: Source, columns: readonly ProfileColumn[]): Market | undefined {
  const { data, tree, report } = study;
  if (data.market === undefined) return undefined;
  const place = below(tree, ['market']);
  const read = readFields(marketSchema, data.market, place, study);
  if (!read) return undefined;
  let { currency } = read;
  for (const field of ['import_price', 'export_price'] as const) {
    const unit = columns.find(({ profile }) => profile === read[field])?.unit?.name;
    const paid = unit === undefined ? undefined : currencyOf(unit);
    if (paid !== undefined && paid !== (currency ?? paid)) {
      const expected = `a price in ${currency} per kWh or MWh`;
      report.add({ where: place.at([field]), found: `${read[field]} in ${unit}`, expected });
    } else currency ??= paid;
  }
  return currency === undefined ? undefined : { ...read, currency };
}
