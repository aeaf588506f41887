// One file per command; a new command is a file and a line here. A command imports its libraries when it runs, so that `--help`
// and `list` do not wait for the plotting libraries.
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { addCompare } from './compare.ts';
import { addExport } from './export.ts';
import { addImport } from './import.ts';
import { addList } from './list.ts';
import { addMerge } from './merge.ts';
import { addNew } from './new.ts';
import { addOpf } from './opf.ts';
import { addPlot } from './plot.ts';
import { addPowerflow } from './powerflow.ts';
import { addRun } from './run.ts';
import { addSchema } from './schema.ts';
import { addScore } from './score.ts';
import { addSearch } from './search.ts';
import { addSweep } from './sweep.ts';
import { addValidate } from './validate.ts';
import { addWorker } from './worker.ts';

export const commands: readonly ((program: CommandUnknownOpts) => void)[] = [
  addList,
  addNew,
  addImport,
  addValidate,
  addRun,
  addCompare,
  addScore,
  addSearch,
  addSweep,
  addMerge,
  addWorker,
  addPowerflow,
  addOpf,
  addPlot,
  addExport,
  addSchema,
];
