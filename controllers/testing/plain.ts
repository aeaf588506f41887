// Plans as JSON text. JSON has no typed arrays, maps, NaN, infinities and −0; they are written as objects with one key.

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

const TYPED = { Float64Array, Int32Array, Uint8Array, Int8Array } as const;

/** @throws TypeError naming the place of what is no data: a function, an instance of a class */
export const toJson = (data: unknown): string => JSON.stringify(encoded(data, 'plan'));

export const fromJson = (text: string): unknown => decoded(JSON.parse(text));

function encoded(value: unknown, at: string): Json {
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))) {
    return { $number: Object.is(value, -0) ? '-0' : String(value) };
  }
  if (value === undefined) return { $undefined: true };
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (Array.isArray(value)) return value.map((of, i) => encoded(of, `${at}[${i}]`));
  for (const [name, kind] of Object.entries(TYPED)) {
    if (value instanceof kind) return { [`$${name}`]: Array.from(value, (of) => encoded(of, at)) };
  }
  if (value instanceof Map) return { $Map: Array.from(value, (pair) => encoded(pair, `${at}.get(${pair[0]})`)) };
  if (value instanceof Set) return { $Set: Array.from(value, (of) => encoded(of, at)) };
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, encoded(of, `${at}.${key}`)]));
  }
  throw new TypeError(`${at} is no data: ${typeof value === 'function' ? 'a function' : String(value)}`);
}

function decoded(json: Json): unknown {
  if (json === null || typeof json !== 'object') return json;
  if (Array.isArray(json)) return json.map(decoded);
  const entries = Object.entries(json);
  const [key, inner] = entries[0] ?? [];
  if (entries.length === 1 && key!.startsWith('$')) return special(key!.slice(1), inner!);
  return Object.fromEntries(entries.map(([name, of]) => [name, decoded(of)]));
}

function special(name: string, inner: Json): unknown {
  if (name === 'number') return Number(inner);
  if (name === 'undefined') return undefined;
  const list = decoded(inner) as readonly never[];
  if (name === 'Map') return new Map(list);
  if (name === 'Set') return new Set(list);
  return TYPED[name as keyof typeof TYPED].from(list);
}
