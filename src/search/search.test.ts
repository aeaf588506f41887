import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { InputError, show } from '../../base/index.ts';
import { withFault } from '../disk/testing/faults.ts';
import { readCase, runCase } from '../index.ts';
import { type SearchOptions, type SearchResult, searchCase, searchJsonSchema } from './index.ts';
import { METHODS } from './method-names.ts';
import { altered, SEARCH, writeSearch } from './testing/study.ts';

const made: string[] = [];
const results = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'feederlab-search-'));
  made.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true });
});

const folder = writeSearch();
const search = (options: SearchOptions = {}, of = folder): Promise<SearchResult> =>
  searchCase(of, { out: results(), ...options });
const rowsOf = ({ csv }: SearchResult): Record<string, string>[] => parse(readFileSync(csv), { columns: true });

let all: SearchResult;
beforeAll(async () => {
  all = await search({ method: 'grid' });
});

describe('a search with a known answer', () => {
  it('evaluates every candidate of a grid that satisfies the inequality, and reports their number', () => {
    // (a, b) with a + b ≤ 10 in steps of 2: 6 + 5 + … + 1 = 21, at three sites each
    expect(all).toMatchObject({ combinations: 6 * 6 * 3, admitted: 63, evaluated: 63, known: 0, status: 'finished' });
    for (const row of rowsOf(all)) expect(Number(row['a_kw']) + Number(row['b_kw'])).toBeLessThanOrEqual(10);
  });

  it.each(METHODS)('puts the whole allowed size at the plant with more sun next to the load: %s', async (method) => {
    const { best } = method === 'grid' ? all : await search({ method });
    expect(best[0]!.values).toEqual({ a_kw: 10, b_kw: 0, site: 'd' });
    expect(best[0]!.value).toBe(all.best[0]!.value);
  });

  it('needs fewer runs than the grid by pattern search', async () => {
    const { evaluated } = await search({ method: 'pattern' });
    expect(evaluated).toBeLessThan(63 / 2);
  });

  it('minimises the indicator of a run of the same case', async () => {
    const set = ['devices.pv-a.p_peak_kw=10', 'devices.pv-*.bus=d'];
    const { indicators } = await runCase(await readCase(folder, { set }), { out: join(results(), 'run') });
    expect(all.best[0]!.value).toBe(indicators['energy_import_kwh']);
    expect(all.best[0]!.value).toBeGreaterThan(20 - 8); // losses come on top
  });

  it('measures the reduction against the reference variant, and shows the variants for comparison', () => {
    const [half] = all.beside;
    expect(all.against).toMatchObject({ variant: 'dark', reduction_percent: 0 });
    const share = (value: number) => 100 * (1 - value / all.against.value!);
    expect(half!.reduction_percent).toBeCloseTo(share(half!.value!), 10);
    expect(all.best[0]!.reduction_percent).toBeCloseTo(share(all.best[0]!.value), 10);
    expect(half!.value).toBeGreaterThan(all.best[0]!.value);
  });

  it('minimises an expression over indicators', async () => {
    const { best } = await search({ method: 'grid', minimise: '-energy_import_kwh + 0 * energy_loss_kwh' });
    expect(best[0]!.values).toEqual({ a_kw: 0, b_kw: 0, site: 'b' });
  });

  it('makes the changes of a named choice', async () => {
    const named = altered(
      /site: .*/,
      'site: { choices: { near: { devices.pv-*.bus: d }, far: { devices.pv-a.bus: b, devices.pv-b.bus: c } } }',
    );
    const { best } = await search({ method: 'grid' }, writeSearch(named));
    expect(best[0]!.values).toEqual({ a_kw: 10, b_kw: 0, site: 'near' });
    expect(best[0]!.value).toBe(all.best[0]!.value);
  });

  it('takes its sizes from a range without rounding errors of summation', async () => {
    const fine = altered('from: 0, to: 10, step: 2', 'from: 0, to: 0.3, step: 0.1');
    const rows = rowsOf(await search({ method: 'grid' }, writeSearch(fine)));
    expect([...new Set(rows.map((row) => row['a_kw']))]).toEqual(['0', '0.1', '0.2', '0.3']);
  });
});

