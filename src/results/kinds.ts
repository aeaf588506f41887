// Display names and colours of the kinds of devices.
import { type KindLook, kindColour } from '../../record/index.ts';

/** Kinds of devices by their names, as far as a reader meets them. */
export type DeviceTitles = ReadonlyMap<string, { readonly title: string; readonly colour?: string }>;

/** Title, for the beginning of a line, and colour; an unknown kind has its name as title. */
export const kindLook =
  (devices: DeviceTitles) =>
  (kind: string): KindLook => {
    const { title, colour } = devices.get(kind) ?? {};
    return { title: title ?? kind, colour: colour ?? kindColour(kind) };
  };

/** The title within a sentence. */
export const kindInWords =
  (devices: DeviceTitles) =>
  (kind: string): string => {
    const title = devices.get(kind)?.title;
    return title === undefined ? kind : title.charAt(0).toLowerCase() + title.slice(1);
  };
