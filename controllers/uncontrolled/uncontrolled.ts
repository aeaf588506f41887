// No control: every device follows its default behaviour. Cars charge on arrival, thermostats switch, batteries are idle.
import * as z from 'zod';
import { mechanism } from '../mechanism.ts';

const schema = z.strictObject({});

export const uncontrolled = mechanism<z.output<typeof schema>>({
  kind: 'uncontrolled',
  title: 'No control: every device follows its default behaviour',
  options: schema,
});
