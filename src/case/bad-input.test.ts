// Faults of a user's input, and the message for each. Every case is the good one with one change.
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError, show } from '../../base/index.ts';
import { controllerKinds } from '../../controllers/index.ts';
import { deviceKinds } from '../../devices/index.ts';
import { readCase, readNetwork, validateCase } from './index.ts';
import { changed, type Folder, GOOD, snapshot, writeFolder } from './testing/folder.ts';

/** The problems of a folder, each as one line: where | found | expected | hint. */
async function complaints(folder: string, set: readonly string[] = [], variant?: string): Promise<string[]> {
  const error = await readCase(folder, { set, ...(variant === undefined ? {} : { variant }) }).then(
    () => undefined,
    (e: unknown) => e,
  );
  if (!(error instanceof InputError)) throw error ?? new Error('the case was read without a problem');
  return error.problems.map((p) => [p.where, show(p.found), p.expected, ...(p.hint ? [p.hint] : [])].join(' | '));
}

const yaml = (from: string | RegExp, to: string) => changed('case.yaml', from, to);
const lines = (from: string | RegExp, to: string) => changed('lines.csv', from, to);
const buses = (from: string | RegExp, to: string) => changed('buses.csv', from, to);
const shapes = (from: string | RegExp, to: string) => changed('shapes.csv', from, to);
const without = (name: string): Folder => Object.fromEntries(Object.entries(GOOD).filter(([file]) => file !== name));

const KINDS = [...deviceKinds.keys()].join(', ');
const CONTROLLERS = [...controllerKinds.keys()].join(', ');
const DRAW = '{ choose: [3.7, 11], weights: [3, 1] }';
/** The good case with its homes in a table, and the given power of their cars. */
const inRows = (power: string, table: string): Folder => {
  const homes = yaml('buses: [b, c]\n    count: 2', 'buses: { table: homes.csv }');
  const text = String(homes['case.yaml']).replace(DRAW, power);
  return { ...homes, 'case.yaml': text, 'homes.csv': table };
};
const WRITTEN =
  'title, source, clock, seed, units, network, profiles, devices, populations, controllers, stages, outputs';
const SECTIONS = WRITTEN.replace('source, clock', 'source, use, clock').replace(
  'stages, outputs',
  'market, forecast, variants, stages, outputs, layouts',
);

/** A text is the whole line; a pattern is used for messages of other modules. */
type Row = readonly [what: string, folder: Folder, ...expected: (string | RegExp)[]];

const tables: readonly Row[] = [
  ['a missing column', changed('loads.csv', /.*/s, 'load,p_kw\nlb,2\n'), 'loads.csv:1 | "load,p_kw" | a column bus'],
  [
    'neither of two columns of which one is needed',
    lines(/.*/s, 'line,from_bus,to_bus,r_ohm\nab,a,b,0.1\nbc,b,c,0.1\n'),
    'lines.csv:1 | "line,from_bus,to_bus,r_ohm" | a column x_ohm or x_ohm_per_km',
  ],
  ['a text where a number belongs', lines('100,0.2', 'long,0.2'), 'lines.csv:2, length_m | "long" | a number, in km'],
  ['a negative length', lines('100,0.2', '-100,0.2'), 'lines.csv:2, length_m | -100 | a number above 0, in km'],
  [
    'a decimal comma',
    lines('b,100,', 'b,"100,5",'),
    'lines.csv:2, length_m | "100,5" | a number, in km | write 100.5 with a point',
  ],
  [
    'a line between buses of different voltages',
    buses('c,pq,0.4', 'c,pq,0.69'),
    'lines.csv:3, to_bus | "c, a bus of 0.69 kV" | a bus of 0.4 kV, as b is | a transformer joins different voltages',
  ],
  ['a number no computer holds', lines('100,0.2', '1e999,0.2'), 'lines.csv:2, length_m | "1e999" | a number, in km'],
  ['a cell left empty', lines('ab,a,b', 'ab,,b'), 'lines.csv:2, from_bus | nothing | a text'],
  [
    'a header without unit',
    lines('length_m', 'length'),
    'lines.csv:1, length | "length" | a unit in the name, such as length_km',
  ],
  [
    'the same column twice',
    lines('x_ohm', 'r_ohm'),
    'lines.csv:1, r_ohm_per_km | "r_ohm_per_km twice" | each column once',
  ],
  ['too few fields in a row', lines('ab,a,b,100', 'ab,a,100'), 'lines.csv:2 | "6 fields" | 7 fields, as in the header'],
  [
    'too many fields in a row',
    lines('100,0.2', '100,0,2'),
    'lines.csv:2 | "8 fields" | 7 fields, as in the header | a number needs a decimal point, a text with a comma needs quotes',
  ],
  ['an unclosed quote', lines('ab,a,b', '"ab,a,b'), 'lines.csv:2 | "a quote that is never closed" | a closing quote'],
  [
    'a quote inside a text',
    lines('bc,b,c', 'b"c,b,c'),
    'lines.csv:3 | "a quote inside a text" | the whole text in quotes, inner quotes doubled',
  ],
  [
    'columns separated by semicolons',
    lines(/,/g, ';'),
    'lines.csv:1 | "columns separated by ;" | columns separated by commas | decimals are written with a point',
  ],
  [
    'a header and nothing else',
    lines(/\n.*/s, '\n'),
    'lines.csv:1 | "a header and no row" | a header and at least one row',
  ],
  ['an empty table', { ...GOOD, 'lines.csv': '' }, 'lines.csv:1 | "an empty file" | some content'],
  ['a binary file', { ...GOOD, 'lines.csv': 'line\na\0b\n' }, 'lines.csv:2 | "a zero byte, so no text" | UTF-8 text'],
  [
    'a file in Latin-1',
    { ...GOOD, 'lines.csv': Buffer.from('line,from_bus\nK\xf8ge,1\n', 'latin1') },
    'lines.csv:2 | "byte 0xf8" | UTF-8 text | it reads "ø" in Latin-1; save the file as UTF-8',
  ],
  [
    'zero bytes behind UTF-16',
    { ...GOOD, 'lines.csv': Buffer.from('line\0\0', 'utf16le') },
    'lines.csv:1 | "a zero byte, so no text" | UTF-8 text',
  ],
  [
    'UTF-16 that is cut off',
    { ...GOOD, 'lines.csv': Buffer.from('\uFEFFline', 'utf16le').subarray(0, 7) },
    'lines.csv:1 | "UTF-16 that is cut off or damaged" | UTF-8 text | save the file as UTF-8',
  ],
  [
    'a provenance that is none',
    changed('inputs.csv', 'assumed', 'asumed'),
    'inputs.csv:2, provenance | "asumed" | one of published, inferred, assumed | did you mean assumed?',
  ],
  [
    'an input listed twice',
    changed('inputs.csv', /$/, 'line-length,50,m,assumed,made for tests\n'),
    'inputs.csv:3, id | "line-length" | each id once | also at inputs.csv:2',
  ],
];

