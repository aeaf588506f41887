// Controllers of one run write into one folder, so a table name has one set of columns.
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { renamed } from '../../base/index.ts';
import { controllerKinds } from '../../controllers/index.ts';
import { columns, type Table, table } from '../../record/index.ts';
import { kinds } from '../kinds.ts';
import { readCase } from './index.ts';
import { changed, writeFolder } from './testing/folder.ts';

const { column } = columns<{ readonly of: number }>();
const narrow = table('counts', 'Counts', [column('number', '1', 'Number', (r) => r.of)]);
const wide = table('counts', 'Counts', [...narrow.columns, column('power_kw', 'kW', 'Power', (r) => r.of)]);

const publishing = (kind: string, declared: Table) => ({
  ...controllerKinds.get('uncontrolled')!,
  kind,
  schema: z.strictObject({}),
  tables: [declared],
});

const read = (a: Table, b: Table) =>
  readCase(writeFolder(changed('case.yaml', 'controllers: [uncontrolled]', 'controllers: [first, second]')), {
    kinds: kinds({ controllers: [publishing('first', a), publishing('second', b)] }),
  });

describe('tables of two controllers', () => {
  it('of the same name and different columns are refused when the case is read', async () => {
    await expect(read(narrow, wide)).rejects.toThrow(
      /table counts of second with number \(1\), power_kw \(kW\).*other names than the tables of first.*number \(1\)/s,
    );
  });

  it('of the same name and the same columns are one table', async () => {
    expect((await read(narrow, { ...narrow })).controllers.map(({ kind }) => kind)).toEqual(['first', 'second']);
  });
});

describe('a field that another replaced', () => {
  const control = {
    ...controllerKinds.get('uncontrolled')!,
    kind: 'first',
    schema: z.strictObject({
      limits: renamed(z.boolean().optional().describe('Limits'), { voltage: '`limits: true`' }),
    }),
  };
  const readWith = (options: string) =>
    readCase(
      writeFolder(changed('case.yaml', 'controllers: [uncontrolled]', `controllers: [{ kind: first, ${options} }]`)),
      { kinds: kinds({ controllers: [control] }) },
    );

  it('is refused with the new spelling', async () => {
    await expect(readWith('voltage: true')).rejects.toThrow(
      /controllers\.0\.voltage +found "voltage".*Hint: voltage is now `limits: true`/s,
    );
  });

  it('takes its new name, and gives no hint for another wrong one', async () => {
    expect((await readWith('limits: true')).controllers[0]!.options).toEqual({ limits: true });
    await expect(readWith('volts: true')).rejects.toThrow(/^(?!.*is now).*expected one of kind, limits/s);
  });

  it('is known by its former name in central', async () => {
    const former = changed(
      'case.yaml',
      'controllers: [uncontrolled]',
      'controllers: [{ kind: central, voltage: true }]',
    );
    await expect(readCase(writeFolder(former))).rejects.toThrow(/voltage is now `limits: \{ voltage: true \}`/);
  });
});
