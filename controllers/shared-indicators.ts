// Indicators that several mechanisms have: declared once, with ids that name no mechanism, so that a comparison has one row of each.
import { type SharedFacts, sharedIndicator } from '../record/index.ts';
import { type Indicators, perCase } from './publishing.ts';

const VOLTAGE: SharedFacts = {
  id: 'linear_model_error_pu',
  shared: true,
  unit: 'p.u.',
  title: 'Largest error of a voltage by the network model of the mechanism',
  formula:
    'maxk maxb |V̂[k, b] − V[k, b]| of the day-ahead plan: V̂ by the model that the mechanism plans with, V by AC power flow of the same plan',
  sense: 'less',
  source: 'plan, AC power flow of the plan',
  over: 'max',
};
const FLOW: SharedFacts = {
  id: 'linear_model_error_kw',
  shared: true,
  unit: 'kW',
  title: 'Largest error of an active power flow by the network model of the mechanism',
  formula:
    'maxk maxl |P̂[k, l] − P[k, l]| of the day-ahead plan, at the end of branch l that carries more: P̂ by the model, P by AC power flow of the same plan',
  sense: 'less',
  source: 'plan, AC power flow of the plan',
  over: 'max',
};

/** In the order of docs/indicators.md. */
export const sharedIndicators: readonly SharedFacts[] = [VOLTAGE, FLOW];

/** Errors of a network model; NaN where the AC power flow has no solution, or the model has no such quantity. */
export interface ModelErrors {
  readonly pu: number;
  readonly kw: number;
}

/** The errors of the network model that a mechanism plans with, for `planned.indicators`. */
export const linearModelErrors = <P>(errors: (of: P) => ModelErrors): Indicators<P> => [
  perCase([VOLTAGE, FLOW], (of) => {
    const { pu, kw } = errors(of);
    return [sharedIndicator(VOLTAGE, () => pu), sharedIndicator(FLOW, () => kw)];
  }),
];
