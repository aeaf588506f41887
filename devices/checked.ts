// A value as a kind of device: missing members are reported before a case uses it.
import { checkKind, SCHEMA } from '../base/index.ts';
import { plotFaults } from '../record/index.ts';
import type { AnyDeviceKind } from './device.ts';

const MEMBERS: Readonly<Record<keyof AnyDeviceKind, string>> = {
  kind: 'a text: its name in case.yaml',
  title: 'a text: its name for readers',
  schema: SCHEMA,
  colour: 'a text #rrggbb, or none',
  plots: 'a list of plots, or none',
  foreseen: 'an object with quantity, power_kw and scaled, or none',
  inflexible: 'true, or none',
  currency: 'a function (params), or none',
  rating_kva: 'a function (params), or none',
  discomfort_per_kw2h: 'a function (params), or none',
  start: 'a function (params)',
  inputs: 'a function (params, world, k)',
  limits: 'a function (params, state, inputs, dt_h)',
  defaultSetPoint: 'a function (params, state, inputs, dt_h)',
  step: 'a function (params, state, inputs, setPoint, dt_h)',
  flexibility: 'a function (params, state, inputs, horizon, into, dt_h)',
  channels: 'a function (params)',
  observe: 'a function (params, state)',
  group: 'a function (params, world, at), or none',
};

/** @throws InputError as `checkKind` does */
export const checkDeviceKind = (value: unknown, source?: string): AnyDeviceKind =>
  checkKind<AnyDeviceKind>(value, 'device kind', MEMBERS, source, ({ plots = [] }) => plots.flatMap(plotFaults));
