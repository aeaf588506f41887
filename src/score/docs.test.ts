// docs/scorecard.md, executed: its score.yaml is read with a case that has its variants and tables.
import { readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readCase } from '../case/index.ts';
import { FUNCTIONS } from './expression/functions.ts';
import { scoreCase, scoreJsonSchema } from './index.ts';
import { STATUSES } from './judge/status.ts';
import { readPlan } from './plan.ts';
import { altered, STUDY, temporaryResults, writeStudy } from './testing/study.ts';

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

  it('shows a row as `score --json` prints it: the same keys, in the same order', async () => {
    const [, shown] = /^```json\n([\s\S]*?)^```$/m.exec(page)!;
    const [row] = JSON.parse(shown!) as Record<string, unknown>[];
    const results = temporaryResults();
    const card = await scoreCase(writeStudy(), { results });
    rmSync(results, { recursive: true });
    for (const ours of card.rows) expect(Object.keys(ours)).toEqual(Object.keys(row!));
    for (const { provenance } of card.rows)
      for (const input of provenance) expect(Object.keys(input)).toEqual(['id', 'provenance']);
    expect(card.rows.map((ours) => ours.status)).toContain(row!['status']);
  });

  it('shows only keys of the JSON Schema', () => {
    const schema = scoreJsonSchema() as {
      properties: Record<string, { additionalProperties: { properties: object } }>;
    };
    const shown = parse(yaml!) as Record<string, Record<string, object>>;
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(Object.keys(shown)));
    for (const [section, entries] of Object.entries(shown)) {
      const known = Object.keys(schema.properties[section]!.additionalProperties.properties);
      for (const entry of Object.values(entries)) expect(known).toEqual(expect.arrayContaining(Object.keys(entry)));
    }
  });

  it('lists every status, from best to worst, and every function', () => {
    const statuses = [...page.matchAll(/^\| `([\w-]+)` \| /gm)].map(([, word]) => word);
    expect(statuses.slice(0, STATUSES.length)).toEqual([...STATUSES]);
    for (const name of Object.keys(FUNCTIONS)) expect(page).toMatch(new RegExp(`\`${name}[(\`]`));
  });
});
