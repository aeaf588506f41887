// How far the linear model of the network is from the AC power flow of the final schedule, bus by bus.
import {
  averaging,
  extentOf,
  held,
  holding,
  line,
  overSteps,
  plot,
  short,
  timeAxis,
  WIDTH,
} from '../../../record/drawing/index.ts';
import type { Plot, Reading, Run, Series, Spec } from '../../../record/index.ts';

interface Data {
  readonly voltages: ReadonlyMap<string, Series<'error_pu'>>;
}

/** @param voltages by bus */
export const linearisationError = (voltages: Reading<Data['voltages']>): Plot<Data> => ({
  id: 'linearisation-error',
  reads: { voltages },
  caption: () =>
    'Error of the linearised voltage at each bus with devices: voltage of the linear model minus that of the AC power flow. One line for each bus.',
  draw(run, { voltages }) {
    let worst = { bus: '', own: 0 };
    for (const [bus, { error_pu: error }] of voltages) {
      const own = Math.max(-extentOf(error.min)[0], extentOf(error.max)[1]);
      if (own > worst.own) worst = { bus, own };
    }
    if (worst.bus === '') return undefined;
    const { factor, unit } = unitOf(worst.own);
    const values = [...voltages].flatMap(([bus, { error_pu: error }]) => overSteps(run, error, { bus }, factor));
    const y = { field: 'value', type: 'quantitative', axis: { title: `Error of the voltage [${unit}]` } };
    const parts = {
      width: WIDTH,
      height: 260,
      encoding: { x: timeAxis(run) },
      layer: [
        ...(run.blocks.length > 1 ? [range(run, voltages, factor)] : []),
        {
          data: { values },
          mark: { type: 'line', ...holding(run), strokeWidth: 1, opacity: 0.6, color: line },
          encoding: { y, detail: { field: 'bus' } },
        },
      ],
    };
    const remark = `Largest: ${(factor * worst.own).toPrecision(3)}${factor === 1 ? '' : ' ×'} ${unit} at bus ${worst.bus}.`;
    return plot(run, 'Linearised voltages minus AC power flow', parts, remark, averaging(run));
  },
});

/** p.u., or the power of a thousandth of it in which the largest error is 1 or more. */
function unitOf(max: number): { factor: number; unit: string } {
  if (max >= 1) return { factor: 1, unit: 'p.u.' };
  const thirds = Math.min(4, Math.ceil(-Math.log10(max) / 3));
  return { factor: 10 ** (3 * thirds), unit: `10⁻${['³', '⁶', '⁹', '¹²'][thirds - 1]} p.u.` };
}

/** From the lowest to the highest error of all buses and steps of a block. */
function range(run: Run, voltages: Data['voltages'], factor: number): Spec {
  const errors = [...voltages.values()].map(({ error_pu }) => error_pu);
  const values = held(run, (b) => ({
    lo: short(factor * extentOf(errors.map(({ min }) => min[b]!))[0]),
    hi: short(factor * extentOf(errors.map(({ max }) => max[b]!))[1]),
  }));
  return {
    data: { values },
    mark: { type: 'area', ...holding(run), opacity: 0.25, color: line },
    encoding: { y: { field: 'lo', type: 'quantitative' }, y2: { field: 'hi' } },
  };
}
