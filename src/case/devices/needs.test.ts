// The requirements of controllers are checked when the case is read: a missing requirement is refused, a controller without effect
// gives a remark.
import { expect, it } from 'vitest';
import { InputError } from '../../../base/index.ts';
import { readCase } from '../index.ts';
import { changed, type Folder, GOOD, writeFolder } from '../testing/folder.ts';

/** The good case with a market in a currency, and some controllers. */
const under = (controllers: string, currency = 'EUR', base: Folder = GOOD): Folder => ({
  ...changed(
    'case.yaml',
    'controllers: [uncontrolled]',
    `controllers: ${controllers}\nmarket: { import_price: spot }`,
    changed('case.yaml', 'repeat: daily }', `repeat: daily }\n  - { file: spot.csv, repeat: daily }`, base),
  ),
  'spot.csv': `hour,spot_${currency.toLowerCase()}_per_kwh\n0,0.2\n12,0.3\n`,
});

const remarks = async (folder: Folder, set: readonly string[] = []) =>
  (await readCase(writeFolder(folder), { set })).remarks.map(({ id }) => id).filter((id) => !id.startsWith('network_'));

const noDevices = ['devices=[]', 'populations=[]'];

it('a market without sellers gives a remark: no device has the label of an aggregator', async () => {
  expect(await remarks(under('[tfm]', 'DKK'))).toContain('tfm_no_seller');
});

it('flexible devices without aggregator give a remark, where others have one', async () => {
  const some = under('[tfm]', 'DKK', changed('batteries.csv', 'labels.owner', 'labels.aggregator'));
  expect(await remarks(some)).toEqual(['tfm_devices_without_aggregator']);
});

it.each(['tfm', 'dt'])('%s without ratings and voltage bands has no effect, and gives a remark', async (kind) => {
  const ratings = {
    'lines.csv': 'line,from_bus,to_bus,length_m,r_ohm_per_km,x_ohm_per_km\nab,a,b,100,0.2,0.08\nbc,b,c,50,0.2,0.08\n',
  };
  expect(await remarks({ ...under(`[${kind}]`, 'DKK'), ...ratings })).toContain(`${kind}_no_limits`);
});

it('a volt–var without converters gives a remark, one with a converter does not', async () => {
  expect(await remarks(GOOD, ['controllers=[volt-var]', ...noDevices, 'outputs={}'])).toEqual([
    'volt_var_no_converter',
  ]);
  expect(await remarks(GOOD, ['controllers=[volt-var]'])).toEqual([]);
});

it.each(['central', 'commitment', 'dt'])('%s of loads alone has no decision, and gives a remark', async (kind) => {
  expect(await remarks(under(`[${kind}]`, 'DKK'), [...noDevices, 'outputs={}'])).toContain(
    `${kind}_no_flexible_device`,
  );
});

it('re-profiling without contracts, and contracts without re-profiling, give a remark', async () => {
  const srp = '[{ kind: dt, reprofiling: { elasticity_kw_per_price: 1 } }]';
  expect(await remarks(under(srp, 'DKK'))).toContain('dt_nobody_to_reprofile');
  const contract = changed('batteries.csv', /labels\.owner\n(.*)coop/, 'labels.contract\n$1srp');
  expect(await remarks(under('[dt]', 'DKK', contract))).toContain('dt_contracts_without_reprofiling');
  expect(await remarks(under(srp, 'DKK', contract))).not.toContain('dt_nobody_to_reprofile');
});

it('a default value in money gives a remark in a case of another currency, unless the case gives the value', async () => {
  const seller = changed('batteries.csv', 'labels.owner', 'labels.aggregator');
  const defaults = async (currency: string, options = '') => {
    const found = await remarks(under(`[{ kind: tfm${options} }]`, currency, seller));
    return found.filter((id) => id.includes('_default_'));
  };
  expect(await defaults('DKK')).toEqual([]);
  expect(await defaults('EUR')).toEqual(['tfm_default_discomfort_per_kw2h', 'tfm_default_price_max_per_kwh']);
  expect(await defaults('EUR', ', discomfort_per_kw2h: 0.05, price_max_per_kwh: 0.2')).toEqual([]);
  expect(await remarks(under('[dt]'))).toEqual(['dt_default_price_sensitivity', 'dt_default_penalty']);
});

