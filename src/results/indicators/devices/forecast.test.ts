import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readCase } from '../../../case/index.ts';
import { outcomeOf } from '../../../pool/outcome.ts';

const CASE = fileURLToPath(new URL('../../../../cases/cired-transactive/', import.meta.url));
const measured = async (...set: string[]) => {
  const study = await readCase(CASE, { set: ['controllers=[uncontrolled]', ...set], variant: 'bisection' });
  const { indicators } = (await outcomeOf(study))!;
  return new Map([...indicators].filter(([id]) => id.startsWith('forecast_')));
};

it('measures how wrong forecasts were, of what has an error', async () => {
  // wind in real time less day ahead: 0.35, -5.5, -1.2, 6.95, -1.6 and 2.4 MW in six of 24 hours
  const errors = [0.35, -5.5, -1.2, 6.95, -1.6, 2.4];
  const squares = errors.reduce((sum, mw) => sum + (1000 * mw) ** 2, 0);
  const found = await measured();
  expect([...found.keys()]).toEqual(['forecast_wind_rmse_kw', 'forecast_wind_bias_kw']);
  expect(found.get('forecast_wind_rmse_kw')).toBeCloseTo(Math.sqrt(squares / 24), 6);
  expect(found.get('forecast_wind_bias_kw')).toBeCloseTo((-1000 * 1.4) / 24, 6);
});

it('measures nothing with perfect foresight', async () => {
  expect((await measured('forecast={}')).size).toBe(0);
  expect((await measured('forecast={pv: {error: 0 %}}')).size).toBe(0);
});