const networks: readonly Row[] = [
  ['two slacks', buses('b,pq', 'b,slack'), /^buses\.csv:3\b.* \| .*2 slack buses.*a, b.* \| one slack/],
  ['no slack', buses('a,slack', 'a,pq'), /^buses\.csv:2\b.* \| "no slack among 3 buses" \| a slack bus/],
  [
    'a kind of bus that is none',
    buses('slack', 'slak'),
    'buses.csv:2, kind | "slak" | one of slack, pv, pq | did you mean slack?',
  ],
  ['a line to nowhere', lines('bc,b,c', 'bc,b,x'), /^lines\.csv:3\b.*to_bus \| "x" \| the name of a bus/],
  ['two lines of one name', lines('bc,b,c', 'ab,b,c'), /^lines\.csv:3\b.* \| "ab" \| .*lines\.csv:2/],
  [
    'a lower voltage limit above the upper',
    buses(/.*/s, 'bus,kind,vn_kv,v_min_pu,v_max_pu\na,slack,0.4,1.1,0.9\nb,pq,0.4,,\nc,pq,0.4,,\n'),
    'buses.csv:2, v_min_pu | 1.1 | a number of at most v_max_pu',
  ],
  [
    'a bus that is refused, told once and not at its devices again',
    buses('b,pq,0.4', 'b,pq,-0.4'),
    'buses.csv:3, vn_kv | -0.4 | a number above 0, in kV',
  ],
  ['no network at all', yaml(/network:.*loads\.csv\n/s, ''), 'case.yaml:1:1, network | nothing | a mapping'],
];

