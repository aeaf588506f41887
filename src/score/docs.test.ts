// docs/scorecard.md, executed: its score.yaml is read against a case that has what it speaks of.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readCase } from '../case/index.ts';
import { FUNCTIONS } from './functions.ts';
import { STATUSES } from './judge.ts';
import { readPlan } from './plan.ts';
import { altered, STUDY, writeStudy } from './testing/study.ts';

const page = readFileSync(fileURLToPath(new URL('../../docs/scorecard.md', import.meta.url)), 'utf8');
const [, yaml] = /^```yaml\n([\s\S]*?)^```$/m.exec(page)!;

describe('docs/scorecard.md', () => {
  it('shows a score.yaml that can be read', async () => {
    const ids = [...yaml!.matchAll(/^ {2}(paper\.[\w.-]+):$/gm)].map(([, id]) => id);
    expect(ids).toHaveLength(3);
    const ledger = ids.map((id) => `${id},Table,quantity,subject,1.5,%,result,\n`).join('');
    const folder = writeStudy({
      ...altered(
        'case.yaml',
        '  dark: {',
        '  stock: { set: { devices: [] } }\n  pv-wind: {}\n  wind-ess: {}\n  dark: {',
      ),
      'published.csv': `${String(STUDY['published.csv']).split('\n', 1)[0]}\n${ledger}`,
      'inputs.csv':
        'id,value,unit,provenance,basis\nprofiles.load_pu,1,,inferred,usual\nthermal.cost,1,,assumed,usual\n',
      'score.yaml': yaml!,
    });
    const { rows, runs, measures } = await readPlan(await readCase(folder));
    expect(rows.map(({ published }) => published.id)).toEqual(ids);
    expect(runs.at(-1)).toMatchObject({ name: 'bigger', presented: false });
    expect([...measures.keys()]).toEqual(['cost', 'import', 'units', 'reduction']);
  });

  it('names every status, from best to worst, and every function', () => {
    const statuses = [...page.matchAll(/^\| `(\w+)` \| /gm)].map(([, word]) => word);
    expect(statuses.slice(0, STATUSES.length)).toEqual([...STATUSES]);
    for (const name of Object.keys(FUNCTIONS)) expect(page).toMatch(new RegExp(`\`${name}[(\`]`));
  });
});
