// What a schema asks for, in the words of a message.
import type { z } from 'zod';
import { nearest, readHeader } from '../../base/index.ts';
import { hint } from './report.ts';

type Issue = z.core.$ZodIssue;

/** What was expected where a schema found fault, and a hint where one is at hand. */
export function issueWords(issue: Issue, found: unknown): { expected: string; hint?: string } {
  switch (issue.code) {
    case 'invalid_type':
      return { expected: `${typeWords(issue.expected)}${unitWords(issue.path)}`, ...commaHint(found) };
    case 'too_small':
      return {
        expected:
          sizeWords(issue.origin, issue.minimum, issue.inclusive ? 'at least' : 'above') + unitWords(issue.path),
      };
    case 'too_big':
      return {
        expected: sizeWords(issue.origin, issue.maximum, issue.inclusive ? 'at most' : 'below') + unitWords(issue.path),
      };
    case 'invalid_value': {
      const known = issue.values.map(String);
      const near = typeof found === 'string' ? nearest(found, known) : undefined;
      return {
        expected: known.length === 1 ? known[0]! : `one of ${known.join(', ')}`,
        ...hint(near && `did you mean ${near}?`),
      };
    }
    case 'invalid_union':
      return { expected: unionWords(issue, found) };
    default:
      return { expected: plain(issue.message) };
  }
}

function unionWords(issue: Issue & { code: 'invalid_union' }, found: unknown): string {
  if (issue.message !== 'Invalid input' || issue.errors.length === 0) return plain(issue.message);
  return [
    ...new Set(issue.errors.flatMap((branch) => branch.slice(0, 1).map((i) => issueWords(i, found).expected))),
  ].join(' or ');
}

const TYPES: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

const typeWords = (type: string): string => TYPES[type] ?? type;

function sizeWords(origin: string, size: number | bigint, bound: string): string {
  if (origin === 'array') return `${bound} ${size} ${size === 1 ? 'item' : 'items'}`;
  if (origin === 'string') return size === 1 ? 'a text that is not empty' : `a text of ${bound} ${size} characters`;
  return `a ${origin === 'int' ? 'whole ' : ''}number ${bound === 'above' || bound === 'below' ? bound : `of ${bound}`} ${size}`;
}

/** `, in kW` for a field that carries its unit. */
function unitWords(path: readonly PropertyKey[]): string {
  const field = path.findLast((step) => typeof step === 'string');
  if (field === undefined || /_(?:min|max)$/.test(field)) return '';
  const reading = readHeader(field)[0];
  return reading ? `, in ${reading.unit.name}` : '';
}

const commaHint = (found: unknown): { hint?: string } =>
  hint(
    typeof found === 'string' && /^-?\d+,\d+$/.test(found)
      ? `write ${found.replace(',', '.')} with a point`
      : undefined,
  );

/** A schema's own message, which may begin with the word the report puts before it. */
const plain = (text: string): string => text.replace(/^expected /i, '');
