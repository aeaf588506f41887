import { expect, it } from 'vitest';
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