describe('a swarm', () => {
  it('has the same results for the same seed, byte for byte, and another path for another seed', async () => {
    const [one, again, other] = await Promise.all(
      [3, 3, 4].map((seed) => search({ method: 'swarm', seed, evaluations: 15 })),
    );
    const text = ({ csv }: SearchResult) => readFileSync(csv, 'utf8');
    expect(text(again!)).toBe(text(one!));
    expect(text(other!)).not.toBe(text(one!));
  });
});

describe('several workers', () => {
  it.each(['grid', 'pattern', 'swarm'] as const)('change no byte of a search by %s', async (method) => {
    const call = { method, evaluations: 15 };
    const [one, three] = await Promise.all([1, 3].map((workers) => search({ ...call, workers })));
    expect({ ...three, csv: '' }).toEqual({ ...one, csv: '' });
    expect(readFileSync(three!.csv, 'utf8')).toBe(readFileSync(one!.csv, 'utf8'));
  });

  it('report the same problems of the axes, before anything is run', async () => {
    const wrong = writeSearch(altered('[b, c, d]', '[b, c, y]'));
    const reports = [1, 3].map(async (workers) => {
      const begun: string[] = [];
      const error = await search({ workers, onVariant: (name) => begun.push(name) }, wrong).catch((e: unknown) => e);
      expect(begun).toEqual([]);
      expect(error).toBeInstanceOf(InputError);
      return String(error);
    });
    const [one, three] = await Promise.all(reports);
    expect(three).toBe(one);
    expect(one).toContain('"y"  expected the name of a bus');
  });

  it('have a refused reference as one worker has it', async () => {
    // 40 MW are far beyond the loadability limit of a feeder of 0.4 kV
    const dark = altered('Without sun', 'Without sun, set: { devices.pv-a.p_peak_kw: 50000 }', 'case.yaml');
    const messages = [1, 3].map((workers) =>
      search({ workers }, writeSearch(dark)).then(
        () => '',
        (error: unknown) => String(error),
      ),
    );
    const [one, three] = await Promise.all(messages);
    expect(one).toMatch(/^RunError: dark, which candidates are compared with: 1 of 1 steps/);
    expect(three).toBe(one);
  });
});

