// The prices a mechanism needs, where a case has them.
import { InputError } from '../base/index.ts';
import type { Market, Site } from './controller.ts';

/** @throws InputError when the site has no market */
export function marketOf(name: string, { market }: Site): Market {
  if (market !== undefined) return market;
  const expected = `prices to buy energy at: the controller ${name} minimises its cost`;
  throw new InputError('case.yaml', [{ where: 'market', found: undefined, expected }]);
}

/** A profile over steps of the clock. */
export const seriesOf = ({ profile }: Site, name: string, from: number, steps: number): number[] =>
  Array.from({ length: steps }, (_, t) => profile(name, from + t));
