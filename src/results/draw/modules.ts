// The kinds that a run is drawn with: its plots may be of modules, which are those of its case.
import { join } from 'node:path';
import { InputError } from '../../../base/index.ts';
import { kinds as builtIn, type Kinds, type ModuleRecord } from '../../kinds.ts';
import { loadModules } from '../../plugins/load.ts';
import { caseOf } from '../folder/case.ts';
import type { Manifest } from '../folder/manifest.ts';
import type { RunRemark } from '../folder/remarks.ts';
import type { PlotForm } from './forms.ts';

export interface DrawOptions {
  /** With which the run was made; those of feederlab when absent. Those of its modules are added. */
  readonly kinds?: Kinds;
  /** `svg` when absent. */
  readonly plots?: PlotForm | undefined;
  /** As in `ReadOptions`. */
  readonly trust?: boolean | undefined;
  /** Called with what the drawing omits: a plot that failed. */
  readonly onRemark?: (remark: RunRemark) => void;
  /** The case of the run, where its modules are looked for; the case of that name when absent. */
  readonly case?: string | undefined;
}

/**
 * The kinds of a run.
 * @throws InputError when a module of the run cannot be found, may not be run, or is not the one that the run was made with
 */
export async function kindsOfRun(manifest: Manifest, dir: string, options: DrawOptions): Promise<Kinds> {
  const { kinds = builtIn(), trust } = options;
  const known = new Set(kinds.modules.map(({ sha256 }) => sha256));
  const wanted = (manifest.inputs.resolved.modules ?? []).filter(({ sha256 }) => !known.has(sha256));
  if (wanted.length === 0) return kinds;
  const source = join(dir, 'manifest.json');
  const named = wanted.map(({ use }) => ({ use, where: `module ${use}` }));
  const loaded = await loadModules(named, {
    folder: caseOf(manifest, source, 'whose modules the run was made with', options.case),
    source,
    kinds,
    trust,
  });
  const others = wanted.filter((one) => !loaded.modules.some((other) => isSame(one, other)));
  if (others.length === 0) return loaded;
  throw new InputError(
    source,
    others.map(({ use }) => ({
      where: `module ${use}`,
      found: 'another text',
      expected: 'the module as the run was made with it',
      hint: 'run the case again',
    })),
  );
}

const isSame = (a: ModuleRecord, b: ModuleRecord): boolean =>
  a.use === b.use && a.sha256 === b.sha256 && JSON.stringify(a.imports) === JSON.stringify(b.imports);
