// q = p tan φ, cos φ lagging: an inductive consumer draws both.
import * as z from 'zod';

/** Lagging power factor of the power drawn. Leading ones are rare; a load gives them as q_kvar < 0. */
export const powerFactor = z.number().gt(0).max(1);

/** tan φ of a lagging power factor cos φ. */
export const tanPhi = (cosPhi: number): number => Math.sqrt(1 - cosPhi * cosPhi) / cosPhi;
