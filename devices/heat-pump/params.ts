// Parameters of a heat pump and its house.
import * as z from 'zod';
import { alternatives, profileField } from '../../base/index.ts';
import { discomfort } from '../discomfort.ts';
import { fault } from '../fault.ts';
import { powerFactor } from '../power-factor.ts';

const polynomial = z.strictObject({
  c0: z.number().describe('Constant term of the coefficient of performance [1]'),
  c1_per_k: z.number().describe('Linear term [1/K]'),
  c2_per_k2: z.number().default(0).describe('Quadratic term [1/K²]'),
  t_supply_degc: z
    .number()
    .describe('Supply temperature of the heating [°C]; the lift is counted from the outdoor temperature'),
});

/** Tolerance of the switching points, so that rounding cannot prevent switching [K]. */
export const REACHED_K = 1e-6;

const positive = z.number().positive();
const temperature = z.number().min(-273.15);

export const schema = alternatives(
  z.strictObject({
    k1_kw_per_k: positive.describe('Heat loss of the house [kW/K]'),
    k2_kwh_per_k: positive.describe('Heat capacity of the house [kWh/K]'),
    p_max_kw: z.number().min(0).describe('Largest electric power [kW]'),
    cop: z
      .union([positive, polynomial])
      .default(3)
      .describe(
        'Coefficient of performance, heat per electricity: a number, or a polynomial of the temperature lift [1]',
      ),
    t_min_degc: temperature.default(20).describe('Lower end of the comfort band [°C]'),
    t_max_degc: temperature.default(24).describe('Upper end of the comfort band [°C]'),
    t_set_degc: temperature
      .optional()
      .describe('Set point of the thermostat [°C]; the middle of the comfort band when not given'),
    hysteresis_k: z
      .number()
      .min(0)
      .optional()
      .describe(
        'Width of the hysteresis [K], half of it on each side of the set point; 1 K, or as much as the comfort band has room for, when not given',
      ),
    t_start_degc: temperature
      .optional()
      .describe('Indoor temperature before the first step [°C]; t_set_degc when not given'),
    t_out_profile: profileField({ unit: '°C' })
      .optional()
      .describe('Profile of the outdoor temperature; or give t_out_degc'),
    t_out_degc: temperature.optional().describe('Constant outdoor temperature [°C], instead of t_out_profile'),
    gain_kw: z.number().default(0).describe('Internal gains: heat from people, appliances and sun [kW]'),
    gain_profile: profileField({ unit: 'pu', of: 'gain_kw', factor: true })
      .optional()
      .describe('Profile of the share of gain_kw; always 1 when not given'),
    power_factor: powerFactor.default(1).describe('Lagging power factor (0–1)'),
    discomfort_per_kw2h: discomfort,
  }),
  { fields: ['t_out_profile', 't_out_degc'], needed: true },
).transform((v, ctx) => {
  const t_set_degc = v.t_set_degc ?? (v.t_min_degc + v.t_max_degc) / 2;
  const widest = 2 * Math.min(t_set_degc - v.t_min_degc, v.t_max_degc - t_set_degc);
  const hysteresis_k = v.hysteresis_k ?? Math.max(0, Math.min(1, widest));
  if (v.t_min_degc > v.t_max_degc) fault(ctx, 't_min_degc', `at most t_max_degc, ${v.t_max_degc} °C`);
  else if (widest < 0) fault(ctx, 't_set_degc', `within the comfort band, ${v.t_min_degc} to ${v.t_max_degc} °C`);
  else if (hysteresis_k > widest + REACHED_K)
    fault(
      ctx,
      'hysteresis_k',
      `at most ${widest.toFixed(2)} K, so that the thermostat switches within the comfort band`,
    );
  return { ...v, t_set_degc, hysteresis_k, t_start_degc: v.t_start_degc ?? t_set_degc };
});

export type HeatPumpParams = Readonly<z.output<typeof schema>>;
