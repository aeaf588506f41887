// messages.csv: sender, receiver and kind of every message, and the private quantities in it.
import { stepFields, type TableMaker } from './table.ts';

export const messages: TableMaker = () => ({
  name: 'messages',
  title: 'Every message between the parties of the mechanism',
  fields: [
    ...stepFields,
    { name: 'stage', type: 'string', title: 'Stage it was sent in' },
    { name: 'from', type: 'string', title: 'Sender' },
    { name: 'to', type: 'string', title: 'Receiver' },
    { name: 'kind', type: 'string', title: 'Kind of message' },
    { name: 'bytes', type: 'integer', unit: 'B', title: 'Length of its payload as UTF-8 JSON' },
    {
      name: 'discloses',
      type: 'string',
      title: 'Private quantities of the sender it gives away, separated by semicolons',
    },
  ],
  onMessage(message, time, csv) {
    csv.integer(message.step).text(time).text(message.stage).text(message.from).text(message.to).text(message.kind);
    csv.integer(message.bytes).text(message.discloses.join('; ')).end();
  },
});
