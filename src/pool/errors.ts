// Errors as plain data. A message between processes loses the class of an error and its members; they are made again here.
import { InputError, RunError } from '../../base/index.ts';
import { DiskError } from '../disk/write.ts';

/** Classes of errors, a class before those that it extends. */
const CLASSES: Readonly<Record<string, { readonly prototype: Error }>> = {
  input: InputError,
  disk: DiskError,
  run: RunError,
  other: Error,
};

/** Members of these classes, and of errors of the system. */
const MEMBERS = ['name', 'source', 'problems', 'reason', 'ofDisk', 'code', 'errno', 'syscall', 'path'] as const;

export interface ErrorData {
  readonly class: string;
  readonly message: string;
  readonly stack?: string | undefined;
  readonly members: Readonly<Record<string, unknown>>;
  readonly cause?: ErrorData;
}

/** Causes that are kept, one of another. */
const DEEPEST = 10;

export function dataOf(thrown: unknown, depth = 0): ErrorData {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { message, stack, cause } = error;
  const given = MEMBERS.filter((member) => Object.hasOwn(error, member) || (member === 'name' && !isKnown(error)));
  return {
    class: Object.keys(CLASSES).find((name) => error instanceof (CLASSES[name] as ErrorConstructor))!,
    message,
    stack,
    members: Object.fromEntries(given.map((member) => [member, plain((error as unknown as Members)[member])])),
    ...(cause === undefined || depth === DEEPEST ? {} : { cause: dataOf(cause, depth + 1) }),
  };
}

/** The name of another class is kept, the class is not. */
const isKnown = ({ name }: Error): boolean => name === 'Error';

type Members = Readonly<Record<string, unknown>>;

export function errorOf({ class: name, message, stack, members, cause }: ErrorData): Error {
  const error = new Error(message, cause === undefined ? {} : { cause: errorOf(cause) });
  Object.setPrototypeOf(error, CLASSES[name]!.prototype);
  if (stack !== undefined) error.stack = stack;
  return Object.assign(error, members);
}

/** The value where it is data; the text of what is not, such as a function that a module has put into a problem. */
function plain(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch {
    if (Array.isArray(value)) return value.map(plain);
    if (typeof value !== 'object' || value === null) return String(value);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
  }
}