const profiles: readonly Row[] = [
  [
    'a daily profile that ends before midnight',
    shapes('23,0,0.5\n', ''),
    'shapes.csv:24, hour | "23 values of 60 min, 23 h" | values for 24 h, because it repeats daily',
  ],
  [
    'a profile shorter than the clock',
    { ...yaml('repeat: daily', 'repeat: span'), 'shapes.csv': 'hour,pv_pu,home_pu\n0,1,1\n6,1,1\n' },
    'shapes.csv:3, hour | "values up to 2024-01-15T11:00:00Z" | values up to the end of the clock, 2024-01-15T23:00:00Z',
  ],
  [
    'a profile half an hour short',
    {
      ...yaml('repeat: daily', 'repeat: span'),
      'shapes.csv': `hour,pv_pu,home_pu\n${Array.from({ length: 47 }, (_, i) => `${i / 2},0,1`).join('\n')}\n`,
    },
    'shapes.csv:48, hour | "values up to 2024-01-15T22:30:00Z" | values up to the end of the clock, 2024-01-15T23:00:00Z',
  ],
  [
    'a profile that begins after the clock',
    {
      ...yaml(', repeat: daily', ''),
      'shapes.csv': 'time,pv_pu,home_pu\n2024-01-15T12:00+01:00,1,1\n2024-01-16T12:00+01:00,1,1\n',
    },
    'shapes.csv:2, time | "values from 2024-01-15T11:00:00Z on" | values from the start of the clock, 2024-01-14T23:00:00Z, on',
  ],
  [
    'a time that clocks skip',
    {
      ...yaml(', repeat: daily', ''),
      'shapes.csv': 'time,pv_pu,home_pu\n2024-03-31T01:00,1,1\n2024-03-31T02:00,1,1\n2024-03-31T03:00,1,1\n',
    },
    'shapes.csv:3, time | "2024-03-31T02:00" | a time that exists in Europe/Copenhagen: clocks skip this one',
  ],
  [
    'a gap',
    shapes('12,0.3,0.5\n', ''),
    'shapes.csv:14, hour | "13" | a step of 60 min, as between the first two | is a row missing?',
  ],
  [
    'a day of 25 hours among days of 24',
    {
      ...yaml(', repeat: daily', ''),
      'shapes.csv': 'time,pv_pu,home_pu\n2024-10-26T00:00,1,1\n2024-10-27T00:00,1,1\n2024-10-28T00:00,1,1\n',
    },
    /^shapes\.csv:4, time .* a step of 1440 min, as between the first two \| clocks change in Europe\/Copenhagen .* elapsed time$/,
  ],
  [
    'days of 24 hours after one of 23',
    {
      ...yaml(', repeat: daily', ''),
      'shapes.csv': 'time,pv_pu,home_pu\n2024-03-31T00:00,1,1\n2024-04-01T00:00,1,1\n2024-04-02T00:00,1,1\n',
    },
    /^shapes\.csv:4, time .* a step of 1380 min, as between the first two \| clocks change in Europe\/Copenhagen /,
  ],
  [
    'the repeated hour written once',
    {
      ...yaml(', repeat: daily', ''),
      'shapes.csv': `time,pv_pu,home_pu\n${['01:00', '01:30', '02:00', '02:30', '03:00'].map((t) => `2024-10-27T${t},1,1\n`).join('')}`,
    },
    /^shapes\.csv:6, time .* a step of 30 min, .* \| clocks change /,
  ],
  [
    'a gap on the day clocks change',
    {
      ...yaml(', repeat: daily', ''),
      'shapes.csv': `time,pv_pu,home_pu\n${['00:00', '01:00', '04:00'].map((t) => `2024-03-31T${t},1,1\n`).join('')}`,
    },
    'shapes.csv:4, time | "2024-03-31T04:00" | a step of 60 min, as between the first two | is a row missing?',
  ],
  ['times that go back', shapes('\n12,', '\n2,'), 'shapes.csv:14, hour | "2" | times in rising order'],
  ['the same time twice', shapes('\n12,', '\n11,'), 'shapes.csv:14, hour | "11" | each time once'],
  ['a word among the values', shapes('12,0.3', '12,x'), 'shapes.csv:14, pv_pu | "x" | a finite number'],
  ['NaN among the values', shapes('12,0.3', '12,NaN'), 'shapes.csv:14, pv_pu | "NaN" | a finite number'],
  ['a profile without unit', shapes('pv_pu', 'pv'), 'shapes.csv:1, pv | "pv" | a unit in the name, such as pv_pu'],
  [
    'a first column that is no time',
    shapes('hour', 'stunde'),
    'shapes.csv:1, stunde | "stunde" | a first column hour or time',
  ],
];

const units: readonly Row[] = [
  [
    'units defined in a circle',
    yaml('furlong: 201.168 m', 'furlong: 2 chain, chain: 3 furlong'),
    'case.yaml:5:19, units.furlong | "2 chain" | a definition that ends in a known unit | it goes in a circle: furlong → chain → furlong',
    'case.yaml:5:35, units.chain | "3 furlong" | a definition that ends in a known unit | it goes in a circle: chain → furlong → chain',
  ],
  [
    'an absurd unit',
    yaml('201.168 m', '3 bananas'),
    'case.yaml:5:19, units.furlong | "3 bananas" | a number and a known unit',
  ],
  [
    'a unit of negative size',
    yaml('201.168 m', '-3 m'),
    'case.yaml:5:19, units.furlong | "-3 m" | a size above 0 and finite',
  ],
  [
    'a unit beyond all numbers',
    yaml('201.168 m', '1e999 m'),
    'case.yaml:5:19, units.furlong | "1e999 m" | a size above 0 and finite',
  ],
  [
    'a known unit defined anew',
    yaml('furlong: 201.168 m', 'kW: 5 W'),
    'case.yaml:5:14, units.kW | "kW" | another name: kW is a known unit already',
  ],
  [
    'a length where a power belongs',
    yaml('5000 W', '5000 m'),
    'case.yaml:14:43, devices.0.p_peak | "5000 m" | a power, in kW | m is a length',
  ],
  [
    'a unit in the wrong case',
    yaml('5000 W', '5 kw'),
    'case.yaml:14:43, devices.0.p_peak | "5 kw" | a quantity in kW | did you mean kW?',
  ],
  [
    'a quantity without its unit',
    yaml('5000 W', '5'),
    'case.yaml:14:43, devices.0.p_peak | 5 | a number and a unit, such as 5 kW',
  ],
  [
    'a key of another dimension',
    yaml('p_peak: 5000 W', 'p_peak_kvar: 5'),
    'case.yaml:14:35, devices.0.p_peak_kvar | "p_peak_kvar" | p_peak_kw',
  ],
  [
    'a share in another unit',
    yaml('p_max_kw: {', 'soc_min: 20 kW\n        p_max_kw: {'),
    'case.yaml:22:18, populations.0.devices.0.soc_min | "20 kW" | a number without a unit | kW is a power',
  ],
  [
    'a value given twice',
    yaml('p_peak: 5000 W', 'p_peak: 5 kW, p_peak_w: 5000'),
    'case.yaml:14:49, devices.0.p_peak_w | "p_peak and p_peak_w" | one of the two',
  ],
];

