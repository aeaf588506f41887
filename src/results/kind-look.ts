// What a kind of device is called where a person reads it, and its colour.
import { deviceKinds } from '../../devices/index.ts';
import { type KindLook, kindColour } from '../../record/index.ts';

/** The title for the beginning of a line; a kind of a module is called as the module names it. */
export const kindLook = (kind: string): KindLook => {
  const { title, colour } = deviceKinds.get(kind) ?? {};
  return { title: title ?? kind, colour: colour ?? kindColour(kind) };
};

/** The title within a sentence. */
export const kindInWords = (kind: string): string => {
  const title = deviceKinds.get(kind)?.title;
  return title === undefined ? kind : title.charAt(0).toLowerCase() + title.slice(1);
};
