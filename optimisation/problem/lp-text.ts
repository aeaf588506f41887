// A problem in CPLEX LP format, for people and for other solvers.
import { nameAt } from './names.ts';
import type { OptimisationProblem } from './problem.ts';

/** Terms on one line; readers differ in how long a line may be. */
const PER_LINE = 6;

/**
 * The whole problem as LP text. Characters the format has other uses for become `_`, brackets become parentheses, and
 * names that would begin like a number begin with `_`; where two names would thus become one, the later gets a `~` and
 * its index.
 */
export function lpText({ name, variables, rows, objective }: OptimisationProblem): string {
  const columns = plainNames(variables.count, (j) => nameAt(variables.families, j));
  const rowNames = plainNames(rows.count, (i) => nameAt(rows.families, i));
  const lines = [`\\ ${name}`, 'Minimize', ' objective:'];
  const costs = columns.flatMap((column, j) => (objective.linear[j] ? [term(objective.linear[j]!, column)] : []));
  const squares = columns.flatMap((column, j) =>
    objective.quadratic[j] ? [term(objective.quadratic[j]!, `${column} ^ 2`)] : [],
  );
  if (objective.constant !== 0) costs.push(signed(objective.constant));
  lines.push(...wrapped(costs));
  if (squares.length > 0) lines.push('  + [', ...wrapped(squares), '  ] / 2');

  lines.push('Subject To');
  for (let i = 0; i < rows.count; i++) {
    const terms: string[] = [];
    for (let a = rows.start[i]!; a < rows.start[i + 1]!; a++) {
      terms.push(term(rows.coefficients[a]!, columns[rows.columns[a]!]!));
    }
    if (terms.length === 0) terms.push(columns[0] === undefined ? '0' : `0 ${columns[0]}`);
    for (const [side, relation, bound] of sides(rows.min[i]!, rows.max[i]!)) {
      lines.push(` ${rowNames[i]}${side}:`, ...wrapped(terms), `  ${relation} ${bound}`);
    }
  }

  lines.push('Bounds');
  const bound = (value: number) => (value === Infinity ? '+inf' : value === -Infinity ? '-inf' : String(value));
  for (const [j, column] of columns.entries()) {
    lines.push(` ${bound(variables.min[j]!)} <= ${column} <= ${bound(variables.max[j]!)}`);
  }
  const whole = columns.filter((_, j) => variables.integer[j]);
  if (whole.length > 0) lines.push('Generals', ...wrapped(whole));
  return `${[...lines, 'End'].join('\n')}\n`;
}

/** One line of LP text per side: ranges are written as two rows, which every reader understands. */
function sides(min: number, max: number): [string, string, number][] {
  if (min === max) return [['', '=', min]];
  const both = min > -Infinity && max < Infinity;
  return [
    ...(min > -Infinity ? ([[both ? '.min' : '', '>=', min]] as [string, string, number][]) : []),
    ...(max < Infinity ? ([[both ? '.max' : '', '<=', max]] as [string, string, number][]) : []),
  ];
}

const signed = (value: number): string => (value < 0 ? `- ${-value}` : `+ ${value}`);

const term = (coefficient: number, column: string): string => `${signed(coefficient)} ${column}`;

function wrapped(parts: readonly string[]): string[] {
  const lines: string[] = [];
  for (let k = 0; k < parts.length; k += PER_LINE) lines.push(`  ${parts.slice(k, k + PER_LINE).join(' ')}`);
  return lines;
}

function plainNames(count: number, nameOf: (index: number) => string): string[] {
  const taken = new Set<string>();
  return Array.from({ length: count }, (_, k) => {
    const plain = nameOf(k)
      .replaceAll('[', '(')
      .replaceAll(']', ')')
      .replaceAll(/[^\w!"#$%&(),.;?@'`{}~]/g, '_')
      .replace(/^(?=[\d.eE])/, '_');
    const name = taken.has(plain) ? `${plain}~${k}` : plain;
    taken.add(name);
    return name;
  });
}
