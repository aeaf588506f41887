// Objects of Python in a file, as far as they are plain data: {"_module", "_class", "_object"}, where `_object` is the content or a JSON
// text of it. Nothing is evaluated.
import { parseJson } from '../../../../base/index.ts';
import { isObject } from '../file/document.ts';
import { Table } from '../file/table.ts';

/** Where an object is, for messages. */
export interface Place {
  /** Path of the file. */
  readonly source: string;
  /** `net.json, controller 3` */
  readonly where: string;
}

/** Class of an object; undefined where a value is none. */
export const classOf = (value: unknown): string | undefined =>
  isObject(value) && typeof value['_class'] === 'string' ? value['_class'] : undefined;

/** Content of an object. @throws InputError where its text is no JSON */
export function contentOf(value: unknown, { source, where }: Place): unknown {
  const content = isObject(value) ? value['_object'] : undefined;
  return typeof content === 'string' ? parseJson(content, { source, file: where, bareNumbers: true }) : content;
}

/** The members of a list, an array, an index or a series, or one number or text; undefined for anything else. */
export function listOf(value: unknown, place: Place): readonly (number | string)[] | undefined {
  if (typeof value === 'number' || typeof value === 'string') return [value];
  if (Array.isArray(value)) {
    const members = value.map((member) => listOf(member, place));
    return members.every((member) => member !== undefined) ? members.flat() : undefined;
  }
  const name = classOf(value);
  if (name === undefined) return undefined;
  const content = contentOf(value, place);
  return listOf(name === 'Series' && isObject(content) ? content['data'] : content, place);
}

/** A table; undefined where the value is none. @throws InputError where it has another form */
export function frameOf(value: unknown, place: Place): Table | undefined {
  if (classOf(value) !== 'DataFrame') return undefined;
  const { orient = 'split' } = value as { readonly orient?: unknown };
  return Table.of(place.where, place.where, orient, contentOf(value, place), place.source);
}
