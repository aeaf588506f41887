// Messages between parties, their size, and the private quantities that each party discloses.
import { declare } from '../declaration.ts';
import type { GaugeMaker } from '../indicator.ts';

const SENT = declare({
  id: 'messages_sent',
  unit: '1',
  title: 'Messages between parties',
  formula: 'number of rows of messages.csv; of each party in parties.csv',
  sense: 'less',
  source: 'mail',
});
const BYTES = declare({
  id: 'messages_bytes',
  unit: 'B',
  title: 'Size of these messages',
  formula: 'Σ length of the payload as UTF-8 JSON',
  sense: 'less',
  source: 'mail',
});
const DISCLOSED = declare({
  id: 'messages_disclosed',
  unit: '1',
  title: 'Private quantities disclosed: different quantities of one party to another',
  formula: 'number of rows of disclosures.csv',
  sense: 'less',
  source: 'mail',
});
export const messagesDeclared = [SENT, BYTES, DISCLOSED];

interface Traffic {
  sent: number;
  bytes: number;
  received: number;
}

export const messages: GaugeMaker = () => {
  /** By party; and by [of, to, quantity] as JSON text, the number of messages that disclose it. */
  const state = { parties: {} as Record<string, Traffic>, disclosed: {} as Record<string, number> };
  const trafficOf = (party: string): Traffic => {
    state.parties[party] ??= { sent: 0, bytes: 0, received: 0 };
    return state.parties[party];
  };
  const disclosures = () =>
    Object.entries(state.disclosed).map(([key, messages]) => {
      const [of, to, quantity] = JSON.parse(key) as [string, string, string];
      return { of, to, quantity, messages };
    });
  const sum = (member: keyof Traffic) =>
    Object.values(state.parties).reduce((all, traffic) => all + traffic[member], 0);
  return {
    state,
    onStep() {},
    onMessage({ from, to, bytes, discloses }) {
      const sender = trafficOf(from);
      sender.sent++;
      sender.bytes += bytes;
      trafficOf(to).received++;
      for (const quantity of discloses) {
        const key = JSON.stringify([from, to, quantity]);
        state.disclosed[key] = (state.disclosed[key] ?? 0) + 1;
      }
    },
    indicators: () => [SENT.is(sum('sent')), BYTES.is(sum('bytes')), DISCLOSED.is(disclosures().length)],
    tables() {
      const rows = disclosures();
      const disclosed = new Map<string, number>();
      for (const { of } of rows) disclosed.set(of, (disclosed.get(of) ?? 0) + 1);
      return [
        {
          name: 'parties',
          title: 'Messages and disclosed quantities of every party',
          fields: [
            { name: 'party', type: 'string', title: 'Party' },
            { name: 'sent', type: 'integer', title: 'Messages sent' },
            { name: 'sent_bytes', type: 'integer', unit: 'B', title: 'Length of their payloads as UTF-8 JSON' },
            { name: 'received', type: 'integer', title: 'Messages received' },
            { name: 'disclosed', type: 'integer', title: 'Private quantities disclosed, of each to each other party' },
          ],
          rows: Object.entries(state.parties).map(([party, { sent, bytes, received }]) => {
            return [party, sent, bytes, received, disclosed.get(party) ?? 0];
          }),
        },
        {
          name: 'disclosures',
          title: 'Private quantities that one party disclosed to another',
          fields: [
            { name: 'of', type: 'string', title: 'Party whose quantity it is' },
            { name: 'to', type: 'string', title: 'Party that received it' },
            { name: 'quantity', type: 'string', title: 'Private quantity' },
            { name: 'messages', type: 'integer', title: 'Messages that disclose it' },
          ],
          rows: rows.map(({ of, to, quantity, messages }) => [of, to, quantity, messages]),
        },
      ];
    },
  };
};
