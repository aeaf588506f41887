// A value as a kind of controller: what it lacks is said with its name, before a case uses it.
import { checkKind, SCHEMA } from '../base/index.ts';
import { plotFaults, tableFaults } from '../record/index.ts';
import type { AnyControllerKind } from './controller.ts';

const MEMBERS: Readonly<Record<keyof AnyControllerKind, string>> = {
  kind: 'a text: its name in case.yaml',
  title: 'a text: its name for readers',
  schema: SCHEMA,
  plans: 'true, or none',
  buys: 'true, or none',
  labels: 'an object { LABEL: [VALUE, …] }, or none',
  needs: 'a list of functions (options, setting), or none',
  money: 'a list of defaults in money, or none',
  tables: 'a list of tables, or none',
  plots: 'a list of plots, or none',
  headings: 'an object { COLUMN: TITLE }, or none',
  create: 'a function (options, site)',
};

/** @throws InputError as `checkKind` does */
export const checkControllerKind = (value: unknown, source?: string): AnyControllerKind =>
  checkKind<AnyControllerKind>(value, 'controller kind', MEMBERS, source, ({ tables = [], plots = [] }) => [
    ...tables.flatMap(tableFaults),
    ...plots.flatMap(plotFaults),
  ]);
