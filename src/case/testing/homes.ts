// Homes with devices of every sort under one aggregator, for tests of mechanisms on a case.
import { changed, type Folder, GOOD, writeFolder } from './folder.ts';

/** Homes with a car, a heat pump and an appliance, a battery and PV; `spot` is the price of each hour [EUR/MWh]. */
export function homes(spot: (hour: number) => number, i_max_a = 200): string {
  const devices = `drive: 6 kWh }]
      - { kind: heat-pump, k1_kw_per_k: 0.1, k2_kwh_per_k: 2, p_max: 4 kW, t_out: -3 degC, hysteresis_k: 2 }
      - { kind: appliance, cycle_kw: [2, 0.5, 1], earliest: 12:00, latest: 16:00 }
`;
  const profiles = '  - { file: shapes.csv, repeat: daily }\n';
  const text = String(changed('case.yaml', 'drive: 6 kWh }]\n', devices)['case.yaml'])
    .replace(profiles, `${profiles}  - { file: prices.csv, repeat: daily }\n`)
    .replace('    count: 2', '    labels: { aggregator: ag1 }\n    count: 2')
    .replace('controllers:', 'market: { import_price: spot, export_price: spot }\ncontrollers:');
  const files: Folder = {
    ...GOOD,
    'case.yaml': text,
    'lines.csv': String(GOOD['lines.csv']).replaceAll(',200', `,${i_max_a}`),
    'prices.csv': `hour,spot_eur_per_mwh\n${Array.from({ length: 24 }, (_, h) => `${h},${spot(h)}`).join('\n')}\n`,
  };
  return writeFolder(files);
}
