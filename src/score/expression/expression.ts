// Text → expression → value. mathjs parses the text; its result is converted into the few forms below and anything else is
// refused, so that an expression is limited to arithmetic on the values of its scope.
import type { MathNode } from 'mathjs';
import { LIMITS } from '../../case/text/limits.ts';
import { nearestHint } from '../../case/text/report.ts';
import { FUNCTIONS, OPERATORS, type ScoreFunction } from './functions.ts';
import { NoValue, type Scalar, truthOf, type Value } from './value.ts';

export type Expression =
  | { readonly form: 'constant'; readonly value: Scalar }
  /** A measure, of the run of the row or of a named one; or `hour`, `dt_h`, `ours`, `residual`. */
  | { readonly form: 'name'; readonly name: string; readonly run?: string }
  | { readonly form: 'published'; readonly id: string }
  /** One value for every run that the study presents. */
  | { readonly form: 'across'; readonly of: Expression }
  | { readonly form: 'apply'; readonly to: ScoreFunction; readonly args: readonly Expression[] }
  | { readonly form: 'if'; readonly test: Expression; readonly yes: Expression; readonly no: Expression };

/** Names that an expression may use. */
export interface Words {
  readonly measures: ReadonlySet<string>;
  readonly runs: ReadonlySet<string>;
  /** Ids of published rows; absent where published numbers are not allowed. */
  readonly published?: ReadonlySet<string>;
  /** Further names: `ours`, `residual`. */
  readonly extra?: readonly string[];
}

/** Series and numbers of every run. */
export const BUILT_IN = ['hour', 'dt_h'] as const;

/** Fault of an expression. */
export class ExpressionFault extends Error {
  readonly expected: string;
  readonly found: string;
  readonly hint: string | undefined;
  constructor(found: string, expected: string, hint?: string) {
    super(`${found}: expected ${expected}`);
    this.found = found;
    this.expected = expected;
    this.hint = hint;
  }
}

export type Parse = (text: string, words: Words) => Expression;

/** The parser, loaded when it is first needed. */
export async function expressionParser(): Promise<Parse> {
  const { parse } = await import('./mathjs.ts');
  return (text, words) => {
    if (text.length > LIMITS.expressionLength) {
      const expected = `an expression of at most ${LIMITS.expressionLength} characters`;
      throw new ExpressionFault(`${text.length} characters`, expected);
    }
    const tooDeep = new ExpressionFault(
      text,
      `at most ${LIMITS.expressionDepth} operations and calls inside each other`,
    );
    if (bracketDepth(text) > LIMITS.expressionDepth) throw tooDeep; // mathjs uses many stack frames for each bracket
    let node: MathNode;
    try {
      node = parse(text);
    } catch (error) {
      throw new ExpressionFault(text, `an expression (${(error as Error).message})`);
    }
    if (depthOf(node) > LIMITS.expressionDepth) throw tooDeep;
    return take(node, words);
  };
}

/** Nesting depth of brackets; those in a quoted text count too, which only makes the limit stricter. */
function bracketDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const char of text) {
    if (char === '(' || char === '[' || char === '{') deepest = Math.max(deepest, ++depth);
    else if (char === ')' || char === ']' || char === '}') depth--;
  }
  return deepest;
}

/** Levels of a tree; counted without recursion, since the tree may be as deep as its text is long. */
function depthOf(root: MathNode): number {
  let depth = 0;
  for (let level = [root]; level.length > 0; depth++) {
    const below: MathNode[] = [];
    for (const node of level) {
      node.forEach((child) => {
        below.push(child);
      });
    }
    level = below;
  }
  return depth;
}

/** The properties of a mathjs node that are read here; its own types lack some. */
interface Node {
  readonly type: string;
  readonly value?: unknown;
  readonly name?: string;
  readonly fn?: unknown;
  readonly args?: readonly MathNode[];
  readonly content?: MathNode;
  readonly condition?: MathNode;
  readonly trueExpr?: MathNode;
  readonly falseExpr?: MathNode;
}

