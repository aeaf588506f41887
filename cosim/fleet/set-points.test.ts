import { expect, it } from 'vitest';
import type { SetPointsOf } from '../contracts.ts';
import { byDevice } from '../testing/set-points.ts';
import { createSetPoints } from './set-points.ts';

it('mark the devices whose set points differ from those of the round before, also where one is gone', () => {
  const setPoints = createSetPoints(['a', 'b', 'c', 'd']);
  const due = new Uint8Array(4);
  const round = (answer: ReadonlyMap<number, { p_kw?: number; q_kvar?: number }>, first = false) => {
    setPoints.clear();
    setPoints.add('one', answer);
    setPoints.mark(due, first);
    return [...due];
  };
  expect(round(new Map([[1, { q_kvar: 2 }]]), true)).toEqual([1, 1, 1, 1]);
  expect(round(new Map([[1, { q_kvar: 2 }]]))).toEqual([0, 0, 0, 0]);
  expect(
    round(
      new Map([
        [1, { q_kvar: 3 }],
        [2, { p_kw: 0 }],
      ]),
    ),
  ).toEqual([0, 1, 1, 0]);
  expect(round(new Map([[2, { p_kw: -0 }]]))).toEqual([0, 1, 1, 0]); // −0 is another set point
  expect(round(new Map([[2, { p_kw: -0 }]]))).toEqual([0, 0, 0, 0]);
  expect(round(new Map(), true)).toEqual([1, 1, 1, 1]);
  expect(round(new Map())).toEqual([0, 0, 0, 0]);
});

it('come in columns as in a map, and later ones override earlier ones', () => {
  const read = (...answers: SetPointsOf[]) => {
    const setPoints = createSetPoints(['a', 'b', 'c']);
    for (const answer of answers) setPoints.add('one', answer);
    return { p_kw: [...setPoints.p_kw], q_kvar: [...setPoints.q_kvar] };
  };
  const columns = { devices: Int32Array.of(2, 0), q_kvar: Float64Array.of(1, -2) };
  expect(read(columns)).toEqual(read(byDevice(columns)));
  const both = { ...columns, p_kw: Float64Array.of(3, 4) };
  expect(read(both, new Map([[0, { p_kw: 5 }]]))).toEqual({ p_kw: [5, Number.NaN, 3], q_kvar: [-2, Number.NaN, 1] });
  expect(read(new Map([[0, { p_kw: 5 }]]), columns).p_kw).toEqual([5, Number.NaN, Number.NaN]);
});

it.each<[string, SetPointsOf, string]>([
  ['NaN', { devices: Int32Array.of(1), q_kvar: Float64Array.of(Number.NaN) }, 'device b for NaN kvar'],
  ['a column that is too short', { devices: Int32Array.of(1, 0), p_kw: Float64Array.of(1) }, 'device a for NaN kW'],
  [
    'no device of the run',
    { devices: Int32Array.of(2), p_kw: Float64Array.of(1) },
    'device 2 for 1 kW; expected a device',
  ],
])('in columns are refused with %s', (_, answer, message) => {
  expect(() => createSetPoints(['a', 'b']).add('one', answer)).toThrow(message);
});
