// A group steps its members to the results of `inputs`, `step` and `observe`, bit for bit.
import { expect } from 'vitest';
import type { DeviceKind, SetPoint, World } from '../device.ts';

/** A device of the group, and a set point for each step. */
interface Stepped<P> {
  readonly params: P;
  readonly setPoints: readonly SetPoint[];
}

/**
 * Steps devices both ways. Every step is repeated, each time with the set points of other members changed, in every other step with
 * their reactive set points alone; now and then a new group goes on from the states of the group before, as data.
 */
export function asOneByOne<P, X, U>(kind: DeviceKind<P, X, U>, world: World, members: readonly Stepped<P>[]): void {
  const n = members.length;
  const params = members.map((one) => one.params);
  // the devices of the run are the members in reverse order, between devices of other kinds
  const at = Int32Array.from(members, (_, i) => 2 * (n - 1 - i) + 1);
  const size = 2 * n + 1;
  const channels = params.map((d) => kind.channels(d).length);
  const from = new Int32Array(size + 1);
  for (let d = 0; d < size; d++) from[d + 1] = from[d]! + (at.includes(d) ? channels[at.indexOf(d)]! : 0);
  const made = (states: readonly X[]) => {
    const group = kind.group!(params, world, at);
    group.load(states);
    return group;
  };
  let states = params.map((d) => kind.start(d));
  let group = made(states);
  for (let k = 0; k < members[0]!.setPoints.length; k++) {
    const active = k % 2 === 0;
    if (k % 7 === 6) group = made(JSON.parse(JSON.stringify(params.map((_, i) => group.state(i)))) as X[]);
    group.read(k);
    const [setPoints, powers] = [arrays(size), arrays(size)];
    for (let round = 0; round < 3; round++) {
      const due = new Uint8Array(size).fill(1);
      members.forEach(({ setPoints: all }, i) => {
        if (round > 0 && (i + k + round) % 2 === 0) due[at[i]!] = 0;
        else {
          const { p_kw = Number.NaN, q_kvar = Number.NaN } = all[(k + round) % all.length]!;
          if (round === 0 || active) setPoints.p_kw[at[i]!] = p_kw;
          setPoints.q_kvar[at[i]!] = q_kvar;
        }
      });
      if (round > 0 && !active && group.react) group.react(setPoints, due, powers);
      else group.step(setPoints, due, powers);
    }
    const steps = params.map((d, i) => {
      const setPoint = { p_kw: setPoints.p_kw[at[i]!]!, q_kvar: setPoints.q_kvar[at[i]!]! };
      return kind.step(d, states[i]!, kind.inputs(d, world, k), setPoint, world.dt_h);
    });
    expect(params.map((_, i) => group.state(i))).toEqual(states);
    group.advance();
    states = steps.map(({ next }) => next);
    expect(params.map((_, i) => group.state(i))).toEqual(states);
    expect(params.map((_, i) => [powers.p_kw[at[i]!], powers.q_kvar[at[i]!]])).toEqual(
      steps.map(({ p_kw, q_kvar }) => [p_kw, q_kvar]),
    );
    expect(params.map((_, i) => group.zip?.(i))).toEqual(steps.map(({ zip }) => zip));
    const values = new Float64Array(from[size]!).fill(Number.NaN);
    group.observe(values, from);
    expect(params.map((_, i) => [...values.slice(from[at[i]!]!, from[at[i]! + 1]!)])).toEqual(
      params.map((d, i) => [...kind.observe(d, states[i]!)]),
    );
  }
}

const arrays = (n: number) => ({
  p_kw: new Float64Array(n).fill(Number.NaN),
  q_kvar: new Float64Array(n).fill(Number.NaN),
});
