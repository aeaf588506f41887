// Fitted rows: those that an input was fitted to, and those that follow from them.
//   named     an input names the row in `fitted_to`
//   computed  fitted rows determine every number of a run in its expression: the ratio of two fitted costs, the order of two
//             fitted totals. A fitted row determines its only number, or the last undetermined one of several
//   follows   `follows` names published numbers from which it follows by an identity, and all of them are fitted

import type { PlannedRow } from '../rows.ts';
import { BUILT_IN, type Expression, partsOf } from './expression.ts';
import { nameOf } from './functions.ts';

export interface Runs {
  readonly measures: ReadonlyMap<string, { readonly formula?: Expression }>;
  /** Runs of `across`. */
  readonly presented: readonly string[];
}

/** Ids of the fitted rows. */
export function fittedRows(rows: readonly PlannedRow[], runs: Runs): ReadonlySet<string> {
  const fitted = new Set(rows.flatMap(({ published, fitted }) => (fitted ? [published.id] : [])));
  const numbers = new Map(rows.map((row) => [row.published.id, numbersOf(row, runs)]));
  for (let before = -1; before < fitted.size; ) {
    before = fitted.size;
    const settled = settledBy([...fitted].flatMap((id) => numbers.get(id)!));
    for (const { published, follows } of rows) {
      const own = numbers.get(published.id)!;
      const computed = own.every((all) => all.size > 0 && [...all].every((number) => settled.has(number)));
      const following = follows.length > 0 && follows.every((id) => fitted.has(id));
      if (computed || following) fitted.add(published.id);
    }
  }
  return fitted;
}

/** The numbers that fitted values determine. */
function settledBy(values: readonly ReadonlySet<string>[]): Set<string> {
  const settled = new Set<string>();
  for (let before = -1; before < settled.size; ) {
    before = settled.size;
    for (const numbers of values) {
      const open = [...numbers].filter((number) => !settled.has(number));
      if (open.length === 1) settled.add(open[0]!);
    }
  }
  return settled;
}

/** The numbers in a row's value in each of its runs, each as a text that identifies it. */
function numbersOf({ ours, of }: PlannedRow, runs: Runs): Set<string>[] {
  const named = of.length > 0 ? of : [undefined];
  return named.map((run) => new Set(numbersIn(ours, run, runs)));
}

function numbersIn(e: Expression, run: string | undefined, runs: Runs): string[] {
  switch (e.form) {
    case 'constant':
    case 'published':
      return [];
    case 'across':
      return runs.presented.flatMap((other) => numbersIn(e.of, other, runs));
    case 'name': {
      const own = e.run ?? run;
      const formula = runs.measures.get(e.name)?.formula;
      if (formula) return numbersIn(formula, own, runs);
      return CLOCK.has(e.name) ? [] : [`${e.name} of ${own}`];
    }
    case 'apply':
      // a function of a whole series is one number; arithmetic has the numbers of its operands
      return e.to.stepwise ? e.args.flatMap((arg) => numbersIn(arg, run, runs)) : [textOf(e, run)];
    case 'if':
      return partsOf(e).flatMap((part) => numbersIn(part, run, runs));
  }
}

/** Names of the clock, which are no results. */
const CLOCK: ReadonlySet<string> = new Set(BUILT_IN);

function textOf(e: Expression, run: string | undefined): string {
  switch (e.form) {
    case 'constant':
      return String(e.value);
    case 'published':
      return `published ${e.id}`;
    case 'name':
      return `${e.name} of ${e.run ?? run}`;
    case 'across':
      return `across(${textOf(e.of, undefined)})`;
    case 'apply':
      return `${nameOf(e.to)}(${e.args.map((arg) => textOf(arg, run)).join(', ')})`;
    case 'if':
      return `(${partsOf(e)
        .map((part) => textOf(part, run))
        .join(' ? ')})`;
  }
}