const clocks: readonly Row[] = [
  [
    'a zone that is none',
    yaml('/Copenhagen', '/Kopenhagen'),
    'case.yaml:3:49, clock.zone | "Europe/Kopenhagen" | an IANA time zone, such as "Europe/Copenhagen"',
  ],
  [
    'a start without offset',
    yaml('00+01:00', '00'),
    'case.yaml:3:17, clock.start | "2024-01-15T00:00" | a date and time with its offset, to the second, such as "2024-01-15T00:00+01:00"',
  ],
  [
    'a step of 7 s',
    yaml('15 min', '7 s'),
    'case.yaml:3:74, clock.step | "7 s" | 1 to 60 minutes, a whole number of seconds',
  ],
  [
    'a step of 90 min',
    yaml('15 min', '90 min'),
    'case.yaml:3:74, clock.step | "90 min" | 1 to 60 minutes, a whole number of seconds',
  ],
  ['a step in kg', yaml('15 min', '15 kg'), 'case.yaml:3:74, clock.step | "15 kg" | a quantity in min'],
  [
    'a step that does not divide the day',
    yaml('15 min', '7 min'),
    'case.yaml:3:87, clock.days | "1" | days that hold a whole number of 7-minute steps | give steps instead',
  ],
  [
    'days and steps',
    yaml('days: 1', 'days: 1, steps: 3'),
    'case.yaml:3:82, clock.days | "steps and days" | either steps or days, not both',
  ],
];

