// Plots of the tables that mechanisms on a feeder share, parameterised by the tables of the mechanism.
export { capitalFlow } from './capital-flow.ts';
export { energyPrice } from './energy-price.ts';
export { flexibleLoading } from './flexible-loading.ts';
export { flexibleVoltage } from './flexible-voltage.ts';
export { linearisationError } from './linearisation-error.ts';
