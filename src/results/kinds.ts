// The kinds of a run where a person reads of them: titles, colours, headings.
import { type AnyControllerKind, controllerKinds } from '../../controllers/index.ts';
import { type AnyDeviceKind, deviceKinds } from '../../devices/index.ts';
import { type KindLook, kindColour } from '../../record/index.ts';

/** The kinds that titles, colours and plots come from. */
export interface ShownKinds {
  readonly devices: ReadonlyMap<string, AnyDeviceKind>;
  readonly controllers: ReadonlyMap<string, AnyControllerKind>;
}

export const BUILT_IN: ShownKinds = { devices: deviceKinds, controllers: controllerKinds };

/** Title, for the beginning of a line, and colour; an unknown kind has its name as title. */
export const kindLook =
  ({ devices }: ShownKinds) =>
  (kind: string): KindLook => {
    const { title, colour } = devices.get(kind) ?? {};
    return { title: title ?? kind, colour: colour ?? kindColour(kind) };
  };

/** The title within a sentence. */
export const kindInWords = (kind: string): string => {
  const title = deviceKinds.get(kind)?.title;
  return title === undefined ? kind : title.charAt(0).toLowerCase() + title.slice(1);
};