const devices: readonly Row[] = [
  [
    'an unknown kind of device',
    yaml('kind: ev', 'kind: evv'),
    `case.yaml:21:15, populations.0.devices.0.kind | "evv" | a kind of device: ${KINDS} | did you mean ev?`,
  ],
  [
    'two devices of one id',
    yaml('id: pv-b', 'id: bat-c'),
    'batteries.csv:2 | "bat-c" | device ids to differ | also at case.yaml:14:5, devices.0',
  ],
  [
    'a device at a bus that is none',
    yaml('bus: b', 'bus: bb'),
    'case.yaml:14:32, devices.0.bus | "bb" | the name of a bus | did you mean b?',
  ],
  [
    'a row at a bus that is none',
    changed('batteries.csv', 'bat-c,c', 'bat-c,cc'),
    'batteries.csv:2, bus | "cc" | the name of a bus | did you mean c?',
  ],
  [
    'two unknown buses of one population',
    yaml('[b, c]', '[b, yy, zz]'),
    'case.yaml:18:16, populations.0.buses.1 | "yy" | the name of a bus',
    'case.yaml:18:20, populations.0.buses.2 | "zz" | the name of a bus',
  ],
  [
    'a profile that is none',
    yaml('profile: pv', 'profile: pvx'),
    'case.yaml:14:60, devices.0.profile | "pvx" | the name of a profile: pv, home | did you mean pv?',
  ],
  [
    'a key that is a slip of another',
    yaml('profile: pv', 'profil: pv'),
    'case.yaml:14:51, devices.0.profil | "profil" | one of id, kind, bus, labels, p_peak_kw, profile, s_max_kva, currency, cost_generation_per_kwh | did you mean profile?',
  ],
  [
    'a time of day that is none',
    yaml('07:30', '7h30'),
    'case.yaml:23:26, populations.0.devices.0.trips.0.leave | "7h30" | a local time such as 07:30, or a number of hours from 0 to 24',
  ],
  ['NaN', yaml('p_peak: 5000 W', 'p_peak_kw: .nan'), 'case.yaml:14:46, devices.0.p_peak_kw | ".nan" | a number, in kW'],
  [
    'infinity',
    yaml('p_peak: 5000 W', 'p_peak_kw: .inf'),
    'case.yaml:14:46, devices.0.p_peak_kw | ".inf" | a number, in kW',
  ],
  [
    'a number beyond all numbers',
    yaml('p_peak: 5000 W', 'p_peak_kw: 1e999'),
    'case.yaml:14:46, devices.0.p_peak_kw | "1e999" | a number, in kW',
  ],
  [
    'a negative count',
    yaml('count: 2', 'count: -2'),
    'case.yaml:19:12, populations.0.count | -2 | a number of at least 0',
  ],
  [
    'no count',
    yaml('    count: 2\n', ''),
    'case.yaml:17:5, populations.0.count | nothing | the number of members at each bus',
  ],
  [
    'weights that do not fit',
    yaml('[3, 1]', '[3]'),
    'case.yaml:22:49, populations.0.devices.0.p_max_kw.weights | [3] | 2 weights, one for each value',
  ],
  [
    'a distribution among the fields of a device',
    yaml(`p_max_kw: ${DRAW}`, 'uniform: [4, 5]'),
    /^case\.yaml:22:9, populations\.0\.devices\.0\.uniform \| "uniform" \| one of id, kind, bus, labels, p_max_kw, /,
  ],
  ...['0.5', 'dt', '[dt, srp]', 'null'].map(
    (labels): Row => [
      `labels of a template that are no mapping: ${labels}`,
      yaml(`p_max_kw: ${DRAW}`, `labels: ${labels}\n        p_max_kw: 4`),
      /^case\.yaml:22:\d+, populations\.0\.devices\.0\.labels \| .+ \| a mapping$/,
    ],
  ),
  [
    'labels that are drawn and no mapping',
    yaml(`p_max_kw: ${DRAW}`, 'labels: { cycle: [dt, srp] }\n        p_max_kw: 4'),
    'case.yaml:22:17, populations.0.devices.0.labels | "dt" | a mapping',
    'case.yaml:22:17, populations.0.devices.0.labels | "srp" | a mapping',
  ],
  [
    'bounds in the wrong order',
    yaml(DRAW, '{ uniform: [5, 4] }'),
    'case.yaml:22:30, populations.0.devices.0.p_max_kw.uniform | [5,4] | the lower value first',
  ],
  [
    'bounds far from the mean',
    yaml(DRAW, '{ normal: [5, 1], within: [50, 60] }'),
    'case.yaml:22:45, populations.0.devices.0.p_max_kw.within | [50,60] | bounds within four standard deviations of the mean, and apart',
  ],
  [
    'draws that the device refuses, told once for all members',
    yaml(DRAW, '{ cycle: [-5, -4] }'),
    'case.yaml:22:19, populations.0.devices.0.p_max_kw | -5 | a number of at least 0, in kW | drawn for home-b-001-ev',
  ],
  [
    'an offset of a sequence without its step',
    yaml(DRAW, '{ choose: [5, 4], offset: 0.5 }'),
    'case.yaml:22:19, populations.0.devices.0.p_max_kw.step | nothing | a step beside offset and restart',
  ],
  [
    'a step that is no part of the range',
    yaml(DRAW, '{ uniform: [4, 5], step: 1.5 }'),
    'case.yaml:22:44, populations.0.devices.0.p_max_kw.step | 1.5 | a number below 1',
  ],
  [
    'a column where the buses are a list',
    yaml(DRAW, '{ column: p }'),
    'case.yaml:18:12, populations.0.buses | ["b","c"] | {table: FILE.csv} with the columns bus, count, p',
  ],
  [
    'a column that the table lacks, and one that nothing refers to',
    inRows('{ column: p }', 'bus,count,pp\nb,2,5\n'),
    'homes.csv:1, pp | "pp" | one of p, bus, count | did you mean p?',
  ],
  [
    'cells that the device refuses, each told once',
    inRows('{ column: p }', 'bus,count,p\nb,2,many\nc,3,-5\nb,2,7\n'),
    'homes.csv:2, p | "many" | a number, in kW',
    'homes.csv:3, p | -5 | a number of at least 0, in kW',
  ],
  [
    'cells that make no range',
    inRows('{ uniform: [{ column: p }, 6] }', 'bus,count,p\nb,2,5\nc,2,7\n'),
    'case.yaml:21:30, populations.0.devices.0.p_max_kw.uniform at homes.csv:3 | [7,6] | the lower value first',
  ],
  [
    'two devices of one kind without ids in a population',
    yaml(/\n(controllers)/, '\n      - kind: ev\n$1'),
    'case.yaml:24:9, populations.0.devices.1 | "ev" | an id of its own for each device of a member',
  ],
  [
    'layouts without columns, ordered by what names no row, with a total of one row',
    yaml(
      'outputs:',
      'layouts:\n  - { name: a, title: A, columns: [] }\n  - { name: b, title: B, rows: [x], order: [y], columns: [{ table: t, value: v }] }\n  - { name: b, title: B, total: all, columns: [{ table: t, value: v, across: x, list: y }] }\noutputs:',
    ),
    'case.yaml:27:35, layouts.0.columns | [] | at least 1 item',
    'case.yaml:28:45, layouts.1.order.0 | "y" | one of the columns in rows: x',
    'case.yaml:29:81, layouts.2.columns.0.list | "across and list" | either across or list, not both',
    'case.yaml:29:33, layouts.2.total | "all" | rows, or no total',
  ],
  [
    'two layouts of one name',
    yaml('outputs:', 'layouts:\n  - &a { name: a, title: A, columns: [{ table: t, value: v }] }\n  - *a\noutputs:'),
    'case.yaml:27:16, layouts.1.name | "a" | layout names to differ | also at case.yaml:27:16, layouts.0.name',
  ],
  [
    'a controller that is none',
    yaml('[uncontrolled]', '[volt-vr]'),
    `case.yaml:24:15, controllers.0 | "volt-vr" | a controller: ${CONTROLLERS} | did you mean volt-var?`,
  ],
  [
    'an option that is none',
    yaml('[uncontrolled]', '[{ kind: volt-var, pionts: 3 }]'),
    'case.yaml:24:33, controllers.0.pionts | "pionts" | one of kind, points | did you mean points?',
  ],
  [
    'more homes than any feeder has',
    yaml('count: 2', 'count: 60000'),
    'case.yaml:19:12, populations.0.count | "120000 members" | at most 100000 members',
  ],
  [
    'an hour that no day has',
    yaml('[6, 12, 18]', '[6, 12, 24]'),
    'case.yaml:25:31, stages.intraday_h.2 | 24 | a number below 24, in h',
  ],
  [
    'outputs that name no device',
    yaml('devices: ["*"]', 'devices: ["bat-*", pv-bb, "hme-*", "*"]'),
    'case.yaml:26:31, outputs.devices.1 | "pv-bb" | the id of a device, or a pattern with * that fits one | did you mean pv-b?',
    'case.yaml:26:38, outputs.devices.2 | "hme-*" | the id of a device, or a pattern with * that fits one | an id of this case is lb',
  ],
  [
    'outputs that name a device which was refused itself, told at the device alone',
    changed('case.yaml', /p_peak: 5000 W(.*)\["\*"\]/s, 'p_peak: -5 kW$1[pv-b]'),
    'case.yaml:14:43, devices.0.p_peak | "-5 kW" | a number of at least 0, in kW',
  ],
];

