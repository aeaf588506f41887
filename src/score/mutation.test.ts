// A row that no input moves says nothing of the model. Each study is run with the inputs that are not published changed; every
// row has to move with some of them, except those that are true by construction, and those from published inputs alone that are exact
// or no evidence.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { readCase } from '../case/index.ts';
import type { Folder } from '../case/testing/folder.ts';
import { packageFolder } from '../package.ts';
import { matcher } from '../patterns.ts';
import { SCORE_FILE, scoreCase } from './index.ts';
import { readReference } from './judge/reference.ts';
import { GROUPS, UNCHANGED } from './testing/groups.ts';
import { type Mutation, mutated, still } from './testing/mutations.ts';
import { altered, STUDY, writeStudy } from './testing/study.ts';

const root = fileURLToPath(packageFolder());
const studies = readdirSync(join(root, 'cases')).filter((name) => existsSync(join(root, 'cases', name, SCORE_FILE)));
const results = mkdtempSync(join(tmpdir(), 'feederlab-mutations-'));
afterAll(() => rmSync(results, { recursive: true }));

/** Scores a case with its inputs changed. */
async function scored(folder: string, mutation: Mutation) {
  const copy = mutated(folder, mutation);
  const card = await scoreCase(copy, { results, draw: false });
  rmSync(dirname(copy), { recursive: true });
  return card;
}

it('a row that nothing moves is found: a constant that only looks computed', async () => {
  const dark = { columns: { 'shapes.sun_pu': { times: 0 } } };
  const found = async (study: Folder) => {
    const folder = writeStudy(study);
    const { rows } = await scored(folder, {});
    const before = rows.map((row) => ({ ...row, published: String(row.published), ours: String(row.ours) }));
    return still(before, [(await scored(folder, dark)).rows]);
  };
  const planted = altered('score.yaml', "ours: -sum(sun('sunny'))", "ours: 7 + 0 * sum(sun('sunny'))");
  const truth = altered('score.yaml', "import('sunny') < import('dark')", "import('sunny') >= 0");
  const published = 'x.peak-hour'; // a pattern of published loads alone: no input that is open can refute it
  expect(await found(STUDY)).toEqual([published]);
  expect(await found(planted)).toEqual(['x.sun-energy', published]);
  expect(await found(truth)).toEqual([published, 'x.sun-helps']);
});

describe.each(studies)('%s', (name) => {
  const folder = join(root, 'cases', name);
  const groups = GROUPS[name] ?? [];

  it('changes no input that is published, and every other one that a number of the study may move with', async () => {
    const { inputs } = await readCase(folder);
    const changed = groups.flatMap(({ columns = {}, values = {} }) => [
      ...Object.keys(columns),
      ...Object.keys(values),
    ]);
    const open = inputs.flatMap(({ id, provenance }) => (provenance === 'published' ? [] : [id]));
    expect(changed.filter((id) => !open.includes(id))).toEqual([]);
    const left = open.filter((id) => !changed.includes(id) && !matcher(UNCHANGED)(id));
    expect(left).toEqual([]);
  });

  it('has no row that moves with none of them', async () => {
    const reference = readReference(readFileSync(join(root, 'results/reference', `${name}.csv`), 'utf8'));
    const cards = [];
    for (const group of groups) cards.push((await scored(folder, group)).rows);
    expect(still(reference, cards)).toEqual([]);
  }, 600_000);
});
