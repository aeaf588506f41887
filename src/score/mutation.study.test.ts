// Each study is run with the inputs that are not published changed; every row has to move with some of them, except those that are
// true by construction, and those from published inputs alone that are exact or no evidence.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { packageFolder } from '../package.ts';
import { SCORE_FILE } from './index.ts';
import { readReference } from './judge/reference.ts';
import { GROUPS } from './testing/groups.ts';
import { scored, still } from './testing/mutations.ts';

const root = fileURLToPath(packageFolder());
const studies = readdirSync(join(root, 'cases')).filter((name) => existsSync(join(root, 'cases', name, SCORE_FILE)));

describe.each(studies)('%s', (name) => {
  it('has no row that changes with none of them', async () => {
    const reference = readReference(readFileSync(join(root, 'results/reference', `${name}.csv`), 'utf8'));
    const cards = [];
    for (const group of GROUPS[name] ?? []) cards.push((await scored(join(root, 'cases', name), group)).rows);
    expect(still(reference, cards)).toEqual([]);
  }, 600_000);
});
