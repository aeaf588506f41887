// One folder per mechanism, one line here.
import { central } from './central/central.ts';
import { cla } from './cla/cla.ts';
import { commitment } from './commitment/commitment.ts';
import type { AnyControllerKind } from './controller.ts';
import { dt } from './dt/dt.ts';
import { tfm } from './tfm/tfm.ts';
import { transactive } from './transactive/transactive.ts';
import { uncontrolled } from './uncontrolled/uncontrolled.ts';
import { voltVarDroop } from './volt-var/volt-var.ts';

export { type Accounted, type AccountTitles, accountTables, balancesOf, settlementTable } from './accounts.ts';
export { checkControllerKind } from './checked.ts';
export type { AnyControllerKind, ControllerKind, Market, Site } from './controller.ts';
export type { FeederDay } from './feeder/day.ts';
export * from './feeder/plots/index.ts';
export type { Placed } from './kept.ts';
export {
  type Coming,
  type Correction,
  type Mechanism,
  type Metered,
  mechanism,
  type Now,
  type Planned,
  type Replanned,
} from './mechanism.ts';
export type { CaseDevice, MoneyDefault, Need, Setting } from './needs.ts';
export { eachStep, type Indicators, once, type Published, type Source } from './publishing.ts';
export type { PlannedSetPoint } from './set-points.ts';
export { linearModelErrors, type ModelErrors, sharedIndicators } from './shared-indicators.ts';
export type { Party, Transfer } from './transfers.ts';
export type { CurvePoint } from './volt-var/curve.ts';
export { categoryB, voltVar } from './volt-var/curve.ts';

/** What a case without controllers has. */
export const defaultController: string = uncontrolled.kind;

/** Every controller a case may name, by its kind. */
export const controllerKinds: ReadonlyMap<string, AnyControllerKind> = new Map(
  [uncontrolled, voltVarDroop, commitment, central, tfm, dt, cla, transactive].map((controller: AnyControllerKind) => [
    controller.kind,
    controller,
  ]),
);
