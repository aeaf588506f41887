// Every mechanism of the registry passes the suite.
import { controllerKinds } from './index.ts';
import { street } from './testing/street.ts';
import { passesTheMechanismSuite, type Trial } from './testing/suite.ts';

const trials: Readonly<Record<string, Trial>> = {
  tfm: { transfers: { always: [] } },
  dt: { transfers: { always: ['energy'] } },
  cla: { busy: street({ homes: 2, limits_kw: { A: 19, B: 38 } }), transfers: { always: ['energy'] } },
};

for (const kind of controllerKinds.values()) passesTheMechanismSuite(kind, trials[kind.kind] ?? { transfers: 'none' });
