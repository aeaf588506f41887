// The arithmetic of score.yaml. Operators are applied to numbers and, on series, step by step; the other functions have a whole
// series as argument. There is no assignment, no member access, no text function, no random number and no clock.
import { isSeries, NoValue, numberOf, type Scalar, truthOf, type Value } from './value.ts';

export interface ScoreFunction {
  readonly takes: readonly [min: number, max: number];
  /** Arithmetic, of scalars or step by step; the others are functions of a whole series. */
  readonly stepwise: boolean;
  readonly call: (args: readonly Value[]) => Value;
}

/** A function of scalars, applied to series step by step. */
function stepwise(name: string, count: number, of: (...args: Scalar[]) => Scalar): ScoreFunction {
  const call = (args: readonly Value[]): Value => {
    const lengths = new Set(args.filter(isSeries).map((series) => series.length));
    if (lengths.size > 1) throw new NoValue(`${name} of series of ${[...lengths].join(' and ')} values`);
    const [length] = lengths;
    if (length === undefined) return of(...(args as readonly Scalar[]));
    return Array.from({ length }, (_, k) => of(...args.map((arg) => (isSeries(arg) ? arg[k]! : arg))));
  };
  return { takes: [count, count], stepwise: true, call };
}

const numeric = (name: string, of: (a: number, b: number) => Scalar) =>
  stepwise(name, 2, (a, b) => of(numberOf(a, name), numberOf(b, name)));

const unary = (name: string, of: (a: number) => number) => stepwise(name, 1, (a) => of(numberOf(a, name)));

const truths = (name: string, count: number, of: (...args: boolean[]) => boolean) =>
  stepwise(name, count, (...args) => of(...args.map((arg) => truthOf(arg, name))));

/** A function of one or more whole series. */
const whole = (name: string, count: number, of: (...series: (readonly Scalar[])[]) => Value): ScoreFunction => ({
  takes: [count, count],
  stepwise: false,
  call: (args) =>
    of(
      ...args.map((arg) => {
        if (isSeries(arg)) return arg;
        throw new NoValue(`${name} wants a series and has ${JSON.stringify(arg)}`);
      }),
    ),
});

const numbers = (series: readonly Scalar[], name: string): number[] => series.map((x) => numberOf(x, name));

/** A function of one series, or of several numbers. */
const extreme = (name: 'min' | 'max'): ScoreFunction => ({
  takes: [1, 8],
  stepwise: false,
  call(args) {
    const all = args.flatMap((arg) => (isSeries(arg) ? numbers(arg, name) : [numberOf(arg, name)]));
    if (all.length === 0) throw new NoValue(`${name} of nothing`);
    return all.reduce((a, b) => Math[name](a, b));
  },
});

const sum = (series: readonly number[]): number => series.reduce((a, b) => a + b, 0);

/** The value at the step that a mask selects. */
const at = (name: string, place: (mask: readonly boolean[]) => number) =>
  whole(name, 2, (series, mask) => {
    const k = place(mask.map((m) => truthOf(m, name)));
    if (k < 0 || k >= series.length) throw new NoValue(`${name}: the condition holds nowhere`);
    return series[k]!;
  });

const ranges = (mask: readonly boolean[]): string => {
  const starts = mask.flatMap((m, k) => (m && !mask[k - 1] ? [k] : []));
  return starts
    .map((k) => {
      const end = mask.indexOf(false, k);
      const last = end < 0 ? mask.length : end;
      return last === k + 1 ? `t${last}` : `t${k + 1}-t${last}`;
    })
    .join(';');
};

/** Operators under the names mathjs gives them. */
export const OPERATORS: Readonly<Record<string, ScoreFunction>> = {
  add: numeric('+', (a, b) => a + b),
  subtract: numeric('-', (a, b) => a - b),
  multiply: numeric('*', (a, b) => a * b),
  divide: numeric('/', (a, b) => a / b),
  pow: numeric('^', (a, b) => a ** b),
  unaryMinus: unary('-', (a) => -a),
  smaller: numeric('<', (a, b) => a < b),
  smallerEq: numeric('<=', (a, b) => a <= b),
  larger: numeric('>', (a, b) => a > b),
  largerEq: numeric('>=', (a, b) => a >= b),
  equal: stepwise('==', 2, (a, b) => a === b),
  unequal: stepwise('!=', 2, (a, b) => a !== b),
  and: truths('and', 2, (a, b) => a! && b!),
  or: truths('or', 2, (a, b) => a! || b!),
  not: truths('not', 1, (a) => !a),
};

export const FUNCTIONS: Readonly<Record<string, ScoreFunction>> = {
  min: extreme('min'),
  max: extreme('max'),
  abs: unary('abs', Math.abs),
  round: unary('round', Math.round),
  sum: whole('sum', 1, (x) => sum(numbers(x, 'sum'))),
  mean: whole('mean', 1, (x) => {
    if (x.length === 0) throw new NoValue('mean of nothing');
    return sum(numbers(x, 'mean')) / x.length;
  }),
  // number of true values
  count: whole('count', 1, (mask) => mask.filter((m) => truthOf(m, 'count')).length),
  all: whole('all', 1, (mask) => mask.every((m) => truthOf(m, 'all'))),
  any: whole('any', 1, (mask) => mask.some((m) => truthOf(m, 'any'))),
  // the values where the mask is true
  pick: whole('pick', 2, (x, mask) => x.filter((_, k) => truthOf(mask[k], 'pick'))),
  // the steps where the mask is true, counted from t1, as papers write sets of hours: t1-t5;t16
  steps: whole('steps', 1, (mask) => ranges(mask.map((m) => truthOf(m, 'steps')))),
  // the value at the first and the last step where the mask is true, and at the step from which it is true to the end
  first: at('first', (mask) => mask.indexOf(true)),
  last: at('last', (mask) => mask.lastIndexOf(true)),
  from: at('from', (mask) => (mask.at(-1) === true ? mask.lastIndexOf(false) + 1 : -1)),
  // x[k] − x[k−1]; 0 at the first step
  change: whole('change', 1, (x) => {
    const values = numbers(x, 'change');
    return values.map((v, k) => (k === 0 ? 0 : v - values[k - 1]!));
  }),
};

const NAMES = new Map([...Object.entries(OPERATORS), ...Object.entries(FUNCTIONS)].map(([name, of]) => [of, name]));

export const nameOf = (of: ScoreFunction): string => NAMES.get(of)!;
