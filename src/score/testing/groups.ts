// Groups of inputs of the studies that are changed together. Inputs that determine hours, shares of 0 or 1 and truth values are
// changed strongly. `UNCHANGED` lists inputs without effect on any number, and those that define the study.
import type { Mutation } from './mutations.ts';

const shapes = (change: { times?: number; later?: number }, ...ids: string[]) =>
  Object.fromEntries(ids.map((id) => [`profiles.${id}`, change]));

const KINDS_OF_DRIVER = ['home', 'commuter', 'night', 'early'];

export const GROUPS: Readonly<Record<string, readonly Mutation[]>> = {
  'ieee33-microgrid': [
    {
      columns: {
        ...shapes({ times: 1.03, later: 2 }, 'load_pu', 'tou_eur_per_mwh'),
        ...shapes({ times: 2, later: 2 }, 'sun_pu'),
        ...shapes({ times: 0.5, later: 2 }, 'wind_pu'),
        'thermal.p_min_kw': { times: 0.9 },
        'thermal.p_max_kw': { times: 1.05 },
        'thermal.cost_a_per_h': { times: 1.1 },
        'thermal.cost_b_per_kwh': { times: 1.01 },
        'thermal.cost_start': { times: 2 },
        'lines.s_max_mva': { times: 1.5 },
      },
      values: {
        'devices.ess-30.soc_start': ['soc_start: 50 %', 'soc_start: 40 %'],
        'devices.ess-30.eta': ['eta_charge: 0.95, eta_discharge: 0.95', 'eta_charge: 0.9, eta_discharge: 0.9'],
      },
    },
  ],
  'smart-mla-tfm': [
    { columns: shapes({ times: 1.6 }, 'household_pu') },
    {
      columns: {
        ...shapes({ times: 0.2 }, 'household_pu'),
        ...shapes({ times: 0.8 }, 'flexible_pu'),
        ...shapes({ times: 0.9 }, 'office_pu', 'commerce_pu'),
        ...shapes({ times: 1.1 }, 'spot_dkk_per_kwh'),
        'buses.v_pu': { times: 1.005 },
        'homes.p_kw': { times: 0.95 },
        'customers.p_kw': { times: 0.95 },
        'customers.down_max_kw': { times: 1.1 },
        'customers.discomfort_per_kw2h': { times: 1.1 },
      },
    },
    { columns: shapes({ later: 2 }, 'household_pu', 'flexible_pu', 'office_pu', 'commerce_pu', 'spot_dkk_per_kwh') },
  ],
  'smart-mla-dt-srp': [
    { columns: { ...shapes({ times: 1.06 }, 'household_pu'), ...shapes({ times: 0.8 }, 'commerce_pu') } },
    {
      columns: {
        ...shapes({ times: 1.3, later: 23 }, 'household_pu'),
        ...shapes({ times: 0.8, later: 23 }, 'commerce_pu'),
      },
      values: {
        'controllers.dt.reprofiling.elasticity_kw_per_price': [
          'elasticity_kw_per_price: 0.0491022',
          'elasticity_kw_per_price: 0.5',
        ],
      },
      also: [['controllers.dt.penalty: none', 'controllers.dt.penalty: 100']], // without a feasible tariff
    },
    {
      columns: shapes({ times: 0.72, later: 6 }, 'household_pu', 'commerce_pu'),
      values: {
        'home.weights': ['weights: [10, 10, 7, 13, 10]', 'weights: [12, 9, 8, 11, 10]'],
        'home.heat-pump.k1_kw_per_k': ['1.532923668', '1.6'],
        'home.ev.trips.leave': ['"07:00", "08:00", "07:00"', '"06:00", "08:00", "07:00"'],
        'home.ev.trips.back': ['"17:00", "16:00", "18:00"', '"18:00", "16:00", "18:00"'],
      },
    },
    {
      columns: {
        ...shapes({ times: 0.9 }, 'household_pu', 'commerce_pu'),
        ...shapes({ times: 1.05 }, 'spot_dkk_per_kwh'),
        'buses.v_pu': { times: 1.01 },
      },
      values: {
        seed: ['seed: 5', 'seed: 6'],
        'home.ev.soc_start': ['soc_start: 0.5', 'soc_start: 0.45'],
        'home.ev.eta_charge': ['eta_charge: 1', 'eta_charge: 0.95'],
        'home.heat-pump.k2_kwh_per_k': ['k2_kwh_per_k: 1.2', 'k2_kwh_per_k: 1.25'],
        'home.heat-pump.p_max': ['p_max: 5.8 kW', 'p_max: 5.9 kW'],
        'home.heat-pump.t_start': ['t_start: 20.5 °C', 't_start: 20.6 °C'],
        'home.heat-pump.t_out': ['t_out: 15.75575 °C', 't_out: 15.9 °C'],
        'controllers.dt.price_sensitivity': ['price_sensitivity: 2.351968e-4', 'price_sensitivity: 3e-4'],
        'controllers.dt.reprofiling.elasticity_kw_per_price': [
          'elasticity_kw_per_price: 0.0491022',
          'elasticity_kw_per_price: 0.06',
        ],
        'controllers.dt.reprofiling.rebound': ['rebound: 0.1578947', 'rebound: 0.2'],
      },
    },
  ],
  'm2m-cla': [
    {
      columns: {
        'sun.sun_pu': { times: 0.9 },
        'shapes.residential_pu': { times: 1.1 },
        'shapes.commercial_pu': { times: 1.1 },
        'prices.buy_ct_per_kwh': { times: 1.1 },
        'prices.sell_ct_per_kwh': { times: 0.95 },
        'prices.tariff_ct_per_kwh': { times: 1.2 },
        'loads.p_kw': { times: 1.5 },
        'loads.power_factor': { times: 0.98 },
        'users.power_factor': { times: 0.98 },
        'buses.v_pu': { times: 1.005 },
        'buses.vn_kv': { times: 0.99 },
        'lines.length_m': { times: 1.1 },
        'lines.parallel': { times: 2 },
        'lines.r_ohm_per_km': { times: 1.1 },
        'lines.x_ohm_per_km': { times: 1.1 },
        'transformers.sn_kva': { times: 1.05 },
        'transformers.vk_percent': { times: 1.2 },
        'transformers.vkr_percent': { times: 1.2 },
        'transformers.s_max_kva': { times: 0.98 },
        'transformers-rated.sn_kva': { times: 1.05 },
        'transformers-rated.vk_percent': { times: 1.2 },
        'transformers-rated.vkr_percent': { times: 1.2 },
        'plants.cm3-pv-b.p_peak_kw': { times: 1.2 },
        'plants.cm1-pv.cost_generation_per_kwh': { times: 0.98 },
        'plants.cm2-pv.cost_generation_per_kwh': { times: 0.98 },
        'batteries.cost_throughput_per_kwh': { times: 1.2 },
        'batteries.cm2-battery.cost_throughput_per_kwh': { times: 1.2 },
      },
      values: {
        'appliance.cycle_kw': ['cycle_kw: &wm [3.0, 2.9,', 'cycle_kw: &wm [2.8, 2.9,'],
        'appliance.preferred_earliest': ['preferred_earliest: "20:30"', 'preferred_earliest: "20:00"'],
        'appliance.preferred_latest': ['preferred_latest: "12:30"', 'preferred_latest: "12:00"'],
        'controllers.cla.bid_price': ['bid_price: published', 'bid_price: rational'],
      },
    },
    {
      columns: {
        'shapes.residential_pu': { times: 0.12 },
        'shapes.commercial_pu': { times: 0.12 },
        'prices.buy_ct_per_kwh': { times: 0.95, later: 12 },
        'prices.sell_ct_per_kwh': { times: 1.2 },
      },
    },
    { columns: { 'prices.buy_ct_per_kwh': { times: 0.5 }, 'prices.sell_ct_per_kwh': { times: 0.5 } } },
  ],
  'cired-transactive': [
    {
      columns: {
        'prices.lambda_eur_per_mwh': { times: 1.05, later: 3 },
        'prices.buy_eur_per_mwh': { times: 1.05, later: 3 },
        'prices.sell_eur_per_mwh': { times: 1.05, later: 3 },
        'renewables.wind_day_ahead_pu': { times: 0.95 },
        'renewables.wind_pu': { times: 0.9 },
        'renewables.wind_net_pu': { times: 0.9 },
        'renewables.sun_pu': { times: 0.9 },
        'demand.load_pu': { times: 0.9 },
        'demand.window_pu': { later: 1 },
        'demand.base_pu': { times: 0.9, later: 1 },
        'demand.drive_mw': { times: 0.9 },
        'demand.away_pu': { times: 0.9 },
        'lines.r_ohm': { times: 10 },
        'lines.x_ohm': { times: 10 },
        'feeder-lines.r_ohm': { times: 2 },
        'feeder-lines.x_ohm': { times: 2 },
        'buses.vn_kv': { times: 0.9 },
        'buses.v_pu': { times: 1.01 },
      },
      values: {
        'controllers.transactive.energy_price': ['energy_price: lambda', 'energy_price: sell'],
        'devices.wind.p_rated': ['p_rated: 20 MW', 'p_rated: 18 MW'],
        'devices.pv.p_peak': ['p_peak: 8 MW', 'p_peak: 7 MW'],
        'devices.demand.p': ['p: 12 MW', 'p: 11 MW'],
        'devices.flexible-demand.p': ['p: 10 MW', 'p: 8 MW'],
        'devices.cars.p_max': ['p_max: 8 MW', 'p_max: 7 MW'],
        'devices.cars.e_cap': ['e_cap: 30 MWh', 'e_cap: 32 MWh'],
        'devices.cars.soc': ['soc_min: 0.2, soc_max: 1, soc_start: 0.2', 'soc_min: 0.15, soc_max: 1, soc_start: 0.15'],
        'devices.cars.eta_charge': ['eta_charge: 1', 'eta_charge: 0.95'],
        'devices.generator.p_max': ['p_max: 10 MW', 'p_max: 9 MW'],
        'devices.generator.cost_b_per_kwh': ['cost_b_per_kwh: 0.05', 'cost_b_per_kwh: 0.045'],
        'devices.storage.e_cap': ['e_cap: 8 MWh', 'e_cap: 9 MWh'],
        'devices.storage.p_max': ['p_max: 2 MW', 'p_max: 3 MW'],
        'devices.storage.soc': ['soc_min: 0, soc_max: 1, soc_start: 1', 'soc_min: 0, soc_max: 1, soc_start: 0.5'],
        'devices.storage.eta': ['eta_charge: 0.9, eta_discharge: 0.9', 'eta_charge: 0.95, eta_discharge: 0.95'],
        'devices.storage.cost_throughput_per_kwh': ['cost_throughput_per_kwh: 0.005', 'cost_throughput_per_kwh: 0.001'],
      },
    },
  ],
  'smart-mla-tfm-synthetic': [
    { columns: shapes({ later: 2 }, 'spot_dkk_per_kwh', 'household_pu', 'commerce_pu', 'office_pu') },
    {
      columns: {
        ...shapes({ times: 0.93 }, 'household_pu'),
        'homes.kappa_least': { times: 1.2 },
        'homes.kappa_most': { times: 1.2 },
        'buses.v_pu': { times: 0.999 },
      },
      values: { 'ev-LP4.discomfort_per_kw2h': ['discomfort_per_kw2h: 0.418', 'discomfort_per_kw2h: 0.5'] },
    },
    {
      columns: shapes({ later: 1 }, ...KINDS_OF_DRIVER.flatMap((who) => [`${who}_away_pu`, `${who}_drive_kw`])),
      values: {
        'ev.soc_start': ['soc_start: 0.5', 'soc_start: 0.55'],
        'ev.eta_charge': ['eta_charge: 1', 'eta_charge: 0.95'],
        'ev.away_profile': ['weights: [65, 22, 13]', 'weights: [60, 25, 15]'], // also that of the drive
        'heat-pump.t_start': ['t_start: 20 °C', 't_start: 20.5 °C'],
        'heat-pump.t_out': ['t_out: 15.5', 't_out: 14.5'],
        'hp.discomfort_per_kw2h': ['discomfort_per_kw2h: 0.384', 'discomfort_per_kw2h: 0.45'],
      },
    },
  ],
};

