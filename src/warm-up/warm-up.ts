// The days before a run (`clock.warm_up`): every device with its default behaviour, nothing recorded. The run begins with the states
// at their end, the same under every mechanism. Default behaviour does not depend on voltages, so no power flow is needed.
//   x[k+1] = f(x[k], default set point),   k = −W … −1
import { namedError } from '../../base/index.ts';
import type { Device, WarmUp } from '../../cosim/index.ts';
import type { World } from '../../devices/index.ts';

/** The world of devices on the clock of the run, whose steps before 0 are those of the warm-up. */
export function earlierWorld({ clock, steps }: WarmUp, days: number, profile: World['profile']): World {
  const warm_up_h = steps * clock.dt_h;
  return {
    dt_h: clock.dt_h,
    hour: (k) => clock.hour(k + steps),
    day: (k) => clock.day(k + steps) - days,
    weekday: (k) => clock.weekday(k + steps),
    elapsed_h: (day, hour) => clock.elapsed_h(day + days, hour) - warm_up_h,
    warm_up_h,
    profile: (name, k) => profile(name, k + steps),
  };
}

/** The device that begins with its state after W steps of default behaviour; its cumulative channels begin at 0. */
export function warmedUp(device: Device, W: number): Device {
  const x = lived(device, W);
  const shown = device.observe(x);
  // a store or a debt is a state, also where its channel is cumulative
  const before = device.channels.map(({ cumulative, kwh_per_unit }, c) =>
    cumulative && kwh_per_unit === undefined ? shown[c]! : 0,
  );
  return {
    ...device,
    start: () => x,
    observe: (state) => device.observe(state).map((value, c) => (before[c] === 0 ? value : value - before[c]!)),
  };
}

function lived(device: Device, W: number): unknown {
  try {
    let x = device.start();
    for (let k = -W; k < 0; k++) {
      const inputs = device.inputs(k);
      x = device.step(x, inputs, device.defaultSetPoint(x, inputs)).next;
    }
    return x;
  } catch (error) {
    throw namedError(error, `device ${device.id} (${device.kind}) failed in the warm-up`);
  }
}
