// The schema of case.yaml, section by section. Devices and controllers are checked by the schemas of their kinds.
import * as z from 'zod';
import { alternatives, PRICE_UNIT, profileField } from '../../../base/index.ts';
import { defaultController } from '../../../controllers/index.ts';
import { layoutSchema } from './layout.ts';

const name = z.string().min(1);
const file = z.string().min(1);

export const clockSchema = alternatives(
  z.strictObject({
    start: z.string().describe('Start of the first step, ISO 8601 with offset: 2024-01-15T00:00+01:00'),
    zone: z
      .string()
      .optional()
      .describe('IANA time zone of profiles and trips; the fixed offset of start when not given'),
    step_min: z.number().describe('Step width, 1 to 60 minutes'),
    steps: z.number().int().positive().optional().describe('Length of the run in steps'),
    days: z.number().int().positive().optional().describe('Length of the run in local calendar days, instead of steps'),
    warm_up_days: z
      .number()
      .int()
      .positive()
      .optional()
      .describe(
        'Local calendar days before start in which every device has its default behaviour and nothing is recorded; the run begins with the states at their end',
      ),
  }),
  { fields: ['steps', 'days'], needed: true, same: true },
).describe('Start, time zone, step and length of the run');

const wallClock = z.array(z.number().min(0).lt(24)).readonly();
const EVERY_HOUR = Array.from({ length: 24 }, (_, h) => h);

export const stagesSchema = z
  .strictObject({
    day_ahead_h: wallClock.default([0]).describe('Local hours at which the day-ahead stage is held'),
    intraday_h: wallClock.default(EVERY_HOUR).describe('Local hours at which the intraday stage is held'),
  })
  .describe('When the stages of a mechanism are held, before the step that begins then; those it lacks cost nothing');

const TABLES = {
  buses: file.optional().describe('Table of buses'),
  lines: file.optional().describe('Table of lines'),
  transformers: file.optional().describe('Table of transformers'),
  branches: file.optional().describe('Table of branches in p.u.'),
  switches: file.optional().describe('Table of switches'),
  shunts: file.optional().describe('Table of shunts'),
  loads: file
    .optional()
    .describe('Table of loads; each is also a device of kind load. With a file: instead of its loads'),
  generators: file.optional().describe('Table of generators with fixed in-feed'),
};
/** Fields that a network file contains itself or does not use; its loads may be replaced. */
const WITH_TABLES = ['base_mva', 'several_slacks', ...Object.keys(TABLES)].filter(
  (field) => field !== 'buses' && field !== 'loads',
);

export const networkSchema = alternatives(
  z.strictObject({
    base_mva: z.number().positive().optional().describe('Power base of the per-unit system [MVA]; 1 when not given'),
    f_hz: z
      .number()
      .positive()
      .optional()
      .describe('Frequency for line capacitances [Hz]; 50 when not given. With `file` only where its format lacks it'),
    ...TABLES,
    matpower: file.optional().describe('MATPOWER case file, instead of the tables'),
    file: file.optional().describe('Network file or folder in any known format, instead of the tables'),
    out_of_service: z
      .array(name)
      .optional()
      .describe('Lines and transformers taken out of service and switches opened, by name: an outage'),
    in_service: z
      .array(name)
      .optional()
      .describe('Lines and transformers put into service and switches closed, by name: a tie'),
    several_slacks: z
      .boolean()
      .optional()
      .describe(
        'Whether an island may have several slack buses, each with its voltage and angle; false when not given',
      ),
    enforce_q_limits: z
      .boolean()
      .optional()
      .describe(
        'Whether generators are held within their reactive limits; false when not given, and exceeded limits are said',
      ),
  }),
  { fields: ['buses', 'matpower', 'file'], needed: true },
  { fields: ['f_hz', 'matpower'] },
  ...WITH_TABLES.flatMap((field) => [{ fields: [field, 'matpower'] }, { fields: [field, 'file'] }]),
).describe('The network, as tables or as one file');

export const profileSchema = z
  .strictObject({
    file,
    repeat: z.enum(['daily', 'span']).optional().describe('daily repeats one local day; span gives dates of its own'),
    fill: z.enum(['hold', 'linear']).default('hold').describe('Between values: hold the last, or join them'),
  })
  .describe('A table of profiles: column hour or time, then one column per profile with its unit');

export const outputsSchema = z
  .strictObject({
    devices: z.array(name).default(['*']).describe('Devices with rows of their own in devices.csv: id patterns with *'),
    format: z
      .enum(['csv', 'parquet'])
      .default('csv')
      .describe('Files of the tables: csv; or parquet, which writes each table as Parquet too'),
  })
  .describe('What is written beside the totals');

export const marketSchema = z
  .strictObject({
    import_price: profileField({ unit: PRICE_UNIT }).describe(
      'Profile of the price of imported energy, in currency per kWh or MWh',
    ),
    export_price: profileField({ unit: PRICE_UNIT })
      .optional()
      .describe('Profile of what exported energy is paid; nothing is paid when not given'),
    co2_profile: profileField({ unit: 'kgCO2/kWh' })
      .optional()
      .describe(
        'Profile of the CO2 of the generation of imported energy, in kgCO2 or gCO2 per kWh; for the indicators of a run',
      ),
    currency: name.optional().describe('Currency of all costs: EUR, DKK, …; that of import_price when not given'),
    import_max_kw: z.number().min(0).optional().describe('Most that may be imported [kW]; unlimited when not given'),
    export_max_kw: z.number().min(0).optional().describe('Most that may be exported [kW]; unlimited when not given'),
  })
  .describe('Trade with the upstream grid');

