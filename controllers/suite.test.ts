// Every mechanism of the registry passes the suite.
import { controllerKinds } from './index.ts';
import { passesTheMechanismSuite, type Trial } from './testing/suite.ts';

const trials: Readonly<Record<string, Trial>> = {
  tfm: { transfers: { always: [] } },
  dt: { transfers: { always: ['energy'] }, unread: ['device-schedule', 'device-state', 'needs', 'response'] },
};

/** Its plan holds views of devices and solver states, which are no data. */
const PLAN_IS_NO_DATA = 'dt';

for (const kind of controllerKinds.values())
  if (kind.kind !== PLAN_IS_NO_DATA) passesTheMechanismSuite(kind, trials[kind.kind] ?? { transfers: 'none' });
