// Input that could exhaust time, memory or the stack is refused with one clear message.
import { describe, expect, it } from 'vitest';
import { InputError } from '../../base/index.ts';
import { readCase } from './index.ts';
import { changed, type Folder, GOOD, writeFolder } from './testing/folder.ts';

async function complaint(files: Folder, set: readonly string[] = []): Promise<string> {
  const error = await readCase(writeFolder(files), { set }).catch((e: unknown) => e);
  if (!(error instanceof InputError)) throw new Error(`not refused, but ${String(error)}`);
  return error.message.slice(error.message.indexOf('\n') + 1).trim();
}

const yaml = (from: string | RegExp, to: string) => changed('case.yaml', from, to);
const many = (n: number, line: (i: number) => string) => Array.from({ length: n }, (_, i) => line(i)).join('');

describe('unbounded YAML', () => {
  it.each([
    [
      'an alias of the value it is in',
      'seed: 7',
      'seed: &s [*s]',
      'found "*s"  expected an alias outside of what &s names',
    ],
    ['the same by two steps', 'seed: 7', 'seed: &s { a: &t [1, { b: *s }], c: *t }', 'found "*s"'],
    ['an alias before its anchor', 'seed: 7', 'seed: [*s, &s 1]', 'found "*s"  expected an anchor &s before it'],
    ['a list as a key', 'seed: 7', '? [[]]\n: 7', 'expected a text as key'],
    [
      'nesting of a thousand levels',
      'seed: 7',
      `seed: ${'['.repeat(1000)}${']'.repeat(1000)}`,
      'at most 100 values inside each other',
    ],
    ['nesting of a hundred thousand levels', 'seed: 7', `seed: ${'[ '.repeat(1e5)}`, 'expected'],
    ['nesting of a hundred thousand dashes', 'seed: 7', `seed:\n  ${'- '.repeat(1e5)}1`, 'expected'],
  ])('%s', async (_what, from, to, message) => {
    expect(await complaint(yaml(from, to))).toContain(message);
  });

  it('aliases of aliases', async () => {
    const bombs = many(20, (i) => `  a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]\n`);
    expect(await complaint(yaml('seed: 7\n', `seed: 7\nx:\n  a0: &a0 [1, 1]\n${bombs}`))).toContain(
      'aliases of aliases',
    );
  });

  it('a mapping of thirty thousand keys, one of them twice', async () => {
    const keys = `x:\n${many(30_000, (i) => `  k${i}: 1\n`)}  k7: 2\n`;
    expect(await complaint(yaml('seed: 7\n', `seed: 7\n${keys}`))).toContain('found "k7"  expected each key once');
  });

  it('a file of 5 MB, without reading it', async () => {
    expect(await complaint(yaml('seed: 7\n', `seed: 7\n#${'x'.repeat(5e6)}\n`))).toContain(
      'at most 4 MiB; it was not read',
    );
  });

  it.each([
    ['seed=&s [*s]'],
    [`seed=${'['.repeat(5000)}`],
    [`${'a.'.repeat(5000)}b=1`],
    [`seed=${'9'.repeat(100_000)}`],
  ])('--set %.20s', async (set) => {
    const message = await complaint(GOOD, [set]);
    expect(message).toContain('expected');
    expect(message.length).toBeLessThan(4000);
  });
});

describe('tables with surplus or missing cells', () => {
  it('rows of a profile with only one field are counted, not read', async () => {
    expect(await complaint({ ...GOOD, 'shapes.csv': 'hour,pv_pu\n0\n' })).toBe(
      'shapes.csv:2  found "1 field"  expected 2 fields, as in the header',
    );
  });

  it.each(Object.keys(GOOD).filter((name) => name.endsWith('.csv')))('%s with ragged rows', async (file) => {
    const [head, ...rows] = String(GOOD[file]).trim().split('\n');
    const short = rows.map((row) => row.slice(0, row.lastIndexOf(',')));
    expect(await complaint({ ...GOOD, [file]: [head, ...short].join('\n') })).toMatch(/found "\d+ fields?"/);
    expect(await complaint({ ...GOOD, [file]: [head, ...rows.map((row) => `${row},x`)].join('\n') })).toContain(
      'fields',
    );
    expect(await complaint({ ...GOOD, [file]: [head, ...rows.map(() => '""')].join('\n') })).toContain('expected');
  });

  it('20,000 loads at 20,000 unknown buses give eight lines, with a hint in the first', async () => {
    const n = 20_000;
    const files = {
      ...GOOD,
      'case.yaml': String(GOOD['case.yaml']).replace(/^devices:[\s\S]*/m, ''),
      'buses.csv': `bus,kind,vn_kv\n${many(n, (i) => `feeder-${i + 10_000},${i === 0 ? 'slack' : 'pq'},0.4\n`)}`,
      'lines.csv': `line,from_bus,to_bus,r_ohm,x_ohm\n${many(n - 1, (i) => `l${i},feeder-${i + 10_000},feeder-${i + 10_001},0.1,0.1\n`)}`,
      'loads.csv': `load,bus,p_kw\n${many(n, (i) => `d${i},feder-${i + 10_000},1\n`)}`,
    };
    const message = await complaint(files);
    expect(message.split('\n')).toHaveLength(9);
    expect(message).toContain('Hint: did you mean feeder-10000?');
    expect(message).toContain('19992 more such values up to here');
  });
});

describe('patterns and texts of any length', () => {
  it('a pattern with many ways to match is matched at once', async () => {
    const id = 'a'.repeat(60);
    const files = yaml('id: pv-b', `id: ${id}`);
    const text = String(files['case.yaml']).replace('devices: ["*"]', `devices: ["${'*a'.repeat(26)}b"]`);
    expect(await complaint({ ...files, 'case.yaml': text })).toContain('a pattern with * that fits one');
  });

  it('a pattern of a megabyte is not repeated in the message', async () => {
    const message = await complaint(yaml('devices: ["*"]', `devices: ["${'*a'.repeat(500_000)}"]`));
    expect(message.length).toBeLessThan(1000);
  });

  it.each([
    ['a population of a billion', yaml('count: 2', 'count: 1e9'), 'members'],
    ['a clock of a billion days', yaml('days: 1', 'days: 1e9'), 'clock.days'],
    ['a clock of a billion steps', yaml('days: 1', 'steps: 1000000000'), 'clock.steps'],
    ['a step of a nanosecond', yaml('step: 15 min', 'step: 1e-9 min'), 'clock.step'],
    ['a number of a million digits', yaml('seed: 7', `seed: ${'9'.repeat(1e6)}`), 'seed'],
    ['a quantity of a million characters', yaml('p_peak: 5000 W', `p_peak: 5${' k'.repeat(5e5)}W`), 'p_peak'],
    ['a title of no end in another shape', yaml('title: Two homes', `title: [${'1,'.repeat(1e5)}1]`), 'title'],
  ])('%s', async (_what, files, where) => {
    const message = await complaint(files);
    expect(message).toContain(where);
    expect(message.length).toBeLessThan(4000);
  });
});
