// Which plots a run has: those of every run, of its kinds of device, and of its controllers.
import { InputError } from '../../../base/index.ts';
import { type AnyPlot, arranged } from '../../../record/index.ts';
import type { Kinds } from '../../kinds.ts';

/**
 * In the order of the report. A plot of two controllers is drawn once.
 * @throws InputError when two different plots have one id
 */
export function plotsOf(controllers: readonly string[], kinds: Kinds): AnyPlot[] {
  const ofDevices = [...kinds.devices.values()].flatMap(({ plots = [] }) => plots);
  const ofControllers = controllers.flatMap((kind) => kinds.controllers.get(kind)?.plots ?? []);
  const all = [...new Set([...kinds.plots, ...ofDevices, ...ofControllers])];
  const twice = all.filter(({ id }, i) => all.findIndex((other) => other.id === id) < i);
  if (twice.length > 0) {
    const problem = { found: 'two different plots of this id', expected: 'one plot for each id' };
    throw new InputError(
      `plots of ${controllers.join(' + ')}`,
      twice.map(({ id }) => ({ where: id, ...problem })),
    );
  }
  return arranged(all);
}
