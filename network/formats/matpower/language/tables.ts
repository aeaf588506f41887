// Variables of an evaluated case file → its tables, with their shapes checked.
import { InputError, nearest, type Problem } from '../../../../base/index.ts';
import type { Program } from './ast.ts';
import { HINT } from './expressions.ts';
import type { Complaints } from './limits.ts';
import { describe, isScalar, type Matrix, type Value } from './matrix.ts';
import type { Variables } from './values.ts';

export interface Tables {
  /** Name of the file as given, and without its folders; for messages. */
  readonly source: string;
  readonly file: string;
  readonly base_mva: number;
  readonly bus: Matrix;
  readonly gen: Matrix;
  readonly branch: Matrix;
  /** Costs of the generators, which a power flow does not use; absent where the file has no matrix of that name. */
  readonly gencost?: Matrix;
  /** `mpc.bus` where the tables are fields, `bus` where they are variables. */
  readonly named: (table: string) => string;
  /** Fields that are not read although they may affect the power flow. */
  readonly unused: readonly string[];
  /** All fields that are not read. */
  readonly others: readonly string[];
}

const TABLES = ['bus', 'gen', 'branch'] as const;
/** Smallest number of columns that contains all the power flow reads, and the name of the last of them. */
const COLUMNS = { bus: [10, 'BASE_KV'], gen: [8, 'GEN_STATUS'], branch: [11, 'BR_STATUS'] } as const;
const READ: readonly string[] = ['version', 'baseMVA', ...TABLES];
/** Fields without effect on the power flow, which need no note when they are not read. */
const SILENT = ['gencost', 'areas', 'bus_name', 'gentype', 'genfuel'];

/** @throws InputError naming every table that is missing or has the wrong shape. */
export function tablesOf(program: Program, variables: Variables, complaints: Complaints): Tables {
  const { fields, prefix } = holder(program, variables, complaints);
  const named = (table: string) => prefix + table;
  const problems: Problem[] = [];
  const add = (what: string, found: unknown, expected: string, hint?: string) => {
    const problem = { where: `${complaints.file}, ${named(what)}`, found, expected };
    problems.push(hint === undefined ? problem : { ...problem, hint });
  };
  const missing = (what: string, expected: string) => {
    const near = nearest(what, [...fields.keys()].slice(0, 1000));
    add(
      what,
      undefined,
      expected,
      near && near !== what ? `${named(near)} is there; was ${named(what)} meant?` : undefined,
    );
  };

  const version = fields.get('version');
  if (version && !['1', '2'].includes(version.kind === 'text' ? version.text : describe(version))) {
    add('version', version.kind === 'text' ? version.text : describe(version), "'1' or '2'");
  }

  const base = fields.get('baseMVA');
  const base_mva = base?.kind === 'matrix' && isScalar(base) ? base.data[0]! : Number.NaN;
  if (!base) missing('baseMVA', 'the power base in MVA');
  else if (!(base_mva > 0 && base_mva < Number.POSITIVE_INFINITY))
    add('baseMVA', describe(base), 'one number above 0, in MVA');

  const table = (name: (typeof TABLES)[number]): Matrix | undefined => {
    const [columns, last] = COLUMNS[name];
    const value = fields.get(name);
    const expected = `a matrix of at least ${columns} columns (to ${last})`;
    if (!value) missing(name, expected);
    else if (value.kind !== 'matrix') add(name, describe(value), expected);
    else if (value.rows === 0) {
      if (name !== 'branch') add(name, 'an empty matrix', `at least one ${name}`);
      return value;
    } else if (value.cols < columns) add(name, describe(value), expected);
    else return value;
    return undefined;
  };
  const [bus, gen, branch] = TABLES.map(table);
  if (problems.length > 0 || !bus || !gen || !branch) throw new InputError(complaints.source, problems);
  const others = [...fields.keys()].filter((name) => prefix !== '' && !READ.includes(name));
  const unused = others.filter((name) => !SILENT.includes(name));
  const cost = fields.get('gencost');
  const gencost = cost?.kind === 'matrix' ? { gencost: cost } : {};
  const { source, file } = complaints;
  return { source, file, base_mva, bus, gen, branch, ...gencost, named, unused, others };
}

/** The struct that holds the tables (version 2), or the variables themselves (version 1). */
function holder(
  program: Program,
  variables: Variables,
  complaints: Complaints,
): { fields: ReadonlyMap<string, Value>; prefix: string } {
  const names = program.outputs.length > 0 ? program.outputs : ['mpc'];
  const struct = names.length === 1 ? variables.get(names[0]!) : undefined;
  if (struct?.kind === 'struct') return { fields: struct.fields, prefix: `${names[0]}.` };
  const lost = names.map((name) => variables.get(name)).find((value) => value?.kind === 'unknown');
  if (lost?.kind === 'unknown') {
    complaints.stop(lost.line, lost.name, lost.expected ?? 'a table, or arithmetic with tables', HINT);
  }
  const declared = names.length > 1 ? new Map([...variables].filter(([name]) => names.includes(name))) : variables;
  return { fields: declared, prefix: '' };
}