describe('a resumed search', () => {
  it('runs nothing twice and has the same result', async () => {
    const out = results();
    const first = await search({ method: 'grid', out, evaluations: 20 });
    expect(first).toMatchObject({ status: 'limited', evaluated: 20 });
    const second = await search({ method: 'grid', out });
    expect(second).toMatchObject({ status: 'finished', evaluated: 43, known: 20 });
    expect(second.best).toEqual(all.best);
    expect(readFileSync(second.csv, 'utf8')).toBe(readFileSync(all.csv, 'utf8'));
    expect(await search({ method: 'pattern', out })).toMatchObject({ evaluated: 0 });
  });

  it('keeps what was run when it is interrupted', async () => {
    const out = results();
    const stop = new AbortController();
    const onProgress = (done: number) => done === 7 && stop.abort();
    const first = await search({ method: 'grid', out, signal: stop.signal, onProgress });
    expect(first).toMatchObject({ status: 'interrupted', evaluated: 7 });
    expect(rowsOf(first)).toHaveLength(7);
    expect(await search({ method: 'grid', out })).toMatchObject({ evaluated: 56, known: 7, best: all.best });
  });

  it('has an empty result when it is interrupted before the first candidate', async () => {
    const stop = new AbortController();
    const out = results();
    const printed: string[] = [];
    const onVariant = (name: string) => {
      printed.push(name);
      if (name === 'half') stop.abort();
    };
    const result = await search({ out, signal: stop.signal, onVariant });
    expect(printed).toEqual(['dark', 'half']);
    expect(result).toMatchObject({ status: 'interrupted', evaluated: 0, best: [], beside: [{ variant: 'half' }] });
    expect(existsSync(join(out, 'search.csv'))).toBe(false);
  });

  it('runs the candidate of a truncated line again', async () => {
    const out = results();
    const { csv } = await search({ method: 'grid', out, evaluations: 5 });
    truncateSync(csv, readFileSync(csv).length - 4);
    expect(await search({ method: 'grid', out })).toMatchObject({ evaluated: 59, known: 4 });
    expect(readFileSync(csv, 'utf8')).toBe(readFileSync(all.csv, 'utf8'));
  });

  it('refuses a folder of another running search, which continues undisturbed', async () => {
    const out = results();
    const both = await Promise.allSettled([search({ method: 'grid', out }), search({ method: 'grid', out })]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const [refused] = both.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(refused).toBeInstanceOf(InputError);
    expect(String(refused)).toMatch(/a search by process/);
    expect(readFileSync(join(out, 'search.csv'), 'utf8')).toBe(readFileSync(all.csv, 'utf8'));
  });

  it('names search.csv when the disk is full, and resumes from its content', async () => {
    const out = results();
    const full = withFault(out, { at: 20, how: 'ENOSPC' }, () => search({ method: 'grid', out }));
    expect(String((await full).error)).toMatch(/search\.csv could not be written: .*ENOSPC/);
    const { evaluated, known } = await search({ method: 'grid', out });
    expect(known).toBeGreaterThan(0);
    expect(evaluated + known).toBe(63);
    expect(readFileSync(join(out, 'search.csv'), 'utf8')).toBe(readFileSync(all.csv, 'utf8'));
  });

  it('runs candidates with other inputs again', async () => {
    const out = results();
    await search({ method: 'grid', out });
    const dearer = writeSearch(altered('20,0', '21,0', 'loads.csv'));
    expect(await search({ method: 'grid', out }, dearer)).toMatchObject({ evaluated: 63, known: 0 });
    expect(await search({ method: 'grid', out, minimise: 'energy_loss_kwh' })).toMatchObject({
      evaluated: 63,
      known: 0,
    });
  });

  it('does not change a table of other names', async () => {
    const out = results();
    writeFileSync(join(out, 'search.csv'), 'inputs,x,value,failure\n');
    await expect(search({ out })).rejects.toThrow(/search.csv:1 .*the names searched over have changed/s);
    expect(readFileSync(join(out, 'search.csv'), 'utf8')).toBe('inputs,x,value,failure\n');
  });

  it('refuses an invalid line', async () => {
    const out = results();
    const { csv } = await search({ method: 'grid', out, evaluations: 2 });
    appendFileSync(csv, 'abc,0,0,b,cheap,\n');
    await expect(search({ out })).rejects.toThrow(/search.csv:4/);
  });
});

describe('candidates whose run fails', () => {
  // 40 MW are far beyond the loadability limit of a feeder of 0.4 kV
  const free = altered(/a_kw: { from: 0, to: 10, step: 2(.*)subject_to[^\n]*/s, 'a_kw: { values: [0, 10, 50000]$1');

  it('have no value, and search.csv has the reason', async () => {
    const result = await search({ method: 'grid' }, writeSearch(free));
    expect(result.failed).toBe(18);
    for (const row of rowsOf(result).filter(({ a_kw }) => a_kw === '50000'))
      expect(row).toMatchObject({ value: '', failure: expect.stringMatching(/^1 of 1 steps/) });
    expect(result.best[0]!.values).toMatchObject({ a_kw: 10, b_kw: 10 });
  });
});

describe('search.yaml', () => {
  const problems = async (from: string | RegExp, to: string, options: SearchOptions = {}) => {
    const error = await search(options, writeSearch(altered(from, to))).then(
      () => undefined,
      (e: unknown) => e,
    );
    if (!(error instanceof InputError)) throw error ?? new Error('the search was accepted');
    return error.problems.map(({ where, found, expected }) => `${where} | ${show(found)} | ${expected}`).join('\n');
  };

  it.each([
    [
      'no indicator',
      'energy_import_kwh',
      'energy_imprt_kwh',
      'search.yaml:1:11, minimise | "energy_imprt_kwh" | one of',
    ],
    ['a variant unknown', 'against: dark', 'against: drk', 'search.yaml:2:10, against | "drk" | a variant: dark, half'],
    ['a name unknown', 'a_kw + b_kw', 'a_kw + c_kw', 'search.yaml:8:15, subject_to.0 | "c_kw" | one of'],
    ['a sum for an inequality', 'b_kw <= 10', 'b_kw', 'subject_to.0 | "a_kw + b_kw" | an inequality'],
    ['a limit that excludes all', '<= 10', '< 0', 'over | "108 combinations, none of which keeps subject_to"'],
    [
      'a path without target',
      'devices.pv-a.p',
      'devices.pv-x.p',
      'search.yaml:5:68, over.a_kw.set.devices.pv-x.p_peak_kw | "devices.pv-x" | the number',
    ],
    ['a bus the network has not', '[b, c, d]', '[b, c, x]', 'over.site.set.devices.pv-*.bus | "x" | the name of a bus'],
    [
      'a size below 0',
      'values: [0, 2',
      'values: [-1, 2',
      'over.b_kw.set.devices.pv-b.p_peak_kw | -1 | a number of at least 0',
    ],
    ['sizes out of order', '[0, 2, 4', '[2, 0, 4', 'over.b_kw.values | [2,0,4,6,8,10] | sizes in rising order'],
    ['a range without a step', 'to: 10, step: 2', 'to: 10', 'over.a_kw.from | 0 | from, to and step together'],
    ['a range upside down', 'from: 0, to: 10', 'from: 12, to: 10', 'over.a_kw.to | 10 | at least from, 12'],
    [
      'two forms of one dimension',
      'choices:',
      'values: [1], choices:',
      'over.site.values | [1] | one of values, choices',
    ],
    [
      'a name without effect',
      'p_peak_kw: b_kw',
      'p_peak_kw: 2',
      'search.yaml:6:3, over.b_kw | "b_kw" | a name that some `set` uses',
    ],
    ['a name no expression can hold', 'site:', '"the site":', 'over.the site | "the site" | a name of letters'],
    [
      'more than arithmetic',
      'p_peak_kw: b_kw',
      'p_peak_kw: "f(x) = b_kw"',
      'over.b_kw.set.devices.pv-b.p_peak_kw | "f(x) = b_kw"',
    ],
    [
      'a method unknown',
      'swarm:',
      'method: genetic\nswarm:',
      'search.yaml:9:9, method | "genetic" | one of grid, swarm, pattern',
    ],
    ['a key unknown', 'subject_to', 'subjekt_to', 'search.yaml:8:1, subjekt_to | "subjekt_to" | one of'],
    ['no YAML', 'over:', 'over: [', 'search.yaml:'],
  ])('with %s is refused with the place of the fault', async (_name, from, to, words) => {
    expect(await problems(from, to)).toContain(words);
  });

  it('with a fault in a long list is refused with its place, before a variant is run', async () => {
    const plants = Array.from(
      { length: 9 },
      (_, i) => `{ id: more-${i}, kind: pv, bus: b, p_peak_kw: 1, profile: bright }`,
    );
    const free = ['pv-a', 'pv-b'].map((id) => `{ id: ${id}, kind: pv, bus: b, p_peak_kw: 0, profile: bright }`);
    const devices = [...plants, '{ id: wrong, bus: b, kind: x }', ...free].join(', ');
    const ran: string[] = [];
    const wrong = problems('over:', `set: { devices: [ ${devices} ] }\nover:`, {
      onVariant: (name) => ran.push(name),
    });
    expect(await wrong).toMatch(/^search\.yaml:4:\d+, set\.devices\.9\.kind \| "x" \| a kind of device/);
    expect(ran).toEqual([]);
  });

  it.each(['from: 0, to: 1e12, step: 1', 'from: -1e308, to: 1e308, step: 1', 'from: 0, to: 1, step: 1e-300'])(
    'is refused for sizes without end: %s',
    async (range) => {
      const text = await problems('from: 0, to: 10, step: 2', range);
      expect(text).toContain('a step that gives at most 1000000 sizes');
    },
  );

  it('is refused for a grid of more than a million combinations', async () => {
    const text = await problems('from: 0, to: 10, step: 2', 'from: 0, to: 10, step: 0.0001', { method: 'grid' });
    expect(text).toContain('100001 · 6 · 3 = 1800018 combinations');
  });

  it('has a JSON Schema for editors with the keys of its documentation', () => {
    const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
    const [, shown] = /^```yaml\n([\s\S]*?)^```$/m.exec(readFileSync(at('docs/search.md'), 'utf8'))!;
    const schema = searchJsonSchema() as {
      properties: Record<string, { additionalProperties: { properties: object } }>;
    };
    const { over, ...rest } = parseYaml(shown!) as { over: Record<string, object> };
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(Object.keys(rest)));
    const known = Object.keys(schema.properties['over']!.additionalProperties.properties);
    for (const entry of Object.values(over)) expect(known).toEqual(expect.arrayContaining(Object.keys(entry)));
  });

  it('that is missing is reported', async () => {
    const { 'search.yaml': _, ...without } = SEARCH;
    await expect(search({}, writeSearch(without))).rejects.toThrow(/search.yaml.*a file that exists/s);
  });
});
