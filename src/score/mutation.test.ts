// A row that changes with no input is no test of the model. Here: the changes of the inputs are complete, and a row that changes
// with none of them is found. mutation.study.test.ts runs the studies with the changes.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readCase } from '../case/index.ts';
import type { Folder } from '../case/testing/folder.ts';
import { packageFolder } from '../package.ts';
import { matcher } from '../patterns.ts';
import { SCORE_FILE } from './index.ts';
import { GROUPS, UNCHANGED } from './testing/groups.ts';
import { scored, still } from './testing/mutations.ts';
import { altered, STUDY, writeStudy } from './testing/study.ts';

const root = fileURLToPath(packageFolder());
const studies = readdirSync(join(root, 'cases')).filter((name) => existsSync(join(root, 'cases', name, SCORE_FILE)));

it('a row that changes with no input is found: a constant in the form of a computation', async () => {
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

  it('changes no published input, and every other one that may affect a number of the study', async () => {
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
});
