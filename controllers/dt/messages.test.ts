import { describe, expect, it } from 'vitest';
import { createMail } from '../../cosim/index.ts';
import { flexibilityOf, formulate, linear } from '../../optimisation/index.ts';
import { aggregatorOf, DSO } from '../feeder/messages.ts';
import { modelsOf } from '../feeder/models.ts';
import { modelsFromTheWire, modelsOnTheWire, needs } from './messages.ts';
import { day, homesAt } from './testing/study.ts';

const homes = homesAt('LP1', 50);
const { distinct, of } = modelsOf(homes, day);
const models = Array.from(of, (m) => distinct[m]!);

/** What arrives of the models that aggregators send. */
function received(...sent: (typeof models)[]) {
  const mail = createMail();
  for (const [i, part] of sent.entries()) {
    const payload = { devices: [], can: modelsOnTheWire(part), customers: [] };
    mail.send(needs, { from: aggregatorOf(`ag${i}`), to: DSO, payload });
  }
  return modelsFromTheWire(mail.take(DSO, needs).map(({ payload }) => payload.can));
}

describe('the model of a device', () => {
  it('arrives with every number as it was, bounds of ±∞ among them', () => {
    const into = formulate('open');
    const p = into.variable('p');
    into.row('r', (row) => row.term(1, p).atLeast(0.1));
    const flexibility = flexibilityOf({ p_kw: [linear(1, p)], q_kvar: [], costs: [], shows: [], exclusive: [] });
    const all = [...models, { problem: into.build(), flexibility }];
    expect(received(all)).toEqual(all.map((model) => ({ ...model, flexibility: { ...model.flexibility, shows: [] } })));
  });

  it('is sent once for equal devices, and is one object again, whoever sends it', () => {
    expect(modelsOnTheWire(models).models).toHaveLength(distinct.length);
    const again = received(models.slice(0, 30), models.slice(30));
    expect(new Set(again).size).toBe(distinct.length);
    const number = new Map([...new Set(again)].map((model, m) => [model, m]));
    expect(again.map((model) => number.get(model))).toEqual([...of]);
  });
});
