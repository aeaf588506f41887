// Units of grid studies: a fixed table, read from a header (`r_ohm_per_km`) or a quantity (`0.4 kV`).
// Conversion uses the first unit of each dimension as base: value·factor + offset.

/** A unit, simple or a quotient. Two units convert into each other when their dimensions are equal texts. */
export interface Unit {
  /** Spelling in a quantity: `kW`, `ohm/km`. */
  readonly name: string;
  /** Measured quantity: `power`, `resistance/length`. */
  readonly dimension: string;
  /** value in the base unit of the dimension = value · factor + offset */
  readonly factor: number;
  readonly offset: number;
}

/** Further simple units by name, such as those a case defines itself. */
export type OwnUnits = ReadonlyMap<string, Unit>;

/** The dimension of a pure number. */
const SHARE = 'per unit';

type Row = readonly [name: string, factor: number, ...aliases: string[]];

// The first row of a dimension is its base. Of units with the same spelling in headers, the first is the usual one
// (h is an hour, not a henry). Active, reactive and apparent power are separate dimensions on purpose.
const TABLE: Readonly<Record<string, readonly Row[]>> = {
  power: [
    ['W', 1, 'Wp'],
    ['kW', 1e3, 'kWp'],
    ['MW', 1e6, 'MWp'],
    ['GW', 1e9],
  ],
  'reactive power': [
    ['var', 1, 'VAr', 'VAR'],
    ['kvar', 1e3, 'kVAr', 'kVAR'],
    ['Mvar', 1e6, 'MVAr', 'MVAR'],
  ],
  'apparent power': [
    ['VA', 1],
    ['kVA', 1e3],
    ['MVA', 1e6],
  ],
  energy: [
    ['Wh', 1],
    ['kWh', 1e3],
    ['MWh', 1e6],
    ['GWh', 1e9],
    ['J', 1 / 3600],
    ['kJ', 1e3 / 3600],
    ['MJ', 1e6 / 3600],
  ],
  'reactive energy': [
    ['varh', 1, 'VArh'],
    ['kvarh', 1e3, 'kVArh'],
    ['Mvarh', 1e6, 'MVArh'],
  ],
  time: [
    ['s', 1, 'sec'],
    ['min', 60, 'minutes'],
    ['h', 3600, 'hour', 'hours'],
    ['day', 86400, 'd', 'days'],
  ],
  voltage: [
    ['V', 1],
    ['kV', 1e3],
  ],
  current: [
    ['A', 1],
    ['kA', 1e3],
  ],
  resistance: [
    ['ohm', 1, 'Ω', 'Ohm'],
    ['mohm', 1e-3, 'mΩ'],
    ['kohm', 1e3, 'kΩ'],
  ],
  conductance: [
    ['S', 1, 'siemens'],
    ['mS', 1e-3],
    ['µS', 1e-6, 'uS', 'μS'],
    ['nS', 1e-9],
  ],
  capacitance: [
    ['F', 1],
    ['µF', 1e-6, 'uF', 'μF'],
    ['nF', 1e-9],
    ['pF', 1e-12],
  ],
  inductance: [
    ['H', 1],
    ['mH', 1e-3],
    ['µH', 1e-6, 'uH', 'μH'],
  ],
  length: [
    ['m', 1],
    ['km', 1e3],
    ['mi', 1609.344, 'mile', 'miles'],
    ['ft', 0.3048],
    ['kft', 304.8],
  ],
  'CO2 emission': [
    ['gCO2', 1],
    ['kgCO2', 1e3],
  ],
  frequency: [['Hz', 1]],
  temperature: [
    ['°C', 1, 'degC', 'C'],
    ['°F', 5 / 9, 'degF'],
  ],
  'temperature difference': [['K', 1]],
  angle: [
    ['deg', 1, '°', 'degrees'],
    ['rad', 180 / Math.PI],
  ],
  [SHARE]: [
    ['pu', 1, 'p.u.'],
    ['%', 0.01, 'percent', 'pct'],
  ],
  DKK: [
    ['DKK', 1],
    ['øre', 0.01],
  ],
  EUR: [
    ['EUR', 1, '€'],
    ['ct', 0.01, 'cent'],
  ],
  USD: [['USD', 1, '$']],
  GBP: [['GBP', 1, '£']],
  NOK: [['NOK', 1]],
  SEK: [['SEK', 1]],
  CHF: [['CHF', 1]],
};

const FAHRENHEIT_ZERO = -160 / 9; // 0 °F in °C

const BY_NAME = new Map<string, Unit>();
/** Lower-case header token → every unit with that spelling (`s` is a second or a siemens). */
const BY_TOKEN = new Map<string, Unit[]>();