const errorFields = {
  correlation_h: z
    .number()
    .min(0)
    .default(6)
    .describe('Time after which 1/e of an error is left [h]; 0: errors of different steps are independent'),
};
/** Above, most forecasts would be clipped; 25 for 25 % is refused too. */
const relative = z.number().min(0).max(2);
const ofPower = (what: string) =>
  z
    .strictObject({
      error: relative.describe(`Standard deviation of the error of ${what}, relative to its power: 10 % [1]`),
      ...errorFields,
      common: z
        .number()
        .min(0)
        .max(1)
        .default(0)
        .describe('Share of the variance that is common to all of these devices [1]'),
    })
    .optional();

export const forecastSchema = z
  .strictObject({
    load: ofPower('each load').describe('Devices of kinds load and adjustable-load'),
    pv: ofPower('each PV plant').describe('Devices of kind pv'),
    wind: ofPower('each wind plant').describe(
      'Devices of kind wind; the error is one of the power, not of the wind speed',
    ),
    temperature: z
      .strictObject({ error_k: z.number().min(0).describe('Standard deviation of the error [K]'), ...errorFields })
      .optional()
      .describe('Every profile in °C, with the same error for all devices that read it'),
    price: z
      .strictObject({
        error: relative.describe('Standard deviation of the error, relative to the mean size of the import price [1]'),
        ...errorFields,
      })
      .optional()
      .describe('Every profile of prices, with one error for all of them'),
    profiles: z
      .record(z.string(), name)
      .default({})
      .describe('Given forecasts, {TRUTH: FORECAST}: where devices and prices read profile TRUTH, plans read FORECAST'),
  })
  .describe(
    'Errors of the forecasts that plans see; real time and settlement see the truth. Without it: perfect foresight',
  );

export const variantsSchema = z
  .record(
    z.string().regex(/^[\w-]+$/, 'letters, digits, - and _ (a title may hold anything)'),
    z.strictObject({
      title: name.optional().describe('One line that names it; its key when not given'),
      set: z
        .union([z.record(z.string(), z.unknown()), z.array(z.string())], {
          error: 'a mapping {path: value, …}, or a list of path=value',
        })
        .optional()
        .describe('Changes to case.yaml, as with --set: {path: value, …}, or a list of path=value'),
    }),
  )
  .describe('The scenarios of the study: the case with some of its values changed, by name');

const labelsSchema = z.record(z.string(), z.string()).describe('Labels for controllers, tables and plots');

export const layoutsSchema = z.array(layoutSchema).describe('Tables of the study, as its paper prints them');

/** The keys of every device in addition to those of its kind. */
export const deviceSchema = z.object({ id: name, kind: name, bus: name, labels: labelsSchema.default({}) });

/** A reference to the cell of that column in the row of the member. */
export const columnSchema = z.strictObject({
  column: z
    .string()
    .regex(/^[\w-]+$/, 'letters, digits, - and _')
    .describe('A column of the table of buses, whose cell stands here for the members of its row'),
});

export const populationSchema = z
  .strictObject({
    id: z
      .string()
      .regex(/^[\w-]+$/, 'letters, digits, - and _')
      .describe('First part of every device id'),
    buses: z.union([z.array(name).min(1), z.strictObject({ table: file })], {
      error: 'a list of buses, or {table: FILE.csv} with the columns bus and count',
    }),
    count: z.number().int().min(0).optional().describe('Members at each bus; a column of the table otherwise'),
    labels: z
      .record(z.string(), z.union([z.string(), columnSchema], { error: 'a text, or {column: NAME}' }))
      .default({})
      .describe('Labels for controllers, tables and plots'),
    devices: z.array(z.unknown()).min(1).describe('The devices of each member'),
  })
  .describe('Many alike: each member stands at a bus and has one of each device');

export const caseSchema = z.strictObject({
  title: name.describe('One line that says what the case is'),
  source: z.record(z.string(), z.unknown()).default({}).describe('Where it comes from: cite, doi, corrections, ours'),
  use: z
    .array(name)
    .default([])
    .describe('Modules with kinds of the case: paths that begin with ./ or ../, or packages; run only with --trust'),
  clock: z.unknown().optional(),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 53 - 1)
    .default(0)
    .describe('Seed of everything random'),
  units: z.unknown().optional(),
  network: z.unknown().optional(),
  profiles: z.array(z.unknown()).default([]),
  devices: z.array(z.unknown()).default([]),
  populations: z.array(z.unknown()).default([]),
  controllers: z.array(z.unknown()).default([defaultController]),
  market: z.unknown().optional(),
  forecast: z.unknown().optional(),
  variants: z.unknown().optional(),
  stages: z.unknown().optional(),
  outputs: z.unknown().optional(),
  layouts: z.unknown().optional(),
});
