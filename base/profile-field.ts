// A field that names a profile of the case. The unit of the values is declared once, with the field; cases are checked
// against it and docs/fields.md lists it.
import * as z from 'zod';

/** How a field uses the profile that it names. */
export interface ProfileUse {
  /** Unit of the values: a unit of `unitOf`, or `currency/kWh` for a price in any currency. */
  readonly unit: string;
  /** Field of the same schema that the values are a share of. */
  readonly of?: string;
  /** Whether that field occurs only as a factor of the share: at 1 the values are the quantity itself. */
  readonly factor?: true;
}

/** The unit of a price; each case has its own currency. */
export const PRICE_UNIT = 'currency/kWh';

/** The schema of such a field. JSON Schemas made from it carry the use as `profile`. */
export const profileField = (use: ProfileUse) => z.string().min(1).meta({ profile: use });
