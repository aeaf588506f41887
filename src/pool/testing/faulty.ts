// A case with a module whose controller has the fault that an option names: it ends its process while it runs or is read,
// fills its memory, throws, or waits.
import { changed } from '../../case/testing/folder.ts';
import { TINY } from '../../compare/testing/tiny.ts';
import { writeProject } from '../../plugins/testing/modules.ts';

/** The module. */
export const FAULTY = `import { setTimeout } from 'node:timers/promises';
import * as z from 'zod';

const faults = {
  none() {},
  kill: () => process.kill(process.pid, 'SIGKILL'),
  fill() {
    const kept = [];
    for (;;) kept.push(Array.from({ length: 100_000 }, (_, i) => ({ i })));
  },
  throw() {
    throw new RangeError('no plan');
  },
  wait: () => setTimeout(20),
  unreadable() {},
};

const readable = (fault) => fault !== 'unreadable' || process.kill(process.pid, 'SIGKILL');
const schema = z.strictObject({
  fault: z.enum(Object.keys(faults)).default('none').refine(readable).describe('What goes wrong'),
});
const create = ({ fault }) => ({
  name: 'faulty',
  async realTime({ k }) {
    if (k >= 5) await faults[fault]();
    return new Map();
  },
});
export const controllers = [{ kind: 'faulty', title: 'Faulty', schema, create }];
`;

/** Its folder. The fault is chosen by \`controllers.faulty.fault=…\`. */
export const writeFaulty = (): string =>
  writeProject(
    changed('case.yaml', /controllers: .*\n/, 'controllers: [{ kind: faulty, fault: none }]\nuse: [./faulty.js]\n', {
      ...TINY,
      'faulty.js': FAULTY,
    }),
  );