it.each(['tfm', 'dt'])(
  '%s counts feed-in at the import price, and says so where the export price differs',
  async (kind) => {
    const seller = changed('batteries.csv', 'labels.owner', 'labels.aggregator');
    const paid = (by: string) => ({
      ...under(`[${by}]`, 'DKK', seller),
      'spot.csv': 'hour,spot_dkk_per_kwh,feed_dkk_per_kwh\n0,0.2,0.1\n12,0.3,0.1\n',
    });
    const id = `${kind}_export_price_not_used`;
    expect(await remarks(paid(kind), ['market.export_price=feed'])).toContain(id);
    expect(await remarks(paid(kind), ['market.export_price=spot'])).not.toContain(id);
    expect(await remarks(paid(kind))).not.toContain(id);
    expect(await remarks(paid('central'), ['market.export_price=feed'])).toEqual([]);
  },
);

it('uncontrolled needs nothing', async () => {
  expect(await remarks(GOOD)).toEqual([]);
});

const refused = async (folder: Folder): Promise<string> => {
  const error = await readCase(writeFolder(folder)).catch((e: unknown) => e);
  if (!(error instanceof InputError)) throw new Error('the case was read');
  return error.problems.map(({ where, found, expected }) => `${where} | ${found} | ${expected}`).join('\n');
};

it('costs of a generator in another currency than the market are refused when the case is read', async () => {
  const unit = changed(
    'case.yaml',
    'devices:\n',
    'devices:\n  - { id: g, kind: generator, bus: c, p_max_kw: 5, cost_b_per_kwh: 1 }\n',
  );
  expect(await refused(under('[central]', 'DKK', unit))).toContain('EUR | costs in DKK, the currency of the market');
  expect(await remarks(under('[central]', 'EUR', unit))).toEqual([]);
});

it('bids for a bus, deliveries of a party and devices to show that the case does not have are refused together', async () => {
  const bid = '{ aggregator: ag, load_point: x, price_per_kwh: 1 }';
  const found = await refused(under(`[{ kind: tfm, bids: [${bid}], delivery: { nobody: 0.5 }, show: [nothing] }]`));
  expect(found).toContain('controllers.0.bids.0.load_point | x | the name of a bus');
  expect(found).toContain('nobody | an aggregator of the case');
  expect(found).toContain('nothing | the id of a device');
});

it('microgrids and parties that the case does not have are refused at their place', async () => {
  const options = 'membership: [{ microgrid: bb, replaced: { at: "12:00", by: c } }], silent: [{ party: nobody }]';
  const text = await readCase(writeFolder(under(`[{ kind: cla, ${options} }]`))).catch((e: unknown) =>
    e instanceof InputError ? e.message : e,
  );
  expect(text).toMatch(/controllers\.0\.membership\.0\.microgrid +found "bb"/);
  expect(text).toMatch(/controllers\.0\.membership\.0\.replaced\.by +found "c" +expected a name of its own/);
  expect(text).toMatch(/controllers\.0\.silent\.0\.party +found "nobody" +expected one of aggregator, dso/);
});

it('a wholesale market without prices of its own gives a remark', async () => {
  const trading = (wholesale: string) => remarks(under(`[{ kind: cla, participation: wholesale, ${wholesale} }]`));
  expect(await trading('wholesale: {}')).toContain('cla_wholesale_at_retail_price');
  expect(await trading('wholesale: { buy_price: spot }')).not.toContain('cla_wholesale_at_retail_price');
  expect(await remarks(under('[cla]'))).not.toContain('cla_wholesale_at_retail_price');
});
