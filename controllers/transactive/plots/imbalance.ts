// The imbalance at the grid connection before the bonuses and after them, and the bonus of each step with its cap.
import {
  alarm,
  averaging,
  held,
  holding,
  line,
  lines,
  overSteps,
  plot,
  short,
  strokeLegend,
  timeAxis,
  unitOf,
  valueAxis,
  WIDTH,
} from '../../../record/drawing/index.ts';
import { BlockSeries, type Plot, type Run, readingOf, type Spec } from '../../../record/index.ts';
import { hoursTable } from '../record/tables.ts';

const BEFORE = { name: 'before the bonuses', colour: '#7f8c99' };
const AFTER = { name: 'remaining', colour: alarm };
const BONUS = { name: 'bonus', colour: line, dash: [1, 0] };
const CAP = { name: 'cap', colour: '#4d4d4d', dash: [4, 3] };

/** Each panel has its own legend. */
const OWN_SCALES = { scale: { color: 'independent', strokeDash: 'independent' } };

interface Hours {
  readonly before: BlockSeries;
  readonly after: BlockSeries;
  readonly bonus: BlockSeries;
  /** Of the steps with a bonus. */
  readonly cap: BlockSeries;
}

export const transactiveImbalance: Plot<{ readonly hours: Hours }> = {
  id: 'transactive-imbalance',
  reads: {
    hours: readingOf(
      hoursTable,
      ['imbalance_kw', 'residual_kw', 'bonus', 'cap', 'rounds'],
      ({ blocks }): Hours => ({
        before: new BlockSeries(blocks),
        after: new BlockSeries(blocks),
        bonus: new BlockSeries(blocks),
        cap: new BlockSeries(blocks),
      }),
      ({ before, after, bonus, cap }, row) => {
        before.add(row.step, row.imbalance_kw);
        after.add(row.step, row.residual_kw);
        bonus.add(row.step, row.bonus);
        if (row.rounds > 0) cap.add(row.step, row.cap);
      },
    ),
  },
  caption: () =>
    'Imbalance at the grid connection, > 0 is a surplus: before the bonuses, and what remains. Below: the bonus of each step, and its cap.',
  draw(run, { hours }) {
    const parts = { vconcat: [imbalance(run, hours), bonuses(run, hours)], spacing: 26, resolve: OWN_SCALES };
    return plot(run, 'Imbalance before and after the bonuses', parts, 'Imbalance > 0 is a surplus.', averaging(run));
  },
};

function imbalance(run: Run, { before, after }: Hours): Spec {
  const { title, scale } = unitOf(run);
  const looks = [BEFORE, AFTER];
  const area = ({ colour }: { colour: string }, of: BlockSeries, opacity: number): Spec => ({
    data: { values: held(run, (b) => ({ value: short(scale * of.mean(b)) })) },
    mark: { type: 'area', ...holding(run), color: colour, opacity },
    encoding: { y: { field: 'value', type: 'quantitative' }, y2: { datum: 0 } },
  });
  const values = [
    ...overSteps(run, before, { quantity: BEFORE.name }, scale),
    ...overSteps(run, after, { quantity: AFTER.name }, scale),
  ];
  const color = {
    field: 'quantity',
    type: 'nominal',
    scale: { domain: looks.map(({ name }) => name), range: looks.map(({ colour }) => colour) },
    legend: strokeLegend('Imbalance'),
  };
  const encoding = { y: valueAxis(title.replace('Power', 'Imbalance'), 6), color };
  return {
    width: WIDTH,
    height: 210,
    encoding: { x: timeAxis(run, { title: null, labels: false }) },
    layer: [
      area(BEFORE, before, 0.3),
      area(AFTER, after, 0.3),
      ...lines(run, { data: { values }, mark: { type: 'line', strokeWidth: 1.8 }, encoding }, ['quantity']),
    ],
  };
}

function bonuses(run: Run, { bonus, cap }: Hours): Spec {
  const looks = [BONUS, CAP];
  const values = [...overSteps(run, bonus, { quantity: BONUS.name }), ...overSteps(run, cap, { quantity: CAP.name })];
  const quantity = { field: 'quantity', type: 'nominal', legend: strokeLegend('Price') };
  const domain = looks.map(({ name }) => name);
  const encoding = {
    y: valueAxis(`Bonus [${run.currency}/kWh]`, 5),
    color: { ...quantity, scale: { domain, range: looks.map(({ colour }) => colour) } },
    strokeDash: { ...quantity, scale: { domain, range: looks.map(({ dash }) => dash) } },
  };
  return {
    width: WIDTH,
    height: 130,
    encoding: { x: timeAxis(run) },
    layer: lines(run, { data: { values }, mark: { type: 'line', strokeWidth: 1.8 }, encoding }, ['quantity']),
  };
}