for (const [dimension, rows] of Object.entries(TABLE)) {
  for (const [name, factor, ...aliases] of rows) {
    const unit: Unit = { name, dimension, factor, offset: name === '°F' ? FAHRENHEIT_ZERO : 0 };
    for (const word of [name, ...aliases]) BY_NAME.set(word, unit);
    const tokens = new Set([name, ...aliases].map(token).filter((t) => t !== ''));
    for (const t of tokens) BY_TOKEN.set(t, [...(BY_TOKEN.get(t) ?? []), unit]);
  }
}

/** The spelling of a unit in a header: `µS` → `us`, `°C` → `degc`. */
function token(word: string): string {
  return word
    .toLowerCase()
    .replace(/[µμ]/g, 'u')
    .replace(/[Ωω]/g, 'ohm')
    .replace(/^°(?=.)/, 'deg')
    .replace(/[^a-z0-9ø]/g, '');
}

/** Every unit name of the table, for hints and for the documentation. */
export const unitNames: readonly string[] = Object.values(TABLE).flatMap((rows) => rows.map(([name]) => name));

/** Every dimension of the table with its units. */
export const unitTable: readonly { readonly dimension: string; readonly units: readonly string[] }[] = Object.entries(
  TABLE,
).map(([dimension, rows]) => ({ dimension, units: rows.map(([name]) => name) }));

/**
 * a / b^n. A temperature in the denominator is a difference, so its offset does not matter. kW per kWp is a share and has no
 * dimension.
 */
function quotient(a: Unit, b: Unit, power: number): Unit {
  const below = b.dimension === 'temperature' ? 'temperature difference' : b.dimension;
  const n = power === 1 ? '' : `^${power}`;
  return {
    name: `${a.name}/${b.name}${n}`,
    dimension: power === 1 && a.dimension === below ? SHARE : `${a.dimension}/${below}${n}`,
    factor: a.factor / b.factor ** power,
    offset: 0,
  };
}

/** The unit of a quantity: `kW`, `ohm/km`, `DKK/kWh^2`. Upper and lower case differ, as in `mW` and `MW`. */
export function unitOf(text: string, own?: OwnUnits): Unit | undefined {
  const [above, below, ...rest] = text.trim().split('/');
  const simple = (word: string) => BY_NAME.get(word.trim()) ?? own?.get(word.trim());
  const a = simple(above!);
  if (a === undefined || rest.length > 0) return undefined;
  if (below === undefined) return a;
  const [, word, power] = /^(.*?)(?:\^?([23²³]))?$/.exec(below.trim())!;
  const b = simple(word!);
  return b && quotient(a, b, exponent(power));
}

const exponent = (text: string | undefined): number => (text === undefined ? 1 : '²2'.includes(text) ? 2 : 3);

/** A header or key split into name and unit: `p_max_kw` is `p_max` in kW. */
export interface Reading {
  readonly stem: string;
  readonly unit: Unit;
}

/** Every reading of a header as name and unit, longest unit first; none when it ends in no known unit. */
export function readHeader(header: string, own?: OwnUnits): readonly Reading[] {
  const words = header.toLowerCase().split('_');
  const named = new Map([...(own ?? [])].map(([name, unit]) => [name.toLowerCase(), unit]));
  const simple = (word: string): readonly Unit[] => {
    const mine = named.get(word);
    return mine ? [...(BY_TOKEN.get(word) ?? []), mine] : (BY_TOKEN.get(word) ?? []);
  };
  const readings: Reading[] = [];
  const n = words.length;
  if (n >= 4 && words[n - 2] === 'per') {
    const [, word, power] = /^(.*?)([23])?$/.exec(words[n - 1]!)!;
    const stem = words.slice(0, n - 3).join('_');
    for (const a of simple(words[n - 3]!)) {
      for (const b of simple(word!)) readings.push({ stem, unit: quotient(a, b, exponent(power)) });
    }
  }
  if (n >= 2 && words[n - 2] !== 'per') {
    for (const unit of simple(words[n - 1]!)) readings.push({ stem: words.slice(0, n - 1).join('_'), unit });
  }
  return readings;
}

/** `value` given in `from`, expressed in `to`. Throws when the dimensions differ: check them first. */
export function convert(value: number, from: Unit, to: Unit): number {
  if (from.dimension !== to.dimension) throw new TypeError(`${from.name} is no ${to.dimension}`);
  if (from.factor === to.factor && from.offset === to.offset) return value;
  return (value * from.factor + from.offset - to.offset) / to.factor;
}
