// JSON form of a case: the matrices of MATPOWER (User's Manual, appendix B) as lists of rows, and a horizon.
import * as z from 'zod';

const number = z.number();
const matrix = (columns: string) => z.array(z.array(number)).describe(columns);
const series = (what: string) => z.array(number).describe(`${what}, one number per step`);
const bus = number.int().min(1).describe('Number of the bus');

const batterySchema = z.strictObject({
  bus,
  p_max: number.min(0).describe('Largest charging and discharging power [MW]'),
  s_max: number.min(0).describe('Rating of the converter [MVA]'),
  e_max: number.min(0).describe('Largest stored energy [MWh]'),
  e_min: number.min(0).default(0).describe('Smallest stored energy [MWh]'),
  e_start: number.min(0).describe('Stored energy before the first step [MWh]'),
  e_end: number.min(0).describe('Smallest stored energy after the last step [MWh]'),
  eta_charge: number.gt(0).max(1).default(1).describe('Efficiency of charging'),
  eta_discharge: number.gt(0).max(1).default(1).describe('Efficiency of discharging'),
  throughput_cost: number.min(0).default(0).describe('Cost of charging and of discharging [currency/MWh]'),
});

const pvSchema = z.strictObject({
  bus,
  s_max: number.min(0).describe('Rating of the inverter [MVA]'),
  p_available: z.array(number.min(0)).describe('Largest active power [MW], one number per step'),
});

const horizonSchema = z.strictObject({
  T: number.int().min(1).max(10_000).describe('Number of steps'),
  dt: number.gt(0).describe('Length of a step [h]'),
  import_price: series('Price of energy from the supply at the reference bus [currency/MWh]'),
  export_price: series('Price of energy to the supply, at most the import price [currency/MWh]'),
  exchange_max: number
    .min(0)
    .describe('Largest import and export [MW]; the reactive power is within plus and minus this value [Mvar]'),
  load_profile_default: series('Factor of PD and QD of all buses'),
  load_profile_commercial: series('The same of the commercial buses').optional(),
  commercial_buses: z.array(bus).default([]).describe('Buses with the commercial profile'),
  batteries: z.array(batterySchema).default([]),
  pv: z.array(pvSchema).default([]),
});

export const opfFileSchema = z
  .strictObject({
    $schema: z.string().optional().describe('This schema'),
    name: z.string().min(1).optional().describe('Name of the case; the name of the file when not given'),
    source: z.string().optional().describe('Origin of the numbers; not used'),
    base_mva: number.gt(0).describe('Power base [MVA]'),
    bus: matrix('BUS_I BUS_TYPE PD QD GS BS BUS_AREA VM VA BASE_KV ZONE VMAX VMIN'),
    gen: matrix('GEN_BUS PG QG QMAX QMIN VG MBASE GEN_STATUS PMAX PMIN …; with a horizon not used'),
    branch: matrix('F_BUS T_BUS BR_R BR_X BR_B RATE_A RATE_B RATE_C TAP SHIFT BR_STATUS ANGMIN ANGMAX'),
    gencost: matrix('MODEL STARTUP SHUTDOWN NCOST and the coefficients or points; with a horizon not used').optional(),
    horizon: horizonSchema.optional().describe('Several steps with storage, PV, and exchange at the reference bus'),
  })
  .describe('An optimal power flow case for `feederlab opf`');

export type OpfFile = z.output<typeof opfFileSchema>;
export type Horizon = z.output<typeof horizonSchema>;
