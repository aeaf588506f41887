import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError, RunError, show } from '../../base/index.ts';
import { type Folder, writeFolder } from '../case/testing/folder.ts';
import { withFault } from '../disk/testing/faults.ts';
import { writeProject } from '../plugins/testing/modules.ts';
import type { RunsState } from '../pool/index.ts';
import { FAULTY } from '../pool/testing/faulty.ts';
import { deviationInWords, type Scorecard, scoreCase, scoreCases, summaryOf, writeScorecard } from './index.ts';
import { altered, STUDY, temporaryResults, writeStudy } from './testing/study.ts';

const results = temporaryResults();
afterAll(() => rmSync(results, { recursive: true }));

const score = (study: Folder = STUDY): Promise<Scorecard> => scoreCase(writeStudy(study), { results });
const ours = ({ rows }: Scorecard) => Object.fromEntries(rows.map((row) => [row.id, row.ours]));
const statuses = ({ rows }: Scorecard) => Object.fromEntries(rows.map((row) => [row.id, row.status]));
const rowOf = ({ rows }: Scorecard, id: string) => rows.find((row) => row.id === id)!;

let card: Scorecard;
beforeAll(async () => {
  card = await score();
});

describe('the scorecard of a study', () => {
  it('has one row for each result and text claim, in the order of the ledger, with values worked out by hand', () => {
    expect(ours(card)).toEqual({
      'x.energy': 22.4,
      'x.sun-energy': 7,
      'x.sun-share': 31.25,
      'x.peak-hour': 10,
      'x.sun-helps': true,
      'x.half': 11.2,
      'x.twice': 22.4,
    });
  });

  it('repeats the remarks of its runs, on its page too', async () => {
    expect(card.runs.flatMap(({ remarks }) => remarks)).toEqual([]);
    const out = altered('case.yaml', 'loads: loads.csv }', 'loads: loads.csv, out_of_service: [bc] }');
    const without = await score(altered('case.yaml', 'kind: pv, bus: c', 'kind: pv, bus: b', out));
    for (const { remarks } of without.runs) expect(remarks.map(({ text }) => text).join()).toContain('without supply');
    const { page } = await writeScorecard(without, results);
    expect(readFileSync(page, 'utf8')).toContain('without supply');
  });

  it('has the status exact, inferred, fitted, pattern, missed or contradicted by the rules of docs/scorecard.md', () => {
    expect(statuses(card)).toEqual({
      'x.energy': 'exact',
      'x.sun-energy': 'inferred',
      'x.sun-share': 'fitted',
      'x.peak-hour': 'pattern',
      'x.sun-helps': 'pattern',
      'x.half': 'missed',
      'x.twice': 'contradicted',
    });
    expect(summaryOf(card)).toBe(
      'study: 7 rows: 4 evidence (1 exact, 1 inferred, 2 pattern), 1 no evidence (1 fitted, 0 by-construction), 1 contradicted, 1 missed',
    );
  });

  it('has the deviation in the unit of the row, its inputs, and the residual of a contradiction', () => {
    expect(rowOf(card, 'x.sun-energy')).toEqual({
      id: 'x.sun-energy',
      published: 7.1,
      ours: 7,
      unit: 'kWh',
      deviation: -0.1,
      status: 'inferred',
      sides: null,
      provenance: [
        { id: 'shapes.sun', provenance: 'inferred' },
        { id: 'pv.p_peak', provenance: 'published' },
      ],
      note: '',
    });
    expect(rowOf(card, 'x.twice').note).toBe(
      'Table 3 has 22.4, -1 from it; ours, 22.4, agrees with the left side: 0 from the left side (22.4), −1 from the right side (23.4)',
    );
    expect(card.rows.map(deviationInWords)).toEqual(['0 %', '−1.41 %', '−0.16 %', '0 %', '', '+9.80 %', '−4.27 %']);
  });

  it('is written next to the runs as CSV and as a self-contained page', async () => {
    const { csv, page } = await writeScorecard(card, results);
    const rows = parse(readFileSync(csv), { columns: true }) as Record<string, string>[];
    expect(rows.map(({ id, status }) => `${id} ${status}`)).toEqual(card.rows.map((r) => `${r.id} ${r.status}`));
    expect(rows[1]).toMatchObject({ published: '7.1', ours: '7', deviation: '-0.1' });
    const html = readFileSync(page, 'utf8');
    for (const { id } of card.rows) expect(html).toContain(id);
    for (const { dir } of card.runs) expect(html).toContain(`href="${dir.split('/').at(-1)}/report.html"`);
    for (const [, target] of html.matchAll(/href="#([^"]+)"/g)) expect(html).toContain(`id="${target}"`);
    for (const [, picture] of html.matchAll(/href="(plots[^"]+)"/g))
      expect(existsSync(join(dirname(page), picture!)), picture).toBe(true);
    expect(html.match(/<figure /g)).toHaveLength(3); // import, devices, network: this study has no storage
    const still = html.replaceAll(/<script[\s\S]*?<\/script>/g, ''); // draw.test.ts checks the scripts
    expect(still).not.toMatch(/(src|href)="https?:|@import|<script|undefined|NaN/);
    expect(html).not.toMatch(/<script src/);
  });

  it('is written by one of two processes at a time', async () => {
    const both = await Promise.allSettled([writeScorecard(card, results), writeScorecard(card, results)]);
    const refused = both.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(refused).toHaveLength(1);
    expect(refused[0]).toBeInstanceOf(InputError);
    expect(String(refused[0])).toMatch(/a scorecard being written by process/);
  });

  it('is the old or the new one, file by file, when the disk is full, and the message names the file', async () => {
    const { csv, page } = await writeScorecard(card, results);
    const before = [csv, page].map((file) => readFileSync(file, 'utf8'));
    const write = () => writeScorecard(card, results);
    const { count } = await withFault(results, { at: Number.POSITIVE_INFINITY, how: 'ENOSPC' }, write);
    for (const at of [2, count - 12, count - 9, count - 6]) {
      const { error } = await withFault(results, { at, how: 'ENOSPC' }, write);
      expect(String(error), `operation ${at}`).toMatch(/could not be written: .*ENOSPC/);
      expect([csv, page].map((file) => readFileSync(file, 'utf8'))).toEqual(before);
      expect(readdirSync(dirname(csv)).filter((name) => name.startsWith('.'))).toEqual([]);
    }
  });
});

describe('no row is green by construction', () => {
  it('an input changed by 5 % changes every row that depends on it, and no other', async () => {
    const brighter = await score(altered('case.yaml', '4 kW', '4.2 kW'));
    const moved = card.rows.filter(({ id, ours: before }) => rowOf(brighter, id).ours !== before).map(({ id }) => id);
    expect(moved).toEqual(['x.sun-energy', 'x.sun-share']);
    expect(statuses(brighter)).toMatchObject({ 'x.sun-energy': 'missed', 'x.sun-share': 'missed' });
    const heavier = await score(altered('loads.csv', 'lb,b,5', 'lb,b,5.25'));
    expect(statuses(heavier)).toMatchObject({
      'x.energy': 'missed',
      'x.sun-share': 'missed',
      'x.sun-energy': 'inferred',
    });
  });

  it('a changed published number changes a status, never a value of ours', async () => {
    const ledger = String(STUDY['published.csv']);
    const numbers = [...ledger.matchAll(/feeder,([\d.]+),/g)].map((match) => match[1]!);
    expect(numbers.length).toBeGreaterThan(5);
    for (const number of numbers) {
      const other = altered('published.csv', `feeder,${number},`, `feeder,${Number(number) * 2},`);
      expect(ours(await score(other))).toEqual(ours(card));
    }
    const other = await score(altered('published.csv', ',22.4,', ',44.8,'));
    expect(statuses(other)['x.energy']).toBe('missed');
  });

  it('a deviation within rounding is no contradiction', async () => {
    const within = await score(altered('published.csv', ',23.4,', ',22.5,'));
    expect(statuses(within)['x.twice']).toBe('missed');
    const gone = await score(altered('published.csv', ',23.4,', ',22.4,'));
    expect(statuses(gone)['x.twice']).toBe('exact');
  });

  it('a row that an input was fitted to is fitted, and missed where it does not agree', async () => {
    const fitted = altered('inputs.csv', '"Table 1",'.replaceAll('"', ''), 'Table 1,x.energy; x.half');
    expect(statuses(await score(fitted))).toMatchObject({ 'x.energy': 'fitted', 'x.half': 'missed' });
  });

  it('a row computed from fitted numbers alone is fitted, through formulas and in the same run', async () => {
    const fitted = (to: string) => altered('inputs.csv', ',x.sun-share', `,${to}`);
    expect(statuses(await score(fitted('x.sun-energy; x.energy')))).toMatchObject({
      'x.energy': 'fitted',
      'x.sun-energy': 'fitted',
      'x.sun-share': 'fitted',
      'x.sun-helps': 'pattern', // another number of the runs
    });
    expect(statuses(await score(fitted('x.sun-energy')))).toMatchObject({
      'x.sun-share': 'inferred', // one of its two numbers is free
    });
    expect(statuses(await score(fitted('x.*energy')))['x.sun-share']).toBe('fitted');
  });

  it('a row that follows from fitted numbers by an identity is fitted, and not where one of them is not fitted', async () => {
    const following = (ids: string) =>
      altered('score.yaml', 'claim: pattern, ours: import', `follows: [${ids}], ours: import`);
    expect(statuses(await score(following('x.sun-share')))['x.sun-helps']).toBe('fitted');
    expect(statuses(await score(following('x.sun-share, x.energy')))['x.sun-helps']).toBe('pattern');
  });

  it('a row that is true by construction has this status, with the reason, and is missed where it is not true', async () => {
    const said = (row: string) => altered('score.yaml', row, `${row} by_construction: the only load,`);
    const card = await score(said('x.energy: { of: [dark, sunny],'));
    expect(rowOf(card, 'x.energy')).toMatchObject({ status: 'by-construction', note: 'the only load' });
    expect(statuses(await score(said('x.half: { of: dark,')))['x.half']).toBe('missed');
  });

  it('a truth value is a pattern for any claim of the row', async () => {
    const claimed = altered('score.yaml', 'claim: pattern, ours: import', 'ours: import');
    expect(statuses(await score(claimed))['x.sun-helps']).toBe('pattern');
  });

  it('a dash is 0 with the digits of its table, and a plain 0 has no rounding', async () => {
    const printed = (value: string, ours: string) =>
      altered(
        'published.csv',
        'feeder,7.1,',
        `feeder,${value},`,
        altered('score.yaml', "ours: -sum(sun('sunny')), tolerance: 2 %", `ours: ${ours}`),
      );
    const of = async (value: string, ours: string) => statuses(await score(printed(value, ours)))['x.sun-energy'];
    expect(await of('–', "0.049 + 0 * sum(sun('sunny'))")).toBe('inferred'); // the table prints 22.4 kWh
    expect(await of('–', "0.051 + 0 * sum(sun('sunny'))")).toBe('missed');
    expect(await of('0', "0.0000009 + 0 * sum(sun('sunny'))")).toBe('inferred');
    expect(await of('0', "0.0000011 + 0 * sum(sun('sunny'))")).toBe('missed');
  });

  it.each([
    ['with the left side', 'energy + 0', 'contradicted', 'left'],
    ['with the right side', 'energy + 1', 'contradicted', 'right'],
    ['with neither: missed', 'energy + 9', 'missed', 'neither'],
  ])('a contradicted row has the side with which ours agrees: %s', async (_what, ours, status, agrees) => {
    const row = altered('score.yaml', /(x\.twice:\n {4}of: dark\n {4}ours:) energy/, `$1 ${ours}`);
    const { sides, status: is } = rowOf(await score(row), 'x.twice');
    expect(is).toBe(status);
    expect(sides).toMatchObject({ left: 22.4, right: 23.4, agrees });
  });

  it('all runs of a row must agree; the note has the value of each', async () => {
    const differing = altered('score.yaml', 'ours: energy, rests_on: [loads', 'ours: import, rests_on: [loads');
    const row = rowOf(await score(differing), 'x.energy');
    expect(row.status).toBe('missed');
    expect(row.note).toMatch(/^by run: dark 22\.\d+, sunny 15\.\d+$/);
  });

  it('`holds` must be true', async () => {
    const beside = (holds: string) =>
      altered('score.yaml', 'claim: pattern, ours: "first', `claim: pattern, holds: "${holds}", ours: "first`);
    expect(statuses(await score(beside('ours == 10 and all(load > 0)')))['x.peak-hour']).toBe('pattern');
    expect(statuses(await score(beside('ours == 11')))['x.peak-hour']).toBe('missed');
  });

  it('a value that no run has is missed, with the reason', async () => {
    const unknown = await score(altered('score.yaml', 'first(hour, load == max(load))', 'first(hour, load > 99)'));
    expect(rowOf(unknown, 'x.peak-hour')).toMatchObject({ ours: null, deviation: null, status: 'missed' });
    expect(rowOf(unknown, 'x.peak-hour').note).toMatch(/holds nowhere/);
  });
});

describe('runs', () => {
  it('are made once for the same inputs, one folder for each variant', async () => {
    const folders = card.runs.map(({ dir }) => dir);
    expect(folders.map((dir) => dir.split('/').at(-1))).toEqual([
      expect.stringMatching(/^dark-uncontrolled-[0-9a-f]{8}$/),
      expect.stringMatching(/^sunny-uncontrolled-[0-9a-f]{8}$/),
    ]);
    const past = new Date(0);
    for (const dir of folders) utimesSync(join(dir, 'manifest.json'), past, past);
    await score();
    for (const dir of folders) expect(statSync(join(dir, 'manifest.json')).mtime).toEqual(past);
  });

  it('that were interrupted are resumed from their last checkpoint, to the bytes of uninterrupted runs', async () => {
    const shapes = Array.from(
      { length: 72 },
      (_, k) => `${k},${[0.4, 0.6, 1, 0.8][k % 4]},${[0, 0.5, 1, 0.25][k % 4]}\n`,
    );
    const long = writeStudy({
      ...altered('case.yaml', 'steps: 4', 'steps: 72'),
      'shapes.csv': `hour,use_pu,sun_pu\n${shapes.join('')}`,
    });
    const [own, other] = [temporaryResults(), temporaryResults()];
    const stop = new AbortController();
    const onRuns = ({ running }: RunsState) => running[0]?.done === 60 && stop.abort();
    const interrupted = scoreCase(long, { results: own, signal: stop.signal, onRuns });
    await expect(interrupted).rejects.toThrow(/after 60 of 72 steps/);
    const begun = new Map<string, number>();
    const again = ({ running: [run] }: RunsState) =>
      run && run.total > 0 && !begun.has(run.name) && begun.set(run.name, run.done);
    const { runs } = await scoreCase(long, { results: own, onRuns: again });
    // with a start at 08:00 the days begin after 16, 40 and 64 hours
    expect([...begun]).toEqual([
      ['dark', 40],
      ['sunny', 0],
    ]);
    const whole = await scoreCase(long, { results: other });
    for (const [i, { dir }] of runs.entries()) {
      for (const name of ['groups.csv', 'grid.csv', 'indicators.csv'])
        expect(readFileSync(join(dir, name), 'utf8')).toBe(readFileSync(join(whole.runs[i]!.dir, name), 'utf8'));
    }
    rmSync(own, { recursive: true });
    rmSync(other, { recursive: true });
  });

  it('that were interrupted and then damaged are refused, and the message names the folder to delete', async () => {
    const own = temporaryResults();
    const study = writeStudy();
    const stop = new AbortController();
    const onRuns = ({ running }: RunsState) => running[0]?.done === 1 && stop.abort();
    const interrupted = scoreCase(study, { results: own, signal: stop.signal, onRuns });
    await expect(interrupted).rejects.toThrow(/after 1 of 4 steps/);
    const [dir] = readdirSync(join(own, 'study'));
    writeFileSync(join(own, 'study', dir!, 'checkpoint.json'), '{');
    await expect(scoreCase(study, { results: own })).rejects.toThrow(
      /a damaged file[\s\S]*delete .*dark-uncontrolled-/,
    );
    rmSync(own, { recursive: true });
  });

  it('are made by several workers as by one: the same scorecards byte for byte, of several cases too', async () => {
    const brighter = writeFolder(
      Object.fromEntries(
        Object.entries(altered('case.yaml', '4 kW', '4.2 kW')).map(([name, text]) => [join('brighter', name), text]),
      ),
    );
    const studies = [writeStudy(), join(brighter, 'brighter')];
    const scored = async (workers: number) => {
      const own = temporaryResults();
      const states: RunsState[] = [];
      const cards = await scoreCases(studies, { results: own, workers, onRuns: (state) => states.push(state) });
      expect(states.at(-1)).toEqual({ done: 4, failed: 0, total: 4, running: [] });
      const files: string[] = [];
      for (const one of cards) files.push(...Object.values(await writeScorecard(one, own)));
      const texts = files.map((file) => readFileSync(file, 'utf8'));
      rmSync(own, { recursive: true });
      return { rows: cards.map(({ rows }) => rows), texts };
    };
    const [one, two] = [await scored(1), await scored(2)];
    expect(two).toEqual(one);
    expect(one.rows[0]).toEqual(card.rows);
    expect(one.rows[1]).not.toEqual(card.rows);
  });

  it('of the case with the most steps and devices are made first', async () => {
    const own = temporaryResults();
    const shorter = Object.entries(altered('case.yaml', 'steps: 4', 'steps: 2'));
    const short = writeFolder(Object.fromEntries(shorter.map(([name, text]) => [join('short', name), text])));
    const begun = new Set<string>();
    const onRuns = ({ running }: RunsState) => running.forEach(({ name }) => void begun.add(name));
    const scored = scoreCases([join(short, 'short'), writeStudy()], { results: own, plots: 'none', onRuns });
    await scored.catch(() => {}); // the rows of the study need four steps
    expect([...begun].map((name) => name.split(' ')[0])).toEqual(['study', 'study', 'short', 'short']);
    rmSync(own, { recursive: true });
  });

  it('of a worker that is killed are named, and the other runs are kept', async () => {
    const own = temporaryResults();
    const faulty = altered(
      'case.yaml',
      /variants:[\s\S]*$/,
      'controllers: [{ kind: faulty, fault: none }]\nuse: [./faulty.js]\nvariants:\n  dark: { title: Killed, set: { controllers.faulty.fault: kill } }\n  sunny: { title: With sun }\n',
    );
    const study = writeProject({ ...faulty, 'faulty.js': FAULTY.replace('k >= 5', 'k >= 2') });
    const call = { results: own, workers: 2, trust: true, plots: 'none' } as const;
    await expect(scoreCase(study, call)).rejects.toThrow(/^dark: its worker process was killed/);
    const finished = readdirSync(join(own, basename(study))).filter((run) =>
      existsSync(join(own, basename(study), run, 'indicators.csv')),
    );
    expect(finished).toEqual([expect.stringMatching(/^sunny-faulty-/)]);
    rmSync(own, { recursive: true });
  });

  it('may have no pictures, and get them when a scorecard that shows them is requested', async () => {
    const own = temporaryResults();
    const study = writeStudy();
    const { runs, rows } = await scoreCase(study, { results: own, plots: 'none' });
    expect(runs.map(({ dir }) => existsSync(join(dir, 'report.html')))).toEqual([false, false]);
    expect(rows).toEqual(card.rows);
    await scoreCase(study, { results: own });
    expect(runs.map(({ dir }) => existsSync(join(dir, 'report.html')))).toEqual([true, true]);
    rmSync(own, { recursive: true });
  });

  it('for comparison are in addition to the variants, and are not counted as scenarios', async () => {
    const compared = altered(
      'score.yaml',
      'measures:',
      'runs: { bright: { variant: sunny, set: { devices.pv-c.p_peak: 8 kW } } }\nmeasures:',
      altered('score.yaml', '-100 * sum(sun) / sum(load)', "-sum(sun('bright')) / count(across(import > 0))"),
    );
    const more = await score(compared);
    expect(more.runs.map(({ name }) => name)).toEqual(['dark', 'sunny', 'bright']);
    expect(rowOf(more, 'x.sun-share').ours).toBe(7);
  });

  it('of a case without variants are one', async () => {
    const single = altered(
      'case.yaml',
      /variants:[\s\S]*$/,
      '',
      altered('score.yaml', /of: (\[dark, sunny\]|dark|sunny)/g, 'of: run'),
    );
    const rows = altered('score.yaml', /\('(sunny|dark)'\)/g, '', single);
    const one = await score(rows);
    expect(one.runs.map(({ name }) => name)).toEqual(['run']);
    expect(statuses(one)).toMatchObject({ 'x.energy': 'exact', 'x.sun-helps': 'missed' });
  });

  it('that could not be solved give a RunError', async () => {
    const overloaded = altered('loads.csv', 'lb,b,5', 'lb,b,50000');
    await expect(score(overloaded)).rejects.toThrow(RunError);
    await expect(score(overloaded)).rejects.toThrow(/4 of 4 steps could not be solved/);
  });

  it('whose folder was damaged are refused, with a message', async () => {
    const own = temporaryResults();
    const study = writeStudy();
    const { runs } = await scoreCase(study, { results: own });
    const table = join(runs[0]!.dir, 'groups.csv');
    const text = readFileSync(table, 'utf8');
    writeFileSync(table, text.replace(',load,1,', ',load,1,1'));
    await expect(scoreCase(study, { results: own })).rejects.toThrow(/groups\.csv[\s\S]*as the run wrote it/);
    rmSync(table);
    await expect(scoreCase(study, { results: own })).rejects.toThrow(/groups\.csv[\s\S]*a table of the run/);
    writeFileSync(join(runs[0]!.dir, 'manifest.json'), '{');
    await expect(scoreCase(study, { results: own })).rejects.toThrow(InputError);
    rmSync(own, { recursive: true });
  });
});

describe('a scorecard that cannot be computed is refused, all problems at once, and nothing is run', () => {
  const problems = async (study: Folder): Promise<string[]> => {
    const own = temporaryResults();
    const error = await scoreCase(writeStudy(study), { results: own }).catch((e: unknown) => e);
    expect(readdirSync(own)).toEqual([]);
    rmSync(own, { recursive: true });
    if (!(error instanceof InputError)) throw error;
    return error.problems.map((p) => [p.where, show(p.found), p.expected, ...(p.hint ? [p.hint] : [])].join(' | '));
  };
  const yaml = (from: string | RegExp, to: string) => altered('score.yaml', from, to);

  it.each<[string, Folder, ...(string | RegExp)[]]>([
    [
      'a published row without answer',
      yaml(/ {2}x\.half.*\n/, ''),
      /^published\.csv:8 \| "x\.half" \| a row of score\.yaml/,
    ],
    [
      'an answer to nothing',
      yaml('x.half:', 'x.halve:'),
      /^published\.csv:8/,
      /rows\.x\.halve \| "x\.halve" .* did you mean x\.half\?/,
    ],
    [
      'an answer to an input',
      yaml('rows:', 'rows:\n  x.load: { of: dark, ours: energy, rests_on: [shapes.use] }'),
      /x\.load \| "x\.load" \| the id of a result or text-claim/,
    ],
    [
      'a value of ours from no run',
      yaml('ours: energy / 2', 'ours: 10.2'),
      /x\.half\.ours \| .* \| a value that comes from a run/,
    ],
    [
      'a value of ours from what was published',
      yaml('ours: energy / 2', "ours: published('x.half') + 0 * energy"),
      /ours comes from runs alone/,
    ],
    [
      'a measure that is none',
      yaml('ours: energy / 2', 'ours: enrgy / 2'),
      /"enrgy" \| one of load, .* did you mean energy\?/,
    ],
    [
      'a run that is none',
      yaml("import('sunny')", "import('sunyn')"),
      /"sunyn" \| a run of the study: dark, sunny \| did you mean sunny\?/,
    ],
    ['a run that is none, named by of', yaml('of: dark', 'of: drak'), /x\.half\.of \| "drak" \| a run/],
    ['a row that says of no run', yaml('x.half: { of: dark, ', 'x.half: { '), /x\.half\.ours .*of:/],
    [
      'an input that is none',
      yaml('rests_on: [shapes.sun]', 'rests_on: [shapes.snu]'),
      /rests_on\.0 \| "shapes\.snu" .* did you mean shapes\.sun\?/,
    ],
    [
      'a formula that knows a later measure',
      yaml('formula: sum(load)', 'formula: sum(later)'),
      /measures\.energy\.formula \| "later"/,
    ],
    [
      'a measure of two kinds',
      yaml('{ indicator: energy_import_kwh }', '{ indicator: energy_import_kwh, formula: 1 }'),
      /measures\.import.* one of indicator, table and formula/,
    ],
    [
      'a name that is taken',
      yaml('measures:', 'measures:\n  round: { indicator: energy_import_kwh }'),
      /measures\.round \| "round" \| a name that is not taken/,
    ],
    [
      'a key that is none',
      yaml('claim: pattern, ours: import', 'clam: pattern, ours: import'),
      /clam .* did you mean claim\?/,
    ],
    [
      'a tolerance that is none',
      yaml('tolerance: 2 %', 'tolerance: two'),
      /tolerance \| "two" \| a number in the unit of the row, or a share/,
    ],
    [
      'a row that follows from nothing published',
      yaml('claim: pattern, ours: import', 'follows: [x.sun-shar], ours: import'),
      /x\.sun-helps\.follows\.0 \| "x\.sun-shar" .* did you mean x\.sun-share\?/,
    ],
    [
      'a dash in a table without numbers',
      altered(
        'published.csv',
        'Section 4,the sun lowers the import,feeder,true',
        'Section 9,the sun lowers the import,feeder,–',
      ),
      /^published\.csv:7, value \| "–" \| a dash in a table that prints numbers/,
    ],
    [
      'a number fitted to nothing',
      altered('inputs.csv', 'x.sun-share', 'x.sun-shar'),
      /^inputs\.csv, shapes\.sun, fitted_to \| "x\.sun-shar" .* did you mean x\.sun-share\?/,
    ],
    [
      'a role that is none',
      altered('published.csv', 'boolean,text-claim', 'boolean,txt-claim'),
      /^published\.csv:7, role \| "txt-claim" .* did you mean text-claim\?/,
    ],
    [
      'a published id twice',
      altered('published.csv', 'x.half', 'x.energy'),
      /^published\.csv:8, id \| "x\.energy" \| each id once/,
    ],
  ])('%s', async (_what, study, ...expected) => {
    expect(await problems(study)).toEqual(expected.map((line) => expect.stringMatching(line)));
  });

  it('a missing ledger or score.yaml is reported', async () => {
    const without = (name: string) => Object.fromEntries(Object.entries(STUDY).filter(([file]) => file !== name));
    expect(await problems(without('published.csv'))).toEqual([
      expect.stringMatching(/published\.csv.*a file that exists/),
    ]);
    expect(await problems(without('score.yaml'))).toEqual([expect.stringMatching(/score\.yaml.*a file that exists/)]);
  });

  it.each([
    [
      'an indicator no run has',
      yaml('energy_import_kwh', 'energy_imprt_kwh'),
      /measures\.import\.indicator[\s\S]*energy_import_kwh/,
    ],
    ['a table no run has', yaml('table: groups', 'table: groops'), /measures\.load\.table[\s\S]*groups/],
    ['a column the table has not', yaml('column: p_kw', 'column: p_mw'), /p_mw[\s\S]*a column of groups\.csv/],
    ['a filter on a column the table has not', yaml('kind: load', 'kin: load'), /found "kin"/],
  ])('%s is reported after the runs', async (_what, study, says) => {
    await expect(score(study)).rejects.toThrow(InputError);
    await expect(score(study)).rejects.toThrow(says);
  });
});
