// Nobody steers: every device follows its own habit. Cars charge on arrival, thermostats switch, batteries idle, because
// that is what those devices do when nothing is asked of them.
import { z } from 'zod';
import { mechanism } from '../mechanism.ts';

const schema = z.strictObject({});

export const uncontrolled = mechanism<z.output<typeof schema>>({
  kind: 'uncontrolled',
  title: 'No control: every device follows its habit',
  options: schema,
});
