// A device in its present state, for controllers.
import { flexibilityOf, type Horizon } from '../../optimisation/index.ts';
import type { Device, DeviceView } from '../contracts.ts';

export interface Sight {
  state(): unknown;
  /** Of the present step, as they may be seen. */
  inputs(): unknown;
  /** The last step whose truth may be known. */
  over(): number;
  within<T>(hook: keyof Device, call: () => T): T;
}

export function viewOf(device: Device, { state, inputs, over, within }: Sight): DeviceView {
  const { id, kind, bus, labels, rating_kva, discomfort_per_kw2h } = device;
  /** The truth of a later step is no part of a plan, whatever it says is known. */
  const bounded = (horizon: Horizon): Horizon =>
    horizon.known === undefined ? horizon : { ...horizon, known: Math.min(horizon.known, over()) };
  // without spreads, so that all views share a hidden class of V8: controllers read thousands of them in every round
  const view: { -readonly [field in keyof DeviceView]: DeviceView[field] } = {
    id,
    kind,
    bus,
    labels,
    rating_kva,
    discomfort_per_kw2h,
    limits: () => within('limits', () => device.limits(state(), inputs())),
    defaultSetPoint: () => within('defaultSetPoint', () => device.defaultSetPoint(state(), inputs())),
    observe: () => within('observe', () => device.observe(state())),
    respond: (setPoint) =>
      within('step', () => {
        const u = inputs();
        return device.step(state(), u, { ...device.defaultSetPoint(state(), u), ...setPoint });
      }),
  };
  if (device.flexibility)
    view.flexibility = (horizon, into) =>
      within('flexibility', () => flexibilityOf(device.flexibility!(state(), bounded(horizon), into)));
  return view;
}
