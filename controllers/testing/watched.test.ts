// The suite for mechanisms sees what it is there to see.
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { messageKind } from '../../cosim/index.ts';
import { mechanism } from '../mechanism.ts';
import { fromJson, toJson } from './plain.ts';
import { street } from './street.ts';
import { watched } from './watched.ts';

const note = messageKind<number>('note');

/** Two notes, of which one is read, and set points of 1 kW that no load can follow. */
const careless = mechanism<unknown, { readonly p_kw: Float64Array }>({
  kind: 'careless',
  title: 'sends more than is read',
  options: z.strictObject({}),
  dayAhead({ mail, hours }) {
    mail.send(note, { from: 'dso', to: 'aggregator:a', payload: 1 });
    mail.send(note, { from: 'dso', to: 'aggregator:b', payload: 2 });
    mail.take('aggregator:a', note);
    return { p_kw: new Float64Array(hours.length).fill(1) };
  },
  setPoints: ({ plan, devices }) => devices.map((_, d) => (d === 0 ? plan.p_kw : undefined)),
});

describe('a watched run', () => {
  it('lists messages that nobody took, and the limits at which set points were sent', async () => {
    const { untaken, setPoints, plans } = await watched(careless, {}, street({ homes: 1 }), {});
    expect(untaken).toEqual(['note']);
    expect(plans).toHaveLength(1);
    expect(setPoints).toHaveLength(24);
    expect(setPoints[0]).toMatchObject({ k: 0, id: 'load-1', p_kw: 1, limits: { min: 0.4, max: 0.4 } });
  });
});

describe('a plan as JSON', () => {
  it('comes back as it was', () => {
    const number = fc.double();
    const leaf = fc.oneof(
      number,
      fc.string(),
      fc.boolean(),
      fc.constant(undefined),
      fc.constant(null),
      fc.array(number).map((of) => Float64Array.from(of)),
      fc.array(fc.integer()).map((of) => Int32Array.from(of)),
    );
    const { data } = fc.letrec((tie) => ({
      data: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.array(tie('data')),
        fc.dictionary(fc.stringMatching(/^[a-z]+$/), tie('data'), { noNullPrototype: true }),
        fc.array(fc.tuple(fc.string(), tie('data'))).map((of) => new Map(of)),
        fc.array(fc.string()).map((of) => new Set(of)),
      ),
    }));
    fc.assert(
      fc.property(data, (plan) => {
        // by prototypes: toStrictEqual reads a key `constructor` as the class of the object
        expect(isDeepStrictEqual(fromJson(toJson(plan)), plan)).toBe(true);
      }),
    );
  });

  it('is refused with its place where it holds a function or an instance', () => {
    expect(() => toJson({ devices: [{ limits: () => 0 }] })).toThrow('plan.devices[0].limits is no data: a function');
    expect(() => toJson({ of: new Map([['a', new Date(0)]]) })).toThrow(/plan\.of\.get\(a\)\[1\] is no data/);
  });
});
