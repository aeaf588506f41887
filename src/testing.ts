// For tests of kinds written elsewhere: the suites that every kind of feederlab passes. They run in vitest, with fast-check; both
// are installed by whoever uses them.
export { passesTheMechanismSuite, type Trial } from '../controllers/testing/suite.ts';
export { doesWhatIsPlanned } from '../devices/testing/plan.ts';
export { type Arbitraries, passesTheDeviceSuite } from '../devices/testing/suite.ts';
