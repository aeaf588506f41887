// What a kind of device is called where a person reads it.
import { deviceKinds } from '../../devices/index.ts';

/** At the beginning of a line; a kind of a module is called as the module names it. */
export const kindTitle = (kind: string): string => deviceKinds.get(kind)?.title ?? kind;

/** Within a sentence. */
export const kindInWords = (kind: string): string => {
  const title = deviceKinds.get(kind)?.title;
  return title === undefined ? kind : title.charAt(0).toLowerCase() + title.slice(1);
};
