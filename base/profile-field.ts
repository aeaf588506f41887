// A field that names a profile of the case. The unit of the values is declared once, with the field: cases are checked
// against it and docs/fields.md shows it.
import { z } from 'zod';

/** What a field takes from the profile that it names. */
export interface ProfileUse {
  /** Unit in which the values are used: a unit of `unitOf`, or `currency/kWh` for a price in any currency. */
  readonly unit: string;
  /** Field of the same schema that the values are a share of. */
  readonly of?: string;
  /** That field is only ever multiplied by the share: with 1 in it the values are the quantity itself. */
  readonly factor?: true;
}

/** The unit of a price, of which each case has its own currency. */
export const PRICE_UNIT = 'currency/kWh';

/** The schema of such a field. JSON Schemas made from it carry the use as `profile`. */
export const profileField = (use: ProfileUse) => z.string().min(1).meta({ profile: use });
