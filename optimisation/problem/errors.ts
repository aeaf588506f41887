// Problems without a solution, with the names of their rows and variables.
import { RunError } from '../../base/index.ts';
import { nameAt } from './names.ts';
import type { OptimisationProblem } from './problem.ts';

/** No point satisfies these rows and bounds together; without any one of them, the others can be met. */
export class InfeasibleError extends RunError {
  readonly rows: readonly string[];
  readonly variables: readonly string[];

  constructor({ name, variables, rows }: OptimisationProblem, conflict: Indices) {
    const rowNames = conflict.rows.map((i) => nameAt(rows.families, i));
    const variableNames = conflict.variables.map((j) => nameAt(variables.families, j));
    const parts = [listed('rows', rowNames), listed('bounds of', variableNames)].filter((part) => part !== '');
    super(`${name}: infeasible; in conflict are ${parts.join(' and ') || 'constraints that could not be told apart'}`);
    this.name = 'InfeasibleError';
    this.rows = rowNames;
    this.variables = variableNames;
  }
}

/** The objective falls without end when these variables grow together. */
export class UnboundedError extends RunError {
  readonly variables: readonly string[];

  constructor({ name, variables }: OptimisationProblem, ray: readonly number[]) {
    const names = ray.map((j) => nameAt(variables.families, j));
    super(`${name}: unbounded; the objective falls without end along ${listed('variables', names) || 'a ray'}`);
    this.name = 'UnboundedError';
    this.variables = names;
  }
}

export interface Indices {
  readonly rows: readonly number[];
  readonly variables: readonly number[];
}

const SHOWN = 12;

function listed(what: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const more = names.length > SHOWN ? `, … (${names.length} in all)` : '';
  return `${what} ${names.slice(0, SHOWN).join(', ')}${more}`;
}
