import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readCase } from '../../case/index.ts';
import { foresightOf } from './foresight.ts';

const CASE = fileURLToPath(new URL('../../../cases/cired-transactive/', import.meta.url));
const said = async (...set: string[]) => foresightOf(await readCase(CASE, { set, variant: 'bisection' }));

it('says what plans knew: perfect foresight, errors, or given profiles, and nothing where nobody plans', async () => {
  expect(await said()).toBe('forecasts with errors: profile wind as wind_day_ahead');
  expect(await said('controllers=[uncontrolled]')).toBeUndefined();
  expect(await said('forecast={}')).toBe('perfect foresight');
  expect(await said('forecast={wind: {error: 0 %}}')).toBe('perfect foresight');
  expect(await said('forecast={wind: {error: 25 %, correlation: 4 h}, temperature: {error: 2 K}}')).toBe(
    'forecasts with errors: wind 25 % (correlation 4 h), temperature 2 K (correlation 6 h)',
  );
});
