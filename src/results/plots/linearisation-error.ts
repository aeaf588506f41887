// How far the linear model of the network stands from the AC power flow of the final schedule, bus by bus.
import type { Plot } from './plot.ts';
import { held } from './stacks.ts';
import { line, plot, short, timeAxis, WIDTH } from './theme.ts';

export const linearisationError: Plot = {
  id: 'linearisation-error',
  caption: () =>
    'Error of the linearised voltage at each bus with devices: as the linear model has it, less the AC power flow. One line for each bus.',
  draw(run) {
    const { voltages } = run.flexibility;
    const worst = [...voltages].reduce(
      (most, [bus, { error }]) => {
        const own = Math.max(...[...error.min, ...error.max].filter(Number.isFinite).map(Math.abs), 0);
        return own > most.own ? { bus, own } : most;
      },
      { bus: '', own: 0 },
    );
    if (worst.bus === '') return undefined;
    const values = [...voltages].flatMap(([bus, { error }]) =>
      held(run, (b) => ({ bus, value: short(1000 * error.mean(b)) })),
    );
    const parts = {
      width: WIDTH,
      height: 260,
      data: { values },
      mark: { type: 'line', strokeWidth: 1, opacity: 0.6, color: line },
      encoding: {
        x: timeAxis(run),
        y: { field: 'value', type: 'quantitative', axis: { title: 'Error of the voltage [10⁻³ p.u.]' } },
        detail: { field: 'bus' },
      },
    };
    const remark = `Largest: ${worst.own.toPrecision(3)} p.u. at ${worst.bus}.`;
    return plot(run, 'Linearised voltages less AC power flow', parts, remark);
  },
};
