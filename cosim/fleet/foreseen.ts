// The schedule of a day-ahead stage: what the network imports until the next one if the forecasts of the stage are right.
//   u[k]              set points of the day-ahead plans; default behaviour elsewhere
//   s[k], x[k+1]      = f(x[k], û[k], u[k])   with the forecast inputs û
//   0 = g(v[k], s[k]) AC power flow: losses and loads that depend on the voltage are in the schedule
import type { Observer, Plan, Scene } from '../contracts.ts';
import type { Fleet } from './fleet.ts';
import { createSetPoints } from './set-points.ts';
import { addLoad, noLoads } from './sums.ts';

interface AfterStage {
  readonly scene: Scene;
  readonly observers: readonly Observer[];
  /** The step of the stage. */
  readonly k: number;
  /** Over the controllers. */
  readonly plans: readonly Plan[];
  readonly fleet: Pick<Fleet, 'states'>;
  /** Called for steps in ascending order. */
  nextDayAhead(k: number): boolean;
}

/** Reports the schedule to the observers; there is none where a controller plans without giving its set points. */
export function reportSchedule({ scene, observers, plans, k, fleet, nextDayAhead }: AfterStage): void {
  const isGiven = scene.controllers.every((controller) => controller.scheduled || !controller.dayAhead);
  if (!scene.forecasts || !isGiven || observers.every((o) => !o.onSchedule)) return;
  let to = k + 1;
  while (to < scene.clock.steps && !nextDayAhead(to)) to++;
  const import_kw = foreseenImport(scene, { from: k, to, states: fleet.states(), plans });
  for (const o of observers) o.onSchedule?.(k, import_kw);
}

/** From a step to the one before the next stage. */
interface Foreseen {
  readonly from: number;
  readonly to: number;
  /** Of the devices before `from`. */
  readonly states: readonly unknown[];
  /** Over the controllers. */
  readonly plans: readonly Plan[];
}

/** Import over the steps [kW]; NaN where the power flow has no solution. */
function foreseenImport({ grid, devices, controllers }: Scene, { from, to, states, plans }: Foreseen): Float64Array {
  const place = new Map(grid.buses.map((bus, b) => [bus, b]));
  const setPoints = createSetPoints(devices.map(({ id }) => id));
  const import_kw = new Float64Array(to - from);
  const x = [...states];
  for (let k = from; k < to; k++) {
    setPoints.clear();
    for (const [c, controller] of controllers.entries()) {
      const planned = controller.scheduled?.(plans[c], k);
      if (planned) setPoints.add(controller.name, planned);
    }
    const loads = noLoads(grid.buses.length);
    for (const [d, device] of devices.entries()) {
      const inputs = device.forecast ? device.forecast(k) : device.inputs(k);
      const setPoint = setPoints.complete(d, () => device.defaultSetPoint(x[d], inputs));
      const did = device.step(x[d], inputs, setPoint);
      addLoad(loads, place.get(device.bus)!, did);
      x[d] = did.next;
    }
    const flow = grid.solve(loads);
    import_kw[k - from] = flow.converged ? flow.import_kw : Number.NaN;
  }
  return import_kw;
}
