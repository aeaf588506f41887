// A value as a kind of controller: what it lacks is said with its name, before a case uses it.
import { checkKind, type Problem, repeated, SCHEMA } from '../base/index.ts';
import { plotFaults, tableFaults } from '../record/index.ts';
import type { AnyControllerKind } from './controller.ts';

const MEMBERS: Readonly<Record<keyof AnyControllerKind, string>> = {
  kind: 'a text: its name in case.yaml',
  title: 'a text: its name for readers',
  schema: SCHEMA,
  plans: 'true, or none',
  yardstick: 'true, or none',
  buys: 'true, or none',
  labels: 'an object { LABEL: [VALUE, …] }, or none',
  needs: 'a list of functions (options, setting), or none',
  money: 'a list of defaults in money, or none',
  tables: 'a list of tables, or none',
  indicators: 'a list of { id, unit, title }, or none',
  plots: 'a list of plots, or none',
  headings: 'an object { COLUMN: TITLE }, or none',
  create: 'a function (options, site)',
};

/** @throws InputError as `checkKind` does */
export const checkControllerKind = (value: unknown, source?: string): AnyControllerKind =>
  checkKind<AnyControllerKind>(
    value,
    'controller kind',
    MEMBERS,
    source,
    ({ kind, tables = [], indicators = [], plots = [] }) => [
      ...[...new Set(tables)].flatMap(tableFaults),
      ...repeated(indicators.map(({ id }) => id)).map((id) => sameId(kind, id)),
      ...plots.flatMap(plotFaults),
    ],
  );

const sameId = (kind: string, found: string): Problem => ({
  where: `controller kind ${kind}, indicators`,
  found,
  expected:
    'an id that no other indicator of the controller has: values of one id are added up, or the largest is taken',
  hint: 'give one of them another id, or give `planned` and `settled` different prefixes',
});
