// The expected value of a schema, for messages. `expectation` replaces every default text of the validator; a schema's own
// messages are kept.
import type { z } from 'zod';
import { nearest, readHeader } from '../../../base/index.ts';
import { commaHint } from './quantity.ts';
import { hint } from './report.ts';

type Issue = z.core.$ZodIssue;
type RawIssue = z.core.$ZodRawIssue;

/** The expected value for a fault of a schema without its own message: the error map of the validator. */
export function expectation(issue: RawIssue): string {
  const unit = unitWords(issue.path ?? []);
  switch (issue.code) {
    case 'invalid_type':
      return typeWords(issue.expected) + unit;
    case 'too_small':
      return sizeWords(issue.origin, issue.minimum, issue.inclusive === false ? 'above' : 'at least') + unit;
    case 'too_big':
      return sizeWords(issue.origin, issue.maximum, issue.inclusive === false ? 'below' : 'at most') + unit;
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}${unit}`;
    case 'invalid_value':
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      return issue.format === 'regex' ? `a text of the form ${issue.pattern}` : `a text of the form ${issue.format}`;
    case 'invalid_union': {
      const branches = issue.errors.flatMap((branch) => branch.slice(0, 1).map(({ message }) => message));
      return branches.length > 0 ? [...new Set(branches)].join(' or ') : 'one of the forms it can have';
    }
    case 'invalid_key':
    case 'invalid_element':
      return issue.issues[0]?.message ?? 'another name';
    case 'unrecognized_keys':
      return `no key ${issue.keys.join(', ')}`;
    case 'custom':
      return 'another value';
  }
}

/** A hint for the value found, where there is one. */
export function hintFor(issue: Issue, found: unknown): { readonly hint?: string } {
  if (typeof found !== 'string') return {};
  if (issue.code === 'invalid_type') return commaHint(found);
  const near = issue.code === 'invalid_value' ? nearest(found, issue.values.map(String)) : undefined;
  return hint(near && `did you mean ${near}?`);
}

const TYPES: Readonly<Record<z.core.$ZodInvalidTypeExpected, string>> = {
  number: 'a number',
  int: 'a whole number',
  bigint: 'a whole number',
  nan: 'no number',
  string: 'a text',
  symbol: 'a text',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  set: 'a list',
  object: 'a mapping',
  record: 'a mapping',
  map: 'a mapping',
  date: 'a time',
  file: 'a file',
  function: 'another value',
  undefined: 'nothing',
  void: 'nothing',
  never: 'nothing',
  null: 'null',
  nonoptional: 'a value',
};

const typeWords = (type: string): string => (Object.hasOwn(TYPES, type) ? TYPES[type]! : 'another value');

function sizeWords(origin: string, size: number | bigint, bound: string): string {
  if (origin === 'string') return size === 1 ? 'a text that is not empty' : `a text of ${bound} ${size} characters`;
  if (origin === 'number' || origin === 'int' || origin === 'bigint') {
    const of = bound.startsWith('at ') ? 'of ' : '';
    return `a ${origin === 'number' ? '' : 'whole '}number ${of}${bound} ${size}`;
  }
  return `${bound} ${size} ${size === 1 ? 'item' : 'items'}`;
}

/** `, in kW` for a field with a unit. */
function unitWords(path: readonly PropertyKey[]): string {
  const field = path.findLast((step) => typeof step === 'string');
  if (field === undefined || /_(?:min|max)$/.test(field)) return '';
  const reading = readHeader(field)[0];
  return reading ? `, in ${reading.unit.name}` : '';
}