function take(mathNode: MathNode, words: Words): Expression {
  const node = mathNode as unknown as Node;
  const text = mathNode.toString();
  const all = (nodes: readonly MathNode[] = []) => nodes.map((n) => take(n, words));
  switch (node.type) {
    case 'ConstantNode':
      if (['number', 'boolean', 'string'].includes(typeof node.value))
        return { form: 'constant', value: node.value as Scalar };
      break;
    case 'ParenthesisNode':
      return take(node.content!, words);
    case 'SymbolNode':
      return { form: 'name', name: known(node.name!, words) };
    case 'OperatorNode': {
      const to = Object.hasOwn(OPERATORS, node.fn as string) ? OPERATORS[node.fn as string] : undefined;
      if (to) return { form: 'apply', to, args: all(node.args) };
      break;
    }
    case 'FunctionNode':
      return takeCall((node.fn as Node).name ?? text, node.args ?? [], words);
    case 'ConditionalNode': {
      const [test, yes, no] = all([node.condition!, node.trueExpr!, node.falseExpr!]);
      return { form: 'if', test: test!, yes: yes!, no: no! };
    }
  }
  throw new ExpressionFault(
    text,
    'numbers, names, + - * / ^, comparisons, and, or, not, a ? b : c, and function calls',
  );
}

function takeCall(name: string, args: readonly MathNode[], words: Words): Expression {
  if (name === 'published') return { form: 'published', id: publishedId(args, words) };
  if (words.measures.has(name)) return { form: 'name', name, run: runName(name, args, words) };
  const counts = (min: number, max: number) => {
    if (args.length >= min && args.length <= max) return;
    const expected = min === max ? String(min) : `${min} to ${max}`;
    throw new ExpressionFault(`${name}(…) with ${args.length} arguments`, `${expected} of them`);
  };
  if (name === 'across') {
    counts(1, 1);
    return { form: 'across', of: take(args[0]!, words) };
  }
  const to = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (!to) {
    const all = ['across', ...(words.published ? ['published'] : []), ...Object.keys(FUNCTIONS), ...words.measures];
    throw new ExpressionFault(`${name}(…)`, `a measure or a function: ${all.join(', ')}`, nearestHint(name, all).hint);
  }
  counts(...to.takes);
  return { form: 'apply', to, args: args.map((arg) => take(arg, words)) };
}

function known(name: string, { measures, extra = [] }: Words): string {
  const all = [...measures, ...BUILT_IN, ...extra];
  if (all.includes(name)) return name;
  throw new ExpressionFault(name, `one of ${all.join(', ')}`, nearestHint(name, all).hint);
}

/** The only argument of a call, a text. */
function textOf(call: string, args: readonly MathNode[]): string {
  const [only, ...more] = args as unknown as readonly Node[];
  if (more.length === 0 && typeof only?.value === 'string') return only.value;
  throw new ExpressionFault(`${call}(…)`, `one name in quotes: ${call}('…')`);
}

function runName(measure: string, args: readonly MathNode[], { runs }: Words): string {
  const name = textOf(measure, args);
  if (runs.has(name)) return name;
  throw new ExpressionFault(name, `a run of the study: ${[...runs].join(', ')}`, nearestHint(name, runs).hint);
}

function publishedId(args: readonly MathNode[], { published }: Words): string {
  const id = textOf('published', args);
  if (!published)
    throw new ExpressionFault(`published('${id}')`, 'nothing published here: what is ours comes from runs alone');
  if (published.has(id)) return id;
  throw new ExpressionFault(id, 'the id of a row of published.csv', nearestHint(id, published).hint);
}

/** The values of names. */
export interface Scope {
  /** @throws NoValue */
  name(name: string, run?: string): Value;
  published(id: string): Scalar;
  /** Half a unit of the last printed digit. */
  rounding(id: string): number;
  /** The scopes of all runs that the study presents. */
  across(): readonly Scope[];
}

/** @throws NoValue with the reason */
export function evaluate(e: Expression, scope: Scope): Value {
  switch (e.form) {
    case 'constant':
      return e.value;
    case 'name':
      return scope.name(e.name, e.run);
    case 'published':
      return scope.published(e.id);
    case 'across':
      return scope.across().map((other) => {
        const value = evaluate(e.of, other);
        if (typeof value === 'object') throw new NoValue('across wants one value of each run and has a series');
        return value;
      });
    case 'apply':
      return e.to.call(e.args.map((arg) => evaluate(arg, scope)));
    case 'if':
      return evaluate(truthOf(evaluate(e.test, scope) as Scalar, '?') ? e.yes : e.no, scope);
  }
}

/** Direct parts of an expression. */
export function partsOf(e: Expression): readonly Expression[] {
  if (e.form === 'across') return [e.of];
  if (e.form === 'apply') return e.args;
  return e.form === 'if' ? [e.test, e.yes, e.no] : [];
}

/** Every part of an expression, itself included. */
export function* parts(e: Expression): Generator<Expression> {
  yield e;
  for (const part of partsOf(e)) yield* parts(part);
}
