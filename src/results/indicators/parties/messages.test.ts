// Sums over messages agree with the counts that the mail itself keeps, also after a resume in between.
import { expect, it } from 'vitest';
import { type Controller, collect, messageKind, run } from '../../../../cosim/index.ts';
import { kinds } from '../../../kinds.ts';
import { record, scene, study } from '../../testing/run.ts';
import { createGauges } from '../index.ts';

const sends: Controller = {
  name: 'talkative',
  realTime({ k }, _plan, mail) {
    const net = messageKind<{ kw: number }>('plan', ['net load', 'state of charge']);
    mail.send(net, { from: 'aggregator:one', to: 'dso', payload: { kw: k } });
    if (k > 1) mail.send(messageKind<string>('limit'), { from: 'dso', to: 'aggregator:one', payload: 'é' });
    return new Map();
  },
};

it('messages, bytes and disclosed quantities are those of the mail', async () => {
  const collected = collect();
  let gauges = createGauges(kinds(), scene, study.network);
  const onStep = ({ k }: { k: number }) => {
    // as a resumed run does: the state as JSON, into new gauges
    if (k === 1) gauges = createGauges(kinds(), scene, study.network, JSON.parse(JSON.stringify(gauges.state)));
  };
  const grid = { ...scene.grid, solve: () => record(0, false).flow };
  await run({ ...scene, grid, controllers: [sends] }, [collected, { onStep, onMessage: (m) => gauges.onMessage(m) }]);
  const { mail } = collected.final!;
  const value = (id: string) => gauges.indicators().find((row) => row.id === id)!.value;
  const rows = (name: string) => gauges.tables().find((table) => table.name === name)!.rows;
  const counts = mail.counts();
  expect(value('messages_sent')).toBe(counts.reduce((sum, { messages }) => sum + messages, 0));
  expect(value('messages_bytes')).toBe(counts.reduce((sum, { bytes }) => sum + bytes, 0));
  expect(rows('disclosures')).toEqual(
    mail.disclosures().map(({ of, to, quantity, messages }) => [of, to, quantity, messages]),
  );
  expect(rows('disclosures')).toEqual([
    ['aggregator:one', 'dso', 'net load', 4],
    ['aggregator:one', 'dso', 'state of charge', 4],
  ]);
  expect(value('messages_disclosed')).toBe(2);
  expect(rows('parties')).toEqual([
    ['aggregator:one', 4, 4 * 8, 2, 2],
    ['dso', 2, 2 * 4, 4, 0],
  ]);
});