const syntax: readonly Row[] = [
  ['an empty case.yaml', { ...GOOD, 'case.yaml': '' }, 'case.yaml:1 | "an empty file" | some content'],
  [
    'a case.yaml that is no mapping',
    { ...GOOD, 'case.yaml': '- a\n' },
    'case.yaml:1 | "no keys" | a mapping with title, clock, network, …',
  ],
  [
    'a wrong indentation',
    yaml('  base_mva', '    base_mva'),
    'case.yaml:8:1 | "  buses: buses.csv" | keys of one mapping indented alike',
  ],
  ['a tab', yaml('  base_mva', '\tbase_mva'), 'case.yaml:7:1 | "\\tbase_mva: 1" | spaces as indentation, no tabs'],
  ['a key twice', yaml('seed: 7', 'seed: 7\nseed: 8'), 'case.yaml:5:1 | "seed" | each key once'],
  ['a bracket left open', yaml('[b, c]', '[b, c'), 'case.yaml:19:5 | "count: 2" | a closing ] or } before this line'],
  ['an anchor that is none', yaml('seed: 7', 'seed: *day'), 'case.yaml:4:7 | "*day" | an anchor &day before it'],
  [
    'a top-level key that is none',
    yaml('seed: 7', 'seeed: 7'),
    `case.yaml:4:1, seeed | "seeed" | one of ${SECTIONS} | did you mean seed?`,
  ],
  [
    'a word where a list belongs',
    yaml('[uncontrolled]', 'uncontrolled'),
    'case.yaml:24:14, controllers | "uncontrolled" | a list',
  ],
];

const PRICES = `hour,pv_pu,home_pu,tou_eur_per_mwh,spot_dkk_per_kwh\n${Array.from({ length: 24 }, (_, h) => `${h},0,0.5,${20 + h},0.3`).join('\n')}\n`;
/** The good case with a market and a variant, with one text replaced in one of its files. */
const trading = (market: string, prices = PRICES, controllers = '[uncontrolled]'): Folder => ({
  ...yaml('controllers: [uncontrolled]', `market: ${market}\ncontrollers: ${controllers}`),
  'shapes.csv': prices,
});
/** A device under a contract, and the controller that reads it. */
function contracted(contract: string): Folder {
  const { 'case.yaml': text, ...rest } = trading('{ import_price: tou }', PRICES, '[dt]');
  const labelled = String(text).replace('profile: pv }', `profile: pv, labels: { contract: ${contract} } }`);
  return { ...rest, 'case.yaml': labelled };
}
const varied = (variants: string): Folder => yaml('controllers:', `variants: ${variants}\ncontrollers:`);

