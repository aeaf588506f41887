// Quantities of a case, `11 kW`: the fixed table first, then the case's own units, then mathjs. mathjs needs a second to load, so
// it is loaded only for a unit that is not in the table. Only its unit parser is used, never its expressions.
import { nearest, type OwnUnits, type Unit, unitNames, unitOf } from '../../../base/index.ts';
import type { Place } from './place.ts';
import { hint, Report } from './report.ts';

/** The fault of a quantity. */
export interface Fault {
  readonly expected: string;
  readonly hint?: string;
}

/** All units of a case. */
export interface Units {
  readonly own: OwnUnits;
  /** The unit that a text names, of the wanted dimension where it is not in the table. */
  unit(text: string, wanted?: Unit): Unit | undefined;
}

/** The form of a number in tables and quantities. */
export const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** A hint for a number with commas, which may be decimal points or separate thousands. */
export function commaHint(text: string): { readonly hint?: string } {
  if (!/^[+-]?\d+(?:,\d+)+(?:\.\d+)?$/.test(text)) return {};
  const point = text.replace(',', '.');
  const plain = text.replaceAll(',', '');
  if (!/^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(text)) return hint(`write ${point} with a point`);
  return hint(NUMBER.test(point) ? `write ${plain}, or ${point} with a point` : `write ${plain}`);
}

const QUANTITY = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(\p{L}[^:;]*|[%°€$][^:;]*)$/iu;

/** `11 kW` as number and unit text; undefined when the text has another form. */
export function splitQuantity(text: string): { value: number; unit: string } | undefined {
  const match = QUANTITY.exec(text.trim());
  return match ? { value: Number(match[1]), unit: match[2]!.trim() } : undefined;
}

/** Reads the `units:` section, and loads mathjs when `data` contains a unit that is not in the table. */
export async function readUnits(data: unknown, place: Place, report: Report): Promise<Units> {
  const definitions = section(data, report, place);
  const { title: _title, source: _source, ...rest } = data as Record<string, unknown>;
  const strange = [...texts(rest)].some((text) => {
    const unit = splitQuantity(text)?.unit;
    return unit !== undefined && unitOf(unit) === undefined && !Object.hasOwn(definitions, unit);
  });
  return defined({ definitions, own: new Map(), foreign: strange ? await mathjsUnits() : none, place, report });
}

/**
 * The units of a case that the table defines, for use before the case is read. Faults of definitions are reported when it is
 * read.
 */
export function knownUnits(definitions: Readonly<Record<string, unknown>>): Units {
  const place: Place = { at: String, atKey: String, spelling: () => undefined };
  return defined({ definitions, own: new Map(), foreign: none, place, report: new Report('') });
}

const none = () => undefined;

function defined(d: Defining): Units {
  for (const name of Object.keys(d.definitions)) define(name, [], d);
  return { own: d.own, unit: (text, wanted) => unitOf(text, d.own) ?? d.foreign(text, wanted) };
}

/** Every text in a tree of plain data. */
function* texts(data: unknown): Generator<string> {
  if (typeof data === 'string') yield data;
  else if (data !== null && typeof data === 'object') for (const value of Object.values(data)) yield* texts(value);
}

function section(data: unknown, report: Report, place: Place): Record<string, unknown> {
  const units = (data as { units?: unknown }).units ?? {};
  if (typeof units === 'object' && !Array.isArray(units)) return units as Record<string, unknown>;
  report.add({
    where: place.at(['units']),
    found: units,
    expected: 'a mapping of names to quantities: {furlong: 201.168 m}',
  });
  return {};
}

interface Defining {
  readonly definitions: Readonly<Record<string, unknown>>;
  readonly own: Map<string, Unit>;
  readonly foreign: (text: string, wanted?: Unit) => Unit | undefined;
  readonly place: Place;
  readonly report: Report;
}

/** Adds one own unit to `own`, after the units in its definition. `trail` has the names being defined. */
function define(name: string, trail: readonly string[], d: Defining): Unit | undefined {
  const done = d.own.get(name);
  if (done) return done;
  const text = d.definitions[name];
  const fault = (expected: string, more?: string, found: unknown = text) => {
    d.report.add({ where: d.place.at(['units', name]), found, expected, ...hint(more) });
    return undefined;
  };
  if (trail.includes(name)) {
    const circle = [...trail.slice(trail.indexOf(name)), name].join(' → ');
    return trail[0] === name
      ? fault('a definition that ends in a known unit', `it goes in a circle: ${circle}`)
      : undefined;
  }
  if (!/^[a-zA-Zµ°][a-zA-Zµ°]*$/.test(name)) return fault('a unit name of letters only', undefined, name);
  if (unitOf(name)) return fault(`another name: ${name} is a known unit already`, undefined, name);
  const parts = typeof text === 'string' ? splitQuantity(text) : undefined;
  if (!parts) return fault('a number and a known unit, such as 201.168 m');
  if (!(parts.value > 0 && Number.isFinite(parts.value))) return fault('a size above 0 and finite');
  const base = Object.hasOwn(d.definitions, parts.unit)
    ? define(parts.unit, [...trail, name], d)
    : (unitOf(parts.unit) ?? d.foreign(parts.unit));
  if (!base) {
    // a unit of the case that failed has been reported at its own line
    if (Object.hasOwn(d.definitions, parts.unit)) return undefined;
    const near = nearest(parts.unit, [...unitNames, ...Object.keys(d.definitions)]);
    return fault('a number and a known unit', near && `did you mean ${near}?`);
  }
  if (base.offset !== 0) return fault('a unit whose zero is zero: no °F');
  const factor = parts.value * base.factor;
  if (!(factor > 0 && Number.isFinite(factor))) return fault('a size above 0 and finite');
  const unit: Unit = { name, dimension: base.dimension, factor, offset: 0 };
  d.own.set(name, unit);
  return unit;
}

/** A hint with the nearest unit of the wanted dimension; for short words only with another case of letters. */
export function nearestUnit(word: string, { own }: Units, wanted: Unit): string | undefined {
  const known = [wanted.name, ...unitNames, ...own.keys()].filter(
    (name) => unitOf(name, own)?.dimension === wanted.dimension,
  );
  const near = nearest(word, known);
  return near && (near.length > 3 || near.toLowerCase() === word.toLowerCase()) ? `did you mean ${near}?` : undefined;
}

/** Base unit of each dimension that mathjs knows too, as both write it. */
const SHARED = ['W', 'J', 'V', 'A', 'ohm', 'S', 'F', 'H', 'm', 's', 'Hz', 'K', 'deg'] as const;

/** Units by mathjs: `7 hp` for a power, `3 yd` for a length. */
async function mathjsUnits(): Promise<(text: string, wanted?: Unit) => Unit | undefined> {
  const { unit } = await import('mathjs');
  return (text, wanted) => {
    if (text.length > 40) return undefined;
    for (const name of SHARED) {
      const base = unitOf(name)!;
      if (wanted && wanted.dimension !== base.dimension) continue;
      try {
        const size = unit(1, text).toNumber(name);
        const doubled = unit(2, text).toNumber(name);
        // a scale with an offset is not linear
        if (size > 0 && Math.abs(doubled - 2 * size) < 1e-9 * size) {
          return { name: text, dimension: base.dimension, factor: size * base.factor, offset: 0 };
        }
      } catch {
        // unknown to mathjs, or of another dimension
      }
    }
    return undefined;
  };
}
