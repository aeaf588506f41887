// The text of a file → rows of its components. A row is an object, or a list in the order of `attributes[component]`; an
// attribute that is absent, null or NaN has no value.
import { InputError, type Problem, ProblemList, parseJson } from '../../../base/index.ts';

/** Whether a text has the keys of a power-grid-model file. */
export const isPgm = (text: string): boolean => /"is_batch"\s*:/.test(text) && /"data"\s*:/.test(text);

/** Faults of a file, collected while it is read. */
export class Faults {
  readonly source: string;
  readonly file: string;
  readonly list = new ProblemList();

  constructor(source: string) {
    this.source = source;
    this.file = source.replace(/^.*[\\/]/, '');
  }

  add(problem: Problem): void {
    this.list.add(problem);
  }

  /** @throws InputError when there are any */
  stopIfAny(): void {
    if (this.list.count > 0) throw new InputError(this.source, this.list.list());
  }
}

/** One row of a component. A value of the wrong type is reported, and read as NaN. */
export class Row {
  readonly component: string;
  /** `input.json, line 3`, with the id. */
  readonly at: string;
  readonly #cells: ReadonlyMap<string, unknown>;
  readonly #faults: Faults;

  constructor(component: string, at: string, cells: ReadonlyMap<string, unknown>, faults: Faults) {
    this.component = component;
    this.at = at;
    this.#cells = cells;
    this.#faults = faults;
  }

  get id(): number {
    return this.#cells.get('id') as number;
  }

  fault(attribute: string, found: unknown, expected: string, hint?: string): void {
    this.#faults.add({ where: `${this.at}, ${attribute}`, found, expected, ...(hint === undefined ? {} : { hint }) });
  }

  get attributes(): Iterable<string> {
    return this.#cells.keys();
  }

  has(attribute: string): boolean {
    return this.#cells.has(attribute);
  }

  /** A finite number; `otherwise` where it has no value. */
  number(attribute: string, otherwise?: number): number {
    const value = this.#cells.get(attribute);
    if (value === undefined && otherwise !== undefined) return otherwise;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    this.fault(attribute, shown(value), 'a number');
    return Number.NaN;
  }

  /** A number above 0. */
  above0(attribute: string, otherwise?: number): number {
    const value = this.number(attribute, otherwise);
    if (value <= 0) this.fault(attribute, value, 'a number above 0');
    return value;
  }

  /** A number of 0 or more. */
  from0(attribute: string, otherwise?: number): number {
    const value = this.number(attribute, otherwise);
    if (value < 0) this.fault(attribute, value, 'a number of 0 or more');
    return value;
  }

  /** A share of rated, whose size is below 1. */
  share(attribute: string, otherwise?: number): number {
    const value = this.number(attribute, otherwise);
    if (Math.abs(value) >= 1) this.fault(attribute, value, 'a share of rated below 1', 'it is no percentage');
    return value;
  }

  whole(attribute: string, otherwise?: number): number {
    const value = this.number(attribute, otherwise);
    if (!Number.isInteger(value) && !Number.isNaN(value)) this.fault(attribute, value, 'a whole number');
    return value;
  }

  /** 0 or 1, or a boolean. */
  isOn(attribute: string): boolean {
    const value = this.#cells.get(attribute);
    if (value === 1 || value === true) return true;
    if (value !== 0 && value !== false) this.fault(attribute, shown(value), '0 or 1');
    return false;
  }

  /** A number, or the sum of three, one of each phase. */
  ofPhases(attribute: string): number {
    const value = this.#cells.get(attribute);
    const phases: readonly unknown[] = Array.isArray(value) ? value : [];
    if (phases.length === 3 && phases.every((x) => typeof x === 'number' && Number.isFinite(x)))
      return (phases as readonly number[]).reduce((sum, x) => sum + x, 0);
    this.fault(attribute, shown(value), 'three numbers, one of each phase');
    return Number.NaN;
  }
}

/** The rows of a file by component. */
export type Components = ReadonlyMap<string, readonly Row[]>;

/** @throws InputError for a text that is no JSON, and for one that is not the input of one scenario */
export function componentsOf(text: string, faults: Faults): Components {
  const { source, file } = faults;
  const root = parseJson(text, { source, file, bareNumbers: true });
  const { type, is_batch, attributes, data } = isObject(root) ? root : {};
  const refuse = (key: string, found: unknown, expected: string, hint?: string): never => {
    throw new InputError(source, [{ where: `${file}, ${key}`, found, expected, ...(hint ? { hint } : {}) }]);
  };
  if (type !== 'input')
    refuse('type', shown(type), 'input', 'an update or an output holds no network: read the input file it belongs to');
  if (is_batch !== false)
    refuse(
      'is_batch',
      shown(is_batch),
      'false: the input of one scenario',
      'write one scenario of the batch to a file',
    );
  if (!isObject(data)) return refuse('data', shown(data), 'an object with lists of components');
  const names = isObject(attributes) ? attributes : {};
  const ids = new Map<number, string>();
  return new Map(
    Object.entries(data).map(([component, rows]) => {
      if (Array.isArray(rows)) return [component, rowsOf(component, rows, names[component], ids, faults)];
      faults.add({ where: `${file}, data.${component}`, found: shown(rows), expected: 'a list of rows' });
      return [component, []];
    }),
  );
}

function rowsOf(
  component: string,
  rows: readonly unknown[],
  order: unknown,
  ids: Map<number, string>,
  faults: Faults,
): Row[] {
  const attributes = Array.isArray(order) ? order.map(String) : undefined;
  return rows.flatMap((row, i) => {
    const where = `${faults.file}, data.${component}[${i}]`;
    const cells = cellsOf(row, attributes);
    if (typeof cells === 'string') {
      faults.add({ where, found: shown(row), expected: cells });
      return [];
    }
    const id = cells.get('id');
    if (typeof id !== 'number' || !Number.isSafeInteger(id)) {
      faults.add({ where: `${where}, id`, found: shown(id), expected: 'a whole number' });
      return [];
    }
    const at = `${faults.file}, ${component} ${id}`;
    const before = ids.get(id);
    if (before !== undefined)
      faults.add({ where: `${where}, id`, found: id, expected: `an id of its own; ${before} has it` });
    ids.set(id, `${component} ${id}`);
    return [new Row(component, at, cells, faults)];
  });
}

/** The values of a row by attribute; or what was expected. */
function cellsOf(row: unknown, attributes: readonly string[] | undefined): ReadonlyMap<string, unknown> | string {
  const given = ([, value]: readonly [string, unknown]) => value !== null && value !== undefined;
  if (Array.isArray(row)) {
    if (!attributes) return 'an object: the file lists no attributes for this component';
    if (row.length !== attributes.length) return `${attributes.length} values: ${attributes.join(', ')}`;
    return new Map(attributes.map((name, i) => [name, row[i] as unknown] as const).filter(given));
  }
  if (!isObject(row)) return 'an object or a list';
  return new Map(Object.entries(row).filter(given));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value in a message: no long texts, no whole objects. */
const shown = (value: unknown): unknown =>
  Array.isArray(value) ? `a list of ${value.length}` : isObject(value) ? 'an object' : value;
