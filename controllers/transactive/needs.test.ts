import { expect, it } from 'vitest';
import type { Setting } from '../needs.ts';
import { needs } from './needs.ts';
import { schema } from './options.ts';

const device = (id: string, kind: string, labels: Record<string, string>, flexible = true) => ({
  ...{ id, kind, bus: 'b', labels, flexible },
});
const setting = {
  devices: [
    device('a', 'ev', { agent: 'cars', aggregator: 'ag1' }),
    device('b', 'ev', { aggregator: 'ag1' }),
    device('c', 'battery', {}),
    device('d', 'load', { agent: 'shops' }, false),
  ],
} as unknown as Setting;
const faultsOf = (silent: readonly object[]) =>
  needs.flatMap((need) => need(schema.parse({ energy_price: 'spot', silent }), setting).faults ?? []);

it('an agent that does not answer is one of the case: a label, an aggregator or a kind of device with a decision', () => {
  expect(faultsOf([{ agent: 'cars' }, { agent: 'ag1' }, { agent: 'battery' }])).toEqual([]);
  const expected = 'an agent of the case: cars, ag1, battery';
  expect(faultsOf([{ agent: 'ag1' }, { agent: 'shops' }, { agent: 'car' }])).toMatchObject([
    { path: ['silent', 1, 'agent'], found: 'shops', expected },
    { path: ['silent', 2, 'agent'], found: 'car', expected },
  ]);
});
