import { describe, expect, it } from 'vitest';
import { InputError } from '../../../base/index.ts';
import { run } from '../../../cosim/index.ts';
import { collect } from '../../../cosim/observers.ts';
import { sceneOf } from '../../scene.ts';
import { readCase } from '../index.ts';
import { GOOD, writeFolder } from '../testing/folder.ts';

const hours = Array.from({ length: 24 }, (_, h) => h);
const FOLDER = {
  ...GOOD,
  'case.yaml': `${GOOD['case.yaml'] as string}market: { import_price: spot }\n`,
  'shapes.csv': `hour,pv_pu,home_pu,pv_forecast_pu,spot_eur_per_kwh,t_degc\n${hours
    .map((h) => `${h},${h > 7 && h < 17 ? 0.3 : 0},0.5,0.2,${(h % 3) / 10},5`)
    .join('\n')}\n`,
};
const read = (...set: readonly string[]) => readCase(writeFolder(FOLDER), { set });
const problemOf = async (set: string) => {
  const error = await read(set).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(InputError);
  const { problems } = error as InputError;
  expect(problems).toHaveLength(1);
  const { found, expected, hint = '' } = problems[0]!;
  return [found, expected, hint].join(' | ');
};
const drawn = async (...set: readonly string[]) => {
  const records = collect();
  await run(sceneOf(await read(...set)), [records]);
  return records.steps.map(({ p_kw }) => [...p_kw]);
};

describe('the section `forecast`', () => {
  it('gives errors in units of their own, with what is not said completed', async () => {
    const { forecast } = await read('forecast.pv.error=30 %', 'forecast.temperature={error: 2 K, correlation: 90 min}');
    expect(forecast).toEqual({
      errors: {
        pv: { sd: 0.3, correlation_h: 6, common: 0 },
        temperature: { sd: 2, correlation_h: 1.5, common: 0 },
      },
      profiles: {},
    });
  });

  it('is refused with one problem each', async () => {
    expect(await problemOf('forecast.pvs.error=30 %')).toBe(
      'pvs | one of load, pv, wind, temperature, price, profiles | did you mean pv?',
    );
    expect(await problemOf('forecast.pv.error=-0.1')).toContain('a number of at least 0');
    expect(await problemOf('forecast.pv.error=25')).toContain('a number of at most 2');
    expect(await problemOf('forecast.pv={error: 0.1, common: 1.2}')).toContain('1.2 | ');
    expect(await problemOf('forecast.pv={error: 10 %, correlation: 3}')).toContain('such as 3 h');
    expect(await problemOf('forecast.pv={correlation: 3 h}')).toBe(' | a number | ');
    expect(await problemOf('forecast.temperature.error=2 °C')).toContain('°C is a temperature');
    expect(await problemOf('forecast.profiles={pv: pw_forecast}')).toContain('did you mean pv_forecast?');
    expect(await problemOf('forecast.profiles={pw: pv_forecast}')).toContain('pw | the name of a profile');
    expect(await problemOf('forecast.profiles={pv: spot}')).toContain('spot in EUR/kWh | a profile in pu, as pv');
  });

  it('has a remark on what has no effect', async () => {
    const remarks = async (set: string) => (await read(set)).remarks.map(({ text }) => text);
    const [good] = [await remarks('seed=7')];
    const more = async (set: string) => (await remarks(set)).filter((text) => !good!.includes(text));
    expect(await more('forecast.pv.error=10 %')).toEqual([]);
    expect(await more('forecast.price.error=10 %')).toEqual([]);
    expect(await more('forecast.wind.error=10 %')).toEqual(['forecast.wind has no effect: the case has no wind plant']);
    expect(await more('forecast.temperature.error=2 K')).toEqual([
      'forecast.temperature has no effect: the case has no profile in °C that anything reads',
    ]);
    expect(await more('forecast.profiles={pv_forecast: pv}')).toEqual([
      'forecast.profiles.pv_forecast has no effect: nothing reads the profile pv_forecast',
    ]);
    expect(await more('forecast={pv: {error: 10 %}, profiles: {pv: pv_forecast}}')).toEqual([
      'forecast.pv adds no error to devices whose profile has a given forecast in forecast.profiles',
    ]);
  });
});

describe('the scene of a case with forecasts', () => {
  const pv = (scene: ReturnType<typeof sceneOf>) => scene.devices.find(({ id }) => id === 'pv-b')!;

  it('draws by the truth', async () => {
    const truth = await drawn();
    expect(await drawn('forecast.pv.error=40 %', 'forecast.load.error=20 %')).toEqual(truth);
    expect(await drawn('forecast.profiles={pv: pv_forecast}')).toEqual(truth);
  });

  it('forecasts by the errors or the profile given, from the seed of the run', async () => {
    const forecast = async (...set: readonly string[]) => pv(sceneOf(await read(...set))).forecast!(48);
    expect(await forecast()).toEqual({ p_avail_kw: 1.5 });
    expect(await forecast('forecast.profiles={pv: pv_forecast}')).toEqual({ p_avail_kw: 1 });
    const wrong = await forecast('forecast.pv.error=40 %');
    expect(wrong).not.toEqual({ p_avail_kw: 1.5 });
    expect(await forecast('forecast.pv.error=40 %', 'forecast.load.error=10 %')).toEqual(wrong);
    expect(await forecast('forecast.pv.error=40 %', 'seed=8')).not.toEqual(wrong);
  });
});
