// Scale of the costs once prices are known.
import type { Standard } from './standard.ts';
import type { State } from './state.ts';

/** Costs are raised if half of the conditions of stationarity have terms below this. */
const FAR_BELOW = 1e-2;

/**
 * Multiplies the costs so that the terms of the usual condition of stationarity are about 1, where they are far below: many penalties,
 * or costs that reach a variable through a chain of small coefficients, hide their size from scaling.ts. The regularisation of
 * newton-system.ts would then count for more than the curvature of the cost.
 */
export function raiseCosts(form: Standard, { terms, y, z }: State): void {
  const sizes = terms.filter((size) => size > 0).sort();
  const usual = sizes[sizes.length >> 1]!;
  if (!(usual < FAR_BELOW)) return;
  form.scaleCosts(1 / usual);
  for (const prices of [y, z]) for (let j = 0; j < prices.length; j++) prices[j]! /= usual;
}
