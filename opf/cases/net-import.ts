import type { AcOptimum } from '../optimum.ts';

/** Active power from the supply in a step, < 0 where it is exported [kW]. */
export const netImport_kw = ({ import_kw, export_kw }: AcOptimum, t: number): number => import_kw[t]! - export_kw[t]!;
