import { expect, it } from 'vitest';
import * as z from 'zod';
import { indicator } from '../record/index.ts';
import { mechanism } from './mechanism.ts';
import { publisher } from './publishing.ts';
import { linearModelErrors, sharedIndicators } from './shared-indicators.ts';

const planned = {
  indicators: [
    indicator<{ readonly pu: number; readonly kw: number }>('bids', '1', 'Bids', () => 2),
    ...linearModelErrors<{ readonly pu: number; readonly kw: number }>((of) => of),
  ],
};

it('a mechanism publishes shared indicators without its name', () => {
  const { indicators } = publisher('my-market', planned, 'EUR')({ pu: 0.01, kw: 3 }, 0, [0]);
  expect(indicators.map(({ id, value, over }) => [id, value, over])).toEqual([
    ['my_market_bids', 2, 'sum'],
    ['linear_model_error_pu', 0.01, 'max'],
    ['linear_model_error_kw', 3, 'max'],
  ]);
});

it('a kind of controller lists them as shared, with unit and title of their declaration', () => {
  const kind = mechanism({
    kind: 'my-market',
    title: 'A market',
    options: z.strictObject({}),
    planned: { indicators: planned.indicators as never },
  });
  expect(kind.indicators?.map(({ id, shared = false }) => [id, shared])).toEqual([
    ['my_market_bids', false],
    ...sharedIndicators.map(({ id }) => [id, true]),
  ]);
});
