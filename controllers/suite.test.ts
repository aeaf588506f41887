// Every mechanism of the registry passes the suite.
import { controllerKinds } from './index.ts';
import { passesTheMechanismSuite, type Trial } from './testing/suite.ts';

const trials: Readonly<Record<string, Trial>> = {
  tfm: { transfers: { always: [] } },
  dt: { transfers: { always: ['energy'] } },
};

for (const kind of controllerKinds.values()) passesTheMechanismSuite(kind, trials[kind.kind] ?? { transfers: 'none' });
