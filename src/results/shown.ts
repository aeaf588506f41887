// Which plots a run has: those of every run, of its kinds of device, and of its controllers.
import { controllerKinds } from '../../controllers/index.ts';
import { deviceKinds } from '../../devices/index.ts';
import { type AnyPlot, arranged, runPlots } from '../../record/index.ts';
import type { Manifest } from './manifest.ts';

/** In the order of the report. A plot of two controllers is drawn once. */
export function plotsOf({ controllers }: Pick<Manifest, 'controllers'>): AnyPlot[] {
  const ofDevices = [...deviceKinds.values()].flatMap(({ plots = [] }) => plots);
  const ofControllers = controllers.flatMap((kind) => controllerKinds.get(kind)?.plots ?? []);
  return arranged([...new Set([...runPlots, ...ofDevices, ...ofControllers])]);
}