const markets: readonly Row[] = [
  [
    'a controller that buys energy, and no market',
    yaml('[uncontrolled]', '[central]'),
    'case.yaml:24:15, controllers.0 | "central" | a section `market`: the prices at which it buys energy | see Market in docs/case-format.md',
  ],
  [
    'two controllers that plan the day',
    trading('{ import_price: tou }', PRICES, '[volt-var, central, commitment]'),
    'case.yaml:25:34, controllers.2 | "commitment" | one controller that plans the day, which central does | run each by itself and compare the runs',
  ],
  [
    'a label that a controller cannot read',
    contracted('drt'),
    'case.yaml:14:84, devices.0.labels.contract | "drt" | dt or srp, which dt reads | did you mean dt?',
  ],
  [
    'a price curve with a row missing',
    trading('{ import_price: tou }', PRICES.replace('7,0,0.5,27,0.3\n', '')),
    'shapes.csv:9, hour | "8" | a step of 60 min, as between the first two | is a row missing?',
  ],
  [
    'a price curve with an empty cell',
    trading('{ import_price: tou }', PRICES.replace('0.5,27,', '0.5,,')),
    'shapes.csv:9, tou_eur_per_mwh | "" | a finite number',
  ],
  [
    'a price that is no profile',
    trading('{ import_price: tuo }'),
    'case.yaml:24:25, market.import_price | "tuo" | the name of a profile: pv, home, tou, spot | did you mean tou?',
  ],
  [
    'a price that is no money per energy',
    trading('{ import_price: home }'),
    'case.yaml:24:25, market.import_price | "home in pu" | a price in a currency, such as EUR, per kWh or MWh | shapes.csv:1, home_pu: convert the values and name the column home_eur_per_kwh',
  ],
  [
    'prices in two currencies',
    trading('{ import_price: tou, export_price: spot }'),
    'case.yaml:24:44, market.export_price | "spot in DKK/kWh" | a price in EUR per kWh or MWh',
  ],
  [
    'a price in another currency than stated',
    trading('{ import_price: tou, currency: DKK }'),
    'case.yaml:24:25, market.import_price | "tou in EUR/kWh" | a price in DKK per kWh or MWh',
  ],
  [
    'a market without a price, and a limit below 0',
    trading('{ import_max: -5 kW }'),
    'case.yaml:24:9, market.import_price | nothing | a text',
    'case.yaml:24:23, market.import_max | "-5 kW" | a number of at least 0, in kW',
  ],
];

const variants: readonly Row[] = [
  ['variants that are a list', varied('[a, b]'), 'case.yaml:24:11, variants | ["a","b"] | a mapping'],
  [
    'a variant with an unknown key',
    varied('{ a: { sett: {} } }'),
    'case.yaml:24:18, variants.a.sett | "sett" | one of title, set | did you mean set?',
  ],
];

const groups = { tables, networks, profiles, units, clocks, devices, markets, variants, syntax };

describe.each(Object.entries(groups))('bad input in %s', (_group, rows) => {
  const cases = rows.map(([what, files, ...expected]) => ({ what, files, expected }));
  it.each(cases)('$what gives one line', async ({ files, expected }) => {
    const folder = writeFolder(files);
    const before = snapshot(folder);
    const wanted = expected.map((line) => (typeof line === 'string' ? line : expect.stringMatching(line)));
    expect(await complaints(folder)).toEqual(wanted);
    expect(snapshot(folder)).toEqual(before);
  });
});

describe('bad --set', () => {
  it.each([
    ['clok.step=1 h', `"clok" | one of the keys here: ${WRITTEN} | did you mean clock?`],
    ['clock.stp=1 h', '"stp" | one of start, zone, step_min, steps, days, warm_up_days | did you mean steps?'],
    ['clock', '"clock" | path=value | for example clock.step="1 h"'],
    ['devices.9.p_peak_kw=1', '"devices.9" | a number from 0 to 1'],
    [
      'devices.pv-x.p_peak_kw=1',
      '"devices.pv-x" | the number, the id or the kind of an item in the list | did you mean pv-b?',
    ],
    ['seed.x=1', '"seed" | a mapping or a list there'],
    ['devices.pv-b.p_peak_kw=-1', '-1 | a number of at least 0, in kW'],
    ['populations.0.count=many', '"many" | a number'],
    ['seed=[1', '"[1" | a YAML value'],
  ])('%s is the place of the fault', async (set, expected) => {
    expect(await complaints(writeFolder(GOOD), [set])).toEqual([`--set ${set} | ${expected}`]);
  });
});

