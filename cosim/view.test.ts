import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Scene } from './contracts.ts';
import { createView } from './view.ts';

const buses = ['1', '2', '3', 'station'];

it('shows the voltage of a bus, in whatever order buses are asked for', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(buses.length - 1), { maxLength: 30 }), (order) => {
      const vm_pu = Float64Array.of(0.97, 0.98, 0.99, 1);
      const view = createView({ grid: { buses } } as unknown as Scene, [], vm_pu);
      for (const round of [0, 1, 2]) {
        vm_pu[0] = 0.9 + round;
        const copied = order.map((b) => ` ${buses[b]}`.slice(1)); // equal texts, as read from another table
        expect(copied.map(view.voltage)).toEqual(order.map((b) => vm_pu[b]));
      }
    }),
    { seed: 5 },
  );
});

it('names the bus nearest to one that the grid lacks, also after others were asked for', () => {
  const view = createView({ grid: { buses } } as unknown as Scene, [], Float64Array.of(1, 1, 1, 1));
  view.voltage('station');
  expect(() => view.voltage('staton')).toThrow('no bus staton in the grid; did you mean station?');
  expect(view.voltage('2')).toBe(1);
});
