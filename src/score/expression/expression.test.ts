import { beforeAll, describe, expect, it } from 'vitest';
import { ExpressionFault, evaluate, expressionParser, type Parse, type Scope } from './expression.ts';
import { NoValue, type Value } from './value.ts';

const series: Readonly<Record<string, Value>> = { hour: [8, 9, 10, 11], load: [1, 4, 4, 2], cost: 10, ours: 3 };
const scope = (run = 'a'): Scope => ({
  name: (name, other = run) => (name === 'cost' && other === 'b' ? 5 : series[name]!),
  published: () => 21.5,
  rounding: () => 0.05,
  across: () => [scope('a'), scope('b')],
});
const words = {
  measures: new Set(['load', 'cost']),
  runs: new Set(['a', 'b']),
  published: new Set(['x.cost']),
  extra: ['ours'],
};

let parse: Parse;
beforeAll(async () => {
  parse = await expressionParser();
});
const value = (text: string): Value => evaluate(parse(text, words), scope());

describe('an expression', () => {
  it.each<[string, Value]>([
    ['1 + 2 * 3 - 4 / 8 ^ 2', 6.9375],
    ['-(1 + 2)', -3],
    ["100 * (1 - cost('b') / cost)", 50],
    ['load * 2', [2, 8, 8, 4]],
    ['load == max(load)', [false, true, true, false]],
    ['first(hour, load == max(load))', 9],
    ['last(hour, load == max(load))', 10],
    ['from(hour, load > 1)', 9],
    ['from(hour, load > 0)', 8],
    ['sum(pick(load, hour >= 10 and not (load < 3)))', 4],
    ['mean(load) + min(load) + max(1, 2)', 5.75],
    ['change(load)', [0, 3, 0, -2]],
    ['count(load >= 2)', 3],
    ['all(load > 0) and any(load > 3) or false', true],
    ['count(across(cost > 8))', 1],
    ['max(across(cost))', 10],
    ['steps(load > 1)', 't2-t4'],
    ['steps(load < 3)', 't1;t4'],
    ['steps(load > 9)', ''],
    ["published('x.cost') - ours", 18.5],
    ['ours == 3 ? "yes" : "no"', 'yes'],
    ['abs(round(-2.6))', 3],
  ])('%s', (text, wanted) => {
    expect(value(text)).toEqual(wanted);
  });
});

describe('an invalid expression is refused, with what was expected', () => {
  it.each([
    ['1 +', /an expression/],
    ['cots + 1', /one of load, cost.*/],
    ["cost('c')", /a run of the study: a, b/],
    ['cost(1)', /one name in quotes/],
    ["published('x.cots')", /the id of a row of published\.csv/],
    ['sin(1)', /a measure or a function/],
    ['sum(load, load)', /1 of them/],
    ['x = 3', /numbers, names/],
    ['f(x) = x', /numbers, names/],
    ['load[1]', /numbers, names/],
    ['cost.constructor', /numbers, names/],
    ['import("fs")', /a measure or a function/],
    ['constructor("return 1")()', /.*/],
    ['toString', /one of load/],
    ['__proto__', /one of load/],
    ['1; 2', /numbers, names/],
    ['5 kW', /one of load/],
    ['[1, 2]', /numbers, names/],
    ['1 < cost < 3', /numbers, names/],
    ['1+'.repeat(20_000), /at most 4000 characters/],
    [`1${'+1'.repeat(1900)}`, /at most 200 operations/],
    [`${'-'.repeat(3999)}1`, /at most 200 operations/],
    [`${'('.repeat(1900)}1${')'.repeat(1900)}`, /at most 200 operations/],
    ['sum('.repeat(900), /at most 200 operations/],
  ])('%s', (text, expected) => {
    const fault = (() => {
      try {
        return parse(text, words);
      } catch (error) {
        return error;
      }
    })();
    expect(fault).toBeInstanceOf(ExpressionFault);
    expect((fault as ExpressionFault).expected).toMatch(expected);
  });

  it('published numbers are refused where they are not allowed', () => {
    const { published: _, ...bare } = words;
    expect(() => parse("published('x.cost')", bare)).toThrow(/ours comes from runs alone/);
  });
});

describe('an expression that cannot be evaluated has no value, and a reason', () => {
  it.each([
    ['first(hour, load > 9)', /holds nowhere/],
    ['from(hour, load > 3)', /holds nowhere/],
    ['load + pick(load, load > 1)', /series of 4 and 3 values/],
    ['sum(cost)', /wants a series/],
    ['mean(pick(load, load > 9))', /mean of nothing/],
    ['cost and true', /wants true or false/],
    ['-"a"', /wants a number/],
    ['across(load)', /one value of each run/],
  ])('%s', (text, reason) => {
    expect(() => value(text)).toThrow(NoValue);
    expect(() => value(text)).toThrow(reason);
  });
});
