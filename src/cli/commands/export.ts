import { relative } from 'node:path';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { InputError } from '../../../base/index.ts';
import type { Exported, ExportedStep } from '../../export/index.ts';
import { Exit } from '../failure.ts';
import { interruptible, unlessAborted } from '../interrupt.ts';
import { trustOption, wholeNumber } from '../options.ts';
import { note, print, printJson } from '../output.ts';

const OF_TABLES = ['parquet', 'latex', 'markdown'] as const;
const OF_STEP = ['pandapower', 'matpower'] as const;

export function addExport(program: CommandUnknownOpts): void {
  program
    .command('export')
    .description('Write the tables of a run in another format, or its network in one step for other programs.')
    .argument('<run>', 'folder of a run, as `run` printed it')
    .option('--parquet', 'each table as Parquet, with types, units and time zone')
    .option('--latex', 'each layout of the case as a LaTeX table (booktabs)')
    .option('--markdown', 'each layout of the case as a Markdown table')
    .option('--pandapower <file>', 'the network of a step as pandapower JSON')
    .option('--matpower <file>', 'the network of a step as a MATPOWER case file')
    .option('--step <number>', 'with --pandapower and --matpower: the step, from 0, as in the tables', wholeNumber)
    .option('-o, --out <folder>', 'with --parquet, --latex, --markdown: write there (default: the folder of the run)')
    .option('--case <case>', 'with --pandapower and --matpower: the case of the run (default: the case of that name)')
    .addOption(trustOption())
    .option('--force', 'replace files that exist')
    .option('--json', 'print what was written as JSON')
    .addHelpText('after', HELP)
    .action(async (run, given) => {
      const form = formOf(given);
      const { force, json } = given;
      if (form === 'pandapower' || form === 'matpower') {
        const { exportStep } = await import('../../export/index.ts');
        const file = given[form]!;
        const options = { step: given.step!, force, case: given.case, trust: given.trust };
        return showStep(await exportStep(run, form, file, options), json === true);
      }
      const { exportLayouts, exportParquet } = await import('../../export/index.ts');
      const options = { out: given.out, force, onWait: note };
      if (form === 'parquet') {
        const exported = await interruptible((signal) =>
          unlessAborted(exportParquet(run, { ...options, signal }), signal),
        );
        if (exported) return show(exported, json === true);
        note('interrupted; nothing was written');
        process.exitCode = Exit.interrupted;
        return;
      }
      const exported = await exportLayouts(run, form, options);
      for (const { name, reason } of exported.left_out) note(`layout ${name} is left out: ${reason}`);
      return show(exported, json === true);
    });
}

const HELP = `
Examples:
  $ feederlab export results/first --parquet
  $ feederlab export results/first --latex --out paper/tables
  $ feederlab export results/first --pandapower evening.json --step 72

Exactly one form is written per call. An existing file is replaced only with --force. In the folder of a run the manifest lists the
files, so that they are removed when the run is replaced.
A network file has the load and the in-feed of each kind of device at each bus in that step. A power flow of it gives the voltages
of the run; a message says where it does not. Where a file of the network has changed since the run, nothing is written.`;

type Form = (typeof OF_TABLES)[number] | (typeof OF_STEP)[number];

type Given = { readonly [form in Form | 'step' | 'out' | 'case']?: unknown };

/** @throws InputError for none or several forms, or an option of another form */
function formOf(given: Given): Form {
  const forms = [...OF_TABLES, ...OF_STEP].filter((form) => given[form] !== undefined);
  const [form] = forms;
  const named = [...OF_TABLES.map((name) => `--${name}`), ...OF_STEP.map((name) => `--${name} FILE --step K`)];
  const refuse = (where: string, found: unknown, expected: string) =>
    new InputError('export', [{ where, found, expected }]);
  if (form === undefined || forms.length > 1)
    throw refuse('form', forms.map((name) => `--${name}`).join(', ') || undefined, `one of ${named.join(', ')}`);
  const isStep = OF_STEP.some((name) => name === form);
  if (isStep && given.step === undefined) throw refuse('--step', undefined, 'the number of a step, from 0');
  if (isStep && given.out !== undefined) throw refuse('--out', given.out, `no folder: the file is named by --${form}`);
  const alone = isStep ? [] : (['step', 'case'] as const).filter((name) => given[name] !== undefined);
  if (alone.length > 0)
    throw refuse(`--${alone[0]}`, given[alone[0]!], 'this option only with --pandapower or --matpower');
  return form;
}

function show(exported: Exported, json: boolean): void {
  if (json) printJson(exported);
  else for (const { path } of exported.files) print(shortest(`${exported.folder}/${path}`));
}

function showStep(exported: ExportedStep, json: boolean): void {
  if (json) printJson(exported);
  else print(exported.file);
  const { step, time, difference, notes } = exported;
  const agrees =
    difference === null
      ? ''
      : `; solved again it differs from the run by ${difference.vm_pu.toExponential(1)} p.u. and ${difference.va_deg.toExponential(1)}° at most`;
  note(`step ${step}, ${time}${agrees}`);
  for (const text of notes) note(`Note: ${text}`);
}

/** A path relative to the working folder. */
const shortest = (path: string): string => {
  const near = relative(process.cwd(), path);
  return near.length < path.length ? near : path;
};
