// The columns of the table of a sweep: number of the run, parameters, status, message, remarks, indicators.
import { InputError } from '../../../base/index.ts';
import { sharedIndicators } from '../../../controllers/index.ts';
import type { Field } from '../../../cosim/index.ts';
import { declarationOf, declarations, isOf } from '../../results/indicators/index.ts';
import type { Scalar } from '../../score/expression/value.ts';
import type { Parameter } from '../model.ts';
import type { Measured } from '../summary.ts';

const RUN: Field = { name: 'run', type: 'integer', title: 'Number of the run in the plan, from 1' };

const STATE: readonly Field[] = [
  { name: 'status', type: 'string', title: 'done, failed, refused (the case cannot be read), or missing' },
  { name: 'message', type: 'string', title: 'Why the run failed or was refused' },
  { name: 'remarks', type: 'string', title: 'What is worth doubting about the run' },
];

/** @throws InputError for parameters that are called like another column of the table */
export function checkNames(source: string, parameters: readonly Parameter[]): void {
  const taken = [RUN, ...STATE].map(({ name }) => name);
  const problems = parameters
    .filter(({ name }) => taken.includes(name))
    .map(({ name }) => ({ where: name, found: name, expected: `another name: ${taken.join(', ')} are columns` }));
  if (problems.length > 0) throw new InputError(source, problems);
}

export interface Columns {
  readonly fields: readonly Field[];
  /** Ids, in the order of their columns. */
  readonly indicators: readonly string[];
}

/** @param values of all runs, from which the types of the parameters follow */
export function columnsOf(
  parameters: readonly Parameter[],
  values: readonly (readonly Scalar[])[],
  { ids, currency = '{currency}' }: Measured,
): Columns {
  const given = parameters.map(({ name, title, unit }, p): Field => {
    const type = values.every((row) => typeof row[p] === 'number') ? 'number' : 'string';
    return { name, type, title, ...(unit === '' ? {} : { unit }) };
  });
  const indicators = inOrder(ids);
  const taken = new Set([RUN, ...given, ...STATE].map(({ name }) => name));
  const measured = indicators.map((id): Field => {
    const { title = 'Indicator of the run', unit: declared = '' } = declarationOf(id) ?? {};
    const unit = declared.replace('{currency}', currency);
    const known = unit === '' || unit.includes('{') ? {} : { unit };
    return { name: taken.has(id) ? `indicator_${id}` : id, type: 'number', title, ...known };
  });
  return { fields: [RUN, ...given, ...STATE, ...measured], indicators };
}

/** In the order of docs/indicators.md, those of mechanisms last, so that the order of the runs does not matter. */
export function inOrder(ids: Iterable<string>): string[] {
  const declared = [...Object.values(declarations).flat(), ...sharedIndicators];
  const place = (id: string) => {
    const at = declared.findIndex((declaration) => isOf(id, declaration));
    return at < 0 ? declared.length : at;
  };
  const places = new Map(Array.from(ids, (id) => [id, place(id)]));
  return [...places.keys()].sort((a, b) => places.get(a)! - places.get(b)! || (a < b ? -1 : 1));
}
