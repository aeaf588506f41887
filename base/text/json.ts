// JSON text → value, in bounded depth, with the line of the first fault.
import { InputError } from '../errors.ts';

/** Nesting depth of a JSON text; network and case files need ten. */
const DEPTH = 100;

interface JsonOptions {
  /** Name of the file, of the message's head. */
  readonly source: string;
  /** The file in `where`. */
  readonly file: string;
  /** Whether NaN, Infinity and -Infinity, which Python writes, are read as null; refused otherwise. */
  readonly bareNumbers?: boolean;
}

/** @throws InputError with the line of the first fault; a text nested deeper than 100 is not parsed */
export function parseJson(text: string, { source, file, bareNumbers = false }: JsonOptions): unknown {
  const { tooDeepAt, bare } = scan(text);
  const refuse = (at: number, found: string, expected: string, hint?: string): never => {
    throw new InputError(source, [
      { where: `${file}:${lineOf(text, at)}`, found, expected, ...(hint ? { hint } : {}) },
    ]);
  };
  if (tooDeepAt !== undefined) refuse(tooDeepAt, 'a deeper text', `JSON nested at most ${DEPTH} deep`);
  try {
    return JSON.parse(bareNumbers && bare.length > 0 ? withNull(text, bare) : text);
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    const hint = bare.length > 0 ? 'JSON has no NaN and no Inf; write 1e10 for a limit that is none' : undefined;
    return refuse(faultOf(text), found, 'JSON', bareNumbers ? undefined : hint);
  }
}

type Span = readonly [from: number, to: number];

/** Depth and words of Python or JavaScript for numbers that JSON does not have, both outside of strings. */
function scan(text: string): { readonly tooDeepAt?: number; readonly bare: readonly Span[] } {
  const bare: Span[] = [];
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === QUOTE) i = endOfString(text, i);
    else if (c === OPEN_BRACE || c === OPEN_BRACKET) {
      if (++depth > DEPTH) return { tooDeepAt: i, bare };
    } else if (c === CLOSE_BRACE || c === CLOSE_BRACKET) depth--;
    else if (c === LETTER_N || c === LETTER_I) {
      const word = ['NaN', 'Infinity', 'Inf'].find((name) => text.startsWith(name, i));
      if (word === undefined) continue;
      bare.push([text[i - 1] === '-' ? i - 1 : i, i + word.length]);
      i += word.length - 1;
    }
  }
  return { bare };
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const LETTER_N = 0x4e;
const LETTER_I = 0x49;

/** The closing quote of the string that begins at `from`; the length of the text where it does not end. */
function endOfString(text: string, from: number): number {
  for (let i = from + 1; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === BACKSLASH) i++;
    else if (c === QUOTE) return i;
  }
  return text.length;
}

function withNull(text: string, spans: readonly Span[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const [start, end] of spans) {
    parts.push(text.slice(from, start), 'null');
    from = end;
  }
  return [...parts, text.slice(from)].join('');
}

const lineOf = (text: string, at: number): number => {
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < at; i = text.indexOf('\n', i + 1)) line++;
  return line;
};

/** Where a text ceases to be JSON. The messages of `JSON.parse` have a position in some versions of Node and cases only. */
function faultOf(text: string): number {
  const open: string[] = [];
  let i = 0;
  /** What may come: a value, a key of an object, or what follows a value. */
  let next: 'value' | 'value or ]' | 'key' | 'key or }' | 'after' = 'value';
  const spaces = /[ \t\r\n]*/y;
  const scalar = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y;
  const matched = (pattern: RegExp): number => {
    pattern.lastIndex = i;
    return pattern.exec(text)?.[0].length ?? -1;
  };
  for (;;) {
    i += Math.max(0, matched(spaces));
    const c = text[i];
    if (c === undefined) return text.length;
    if (next === 'after') {
      if (c === open.at(-1)) open.pop();
      else if (c === ',' && open.length > 0) next = open.at(-1) === '}' ? 'key' : 'value';
      else return i;
      i++;
    } else if ((next === 'value or ]' && c === ']') || (next === 'key or }' && c === '}')) {
      open.pop();
      next = 'after';
      i++;
    } else if (next.startsWith('key')) {
      const end = stringFaultOrEnd(text, i);
      if (end < 0) return -end - 1;
      i = end;
      i += Math.max(0, matched(spaces));
      if (text[i] !== ':') return i;
      next = 'value';
      i++;
    } else if (c === '{' || c === '[') {
      open.push(c === '{' ? '}' : ']');
      next = c === '{' ? 'key or }' : 'value or ]';
      i++;
    } else {
      const end = c === '"' ? stringFaultOrEnd(text, i) : i + matched(scalar);
      if (end < 0) return -end - 1;
      if (end < i) return i;
      i = end;
      next = 'after';
    }
  }
}

/** The place behind a string that begins at `from`; minus its first fault, minus 1, where it has one. */
function stringFaultOrEnd(text: string, from: number): number {
  if (text[from] !== '"') return -from - 1;
  const end = endOfString(text, from);
  for (let i = from + 1; i < end; i++) if (text.charCodeAt(i) < 0x20) return -i - 1;
  return end === text.length ? -end - 1 : end + 1;
}