describe('bad variants', () => {
  const read = (variant: string, variants: string) => complaints(writeFolder(varied(variants)), [], variant);

  it.each([
    ['an unknown one', 'b', '{ big: {} }', '--variant b | "b" | a variant: big | did you mean big?'],
    [
      'a path that leads nowhere',
      'a',
      '{ a: { set: { devices.pv-*.p_peak: 3 kW, devices.ess.p_max: 1 kW } } }',
      'case.yaml:24:71, variants.a.set.devices.ess.p_max | "devices.ess" | the number, the id or the kind of an item in the list',
    ],
    [
      'a value out of range',
      'a',
      '{ a: { set: { devices.pv-*.p_peak: -3 kW } } }',
      'case.yaml:24:46, variants.a.set.devices.pv-*.p_peak | "-3 kW" | a number of at least 0, in kW',
    ],
    [
      'a list entry without value',
      'a',
      '{ a: { set: [seed] } }',
      'case.yaml:24:24, variants.a.set.0 | "seed" | path=value | for example clock.step="1 h"',
    ],
  ])('%s is reported with its place', async (_what, variant, variants, expected) => {
    expect(await read(variant, variants)).toEqual([expected]);
  });

  it('are all reported by one validate', async () => {
    const folder = writeFolder(varied('{ a: { set: { seed: -1 } }, b: { set: [clock.step=7 s] } }'));
    const error = (await validateCase(folder).catch((e: unknown) => e)) as InputError;
    expect(error.problems.map(({ where }) => where)).toEqual([
      'case.yaml:24:31, variants.a.set.seed',
      'case.yaml:24:50, variants.b.set.0',
    ]);
  });
});

describe('files', () => {
  it('and cases with names longer than any file name are reported in one short line', async () => {
    for (const read of [readCase, readNetwork]) {
      const error: unknown = await read('x'.repeat(300)).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(InputError);
      expect(String(error)).toMatch(
        /^InputError: path: 1 problem, nothing was run\n.*x… {2}expected a name short enough for a file$/,
      );
    }
  });

  it('that are missing are reported where they are named', async () => {
    const [line, ...more] = await complaints(writeFolder(without('lines.csv')));
    expect(line).toMatch(
      /^case\.yaml:9:10, network\.lines \| "lines\.csv" \| a file that exists \| looked for .*lines\.csv$/,
    );
    expect(more).toEqual([]);
  });

  it('that are missing cause no further faults: devices have no unknown bus where the table of buses is missing', async () => {
    const [line, ...more] = await complaints(writeFolder(without('buses.csv')));
    expect(line).toMatch(/^case\.yaml:8:10, network\.buses \| "buses\.csv" \| a file that exists \| /);
    expect(more).toEqual([]);
  });

  it('of 100 MB are refused without being read', async () => {
    const folder = writeFolder(GOOD);
    truncateSync(join(folder, 'lines.csv'), 100 * 2 ** 20);
    expect(await complaints(folder)).toEqual([
      'lines.csv | "100.0 MiB" | at most 32 MiB; it was not read | profiles may be in several files, each with some of ' +
        'the columns; columns that nothing reads may be left out',
    ]);
  });

  it('that are folders are reported', async () => {
    const folder = writeFolder(without('lines.csv'));
    mkdirSync(join(folder, 'lines.csv'));
    expect(await complaints(folder)).toEqual(['case.yaml:9:10, network.lines | "lines.csv" | a file, not a folder']);
  });

  it('that are circular links are reported', async () => {
    const folder = writeFolder(without('lines.csv'));
    symlinkSync('lines.csv', join(folder, 'lines.csv'));
    expect(await complaints(folder)).toEqual([
      'case.yaml:9:10, network.lines | "lines.csv (ELOOP)" | a file that can be read',
    ]);
  });
});

describe('a missing case', () => {
  it('is reported with the known names, and the nearest', async () => {
    const root = writeFolder({ 'feeder/case.yaml': 'title: A feeder\n' });
    const error: unknown = await readCase('feder', { roots: [root] }).catch((e: unknown) => e);
    expect(String(error)).toContain(
      'a folder with a case.yaml, or the name of a case (feeder). Hint: did you mean feeder?',
    );
  });

  it('is reported for a folder without case.yaml', async () => {
    const folder = writeFolder({ 'buses.csv': 'bus\n' });
    await expect(readCase(folder, { roots: [] })).rejects.toThrow('found "a folder without case.yaml"');
  });
});

describe('all problems', () => {
  it('of all files are reported at once', async () => {
    const folder = writeFolder(lines('100,0.2', 'long,0.2'));
    writeFileSync(join(folder, 'inputs.csv'), 'id,value,unit,provenance,basis\na,1,m,guessed,\n');
    writeFileSync(
      join(folder, 'case.yaml'),
      String(yaml('kind: pv', 'kind: pvv')['case.yaml']).replace('15 min', '7 s'),
    );
    const found = await complaints(folder);
    const places = [
      'case.yaml:3:74, clock.step',
      'lines.csv:2, length_m',
      'case.yaml:14:23, devices.0.kind',
      'inputs.csv:2, basis',
    ];
    expect(found.map((line) => line.split(' | ')[0])).toEqual(places);
  });

  it('of one kind in one column are counted from the ninth on', async () => {
    const rows = Array.from({ length: 24 }, (_, h) => `${h},x,0.5`).join('\n');
    const found = await complaints(writeFolder({ ...GOOD, 'shapes.csv': `hour,pv_pu,home_pu\n${rows}\n` }));
    expect(found).toHaveLength(9);
    expect(found[8]).toBe('shapes.csv:25, pv_pu | "16 more such values up to here" | a finite number');
  });
});