/** Drawings, the date and the base of the per-unit system have no effect; the reasons of the others are in the comments. */
export const UNCHANGED: readonly string[] = [
  'clock.start',
  'network.base_mva',
  'buses.x',
  'buses.y',
  'buses.v_m*', // not reached, or published
  'loads.q_kvar', // 0 throughout
  'lines.s_max_mva', // not reached
  'market.export_max_kw', // a choice of the model, like the next ones
  'devices.*.bus',
  'controllers.dt.flows',
  'controllers.dt.houses',
  'controllers.dt.search',
  'controllers.tfm.objective',
  'controllers.tfm.linearised_at',
  'controllers.tfm.tolerance_kw',
  'controllers.cla.check',
  'controllers.transactive.rule',
  'controllers.transactive.accounting',
  'controllers.transactive.horizon',
  'controllers.cla.real_time',
  'controllers.cla.wholesale', // a variant without published numbers, like the next ones
  'feeder-*',
  'variants',
  'transformers-rated.s_max_kva', // not reached, like the next one
  'lines.i_max_a',
  'bids.ag4-LP5.price', // set in the variants
  'bids.other-prices',
  'seed',
  'variants.coarse', // compared in notes alone
  'profiles-coarse.*',
  'ev.drive_profile', // the same weights as those of ev.away_profile
  'ev.discomfort_per_kw2h', // between homes.kappa_least and homes.kappa_most
  'heat-pump.discomfort_per_kw2h',
];
