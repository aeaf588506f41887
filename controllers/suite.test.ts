// Every mechanism of the registry passes the suite.
import { controllerKinds } from './index.ts';
import { street } from './testing/street.ts';
import { neighbourhood, passesTheMechanismSuite, type Trial } from './testing/suite.ts';

/** The neighbourhood, which draws less than is forecast from 8 to 18 h. */
const surprised = {
  ...neighbourhood({}),
  forecasts: { load: neighbourhood({}).profiles['load']!.map((share, h) => (h >= 8 && h < 18 ? 1.3 * share : share)) },
};

const trials: Readonly<Record<string, Trial>> = {
  tfm: { transfers: { always: [] } },
  dt: { transfers: { always: ['energy'] } },
  cla: { busy: street({ homes: 2, limits_kw: { A: 19, B: 38 } }), transfers: { always: ['energy'] } },
  transactive: {
    ...{ busy: surprised, balances: true },
    options: { cap_per_kwh: 5 },
    transfers: { always: [] },
  },
};

for (const kind of controllerKinds.values()) passesTheMechanismSuite(kind, trials[kind.kind] ?? { transfers: 'none' });

// planned again on the way, so that the other devices make up for one that disappears
const replanning: Trial = {
  ...{ options: { replan: 'intraday' }, transfers: 'none', balances: true },
  busy: { ...surprised, intraday_h: [9, 14] },
};
passesTheMechanismSuite(controllerKinds.get('central')!, replanning);
