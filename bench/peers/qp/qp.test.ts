// What `npm run bench:qp` hands to other solvers: the tap writes the problems that a run solves, and their files are the same problems.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { solve } from '../../../optimisation/index.ts';
import { homesProblem } from '../../../optimisation/testing/homes.ts';
import { storageProblem } from '../../../optimisation/testing/problems.ts';
import { readProblem, writeProblem } from './arrays.ts';

const folder = mkdtempSync(join(tmpdir(), 'feederlab-qp-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Solves three QPs of one name, one that the dual method solves, and an LP. */
const RUN = `
  import { solve } from ${JSON.stringify(new URL('../../../optimisation/index.ts', import.meta.url).href)};
  import { homesProblem } from ${JSON.stringify(new URL('../../../optimisation/testing/homes.ts', import.meta.url).href)};
  import { storageProblem } from ${JSON.stringify(new URL('../../../optimisation/testing/problems.ts', import.meta.url).href)};
  for (const steps of [6, 12, 4]) await solve({ ...storageProblem(2, steps), name: 'plan of unit ' + steps });
  await solve(homesProblem({ homes: 8, steps: 6, seed: 3, penalty: 5 }));
  await solve({ ...storageProblem(2, 6, 0), name: 'linear' });
`;

describe('the files of quadratic programs', () => {
  it('are the largest problem of each name that a run solves, with its optimum', async () => {
    const out = mkdtempSync(join(folder, 'tapped-'));
    const script = join(out, 'run.mts');
    writeFileSync(script, RUN);
    const tap = new URL('./tap.ts', import.meta.url).href;
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '--import', tap, script], {
      ...{ encoding: 'utf8', cwd: join(import.meta.dirname, '../../..') },
      env: { ...process.env, QP_FOLDER: out },
    });
    expect(status, stderr).toBe(0);
    expect(readdirSync(out).sort()).toEqual(['homes.bin', 'homes.json', 'plan.bin', 'plan.json', 'run.mts']);
    const expected = {
      plan: storageProblem(2, 12),
      homes: homesProblem({ homes: 8, steps: 6, seed: 3, penalty: 5 }),
    };
    for (const [name, problem] of Object.entries(expected)) {
      const { problem: read } = readProblem(join(out, name));
      const { objective, x } = await solve(read);
      const own = await solve(problem);
      expect(objective).toBe(own.objective);
      expect(x).toEqual(own.x);
      const other = await solve(read, { solver: 'interior-point' });
      expect(Math.abs(other.objective - objective)).toBeLessThan(1e-8 * (1 + Math.abs(objective)));
    }
    expect((await solve(readProblem(join(out, 'homes')).problem)).solver).toBe('dual');
  });

  it('have every number, open bounds among them, and the regularisation', () => {
    const { variables, rows, blocks, objective, name } = homesProblem({ homes: 5, steps: 4, seed: 1 });
    const file = join(folder, 'homes');
    writeProblem({ name, variables, rows, ...(blocks && { blocks }), objective }, file, 1e-10);
    const { problem, regularisation } = readProblem(file);
    expect(regularisation).toBe(1e-10);
    expect(variables.min).toContain(Number.NEGATIVE_INFINITY);
    expect(problem).toEqual({
      name,
      variables: { ...variables, families: [] },
      rows: { ...rows, families: [] },
      blocks,
      objective,
    });
  });
});
