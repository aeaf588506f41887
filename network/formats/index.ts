// File formats of networks. A new one costs a folder and a line here.
import type { NetworkFormat } from './format.ts';
import { matpower } from './matpower/index.ts';

export const FORMATS: readonly NetworkFormat[] = [matpower];

/** The format a file name ends in; undefined when none claims it. */
export function formatOf(file: string): NetworkFormat | undefined {
  return FORMATS.find(({ extensions }) => extensions.some((extension) => file.toLowerCase().endsWith(extension)));
}

export type { IsolatedBus, NetworkFormat, NetworkRead } from './format.ts';
export { matpower };
