// `node --test my-name.test.mjs`: one day of the case in this folder under the controller, and under `uncontrolled`.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readCase, runCase } from 'feederlab';

const folder = fileURLToPath(new URL('.', import.meta.url));
const out = mkdtempSync(join(tmpdir(), 'my-name-'));
after(() => rmSync(out, { recursive: true, force: true }));

/**
 * The indicators of a run of the case, by id.
 * @param {string} name @param {string} set @param {'none' | 'svg'} plots
 * @returns {Promise<Record<string, any>>}
 */
async function run(name, set, plots = 'none') {
  const study = await readCase(folder, { set: [set], trust: true });
  const { status, indicators } = await runCase(study, { out: join(out, name), plots });
  assert.equal(status, 'finished');
  return indicators;
}

describe('my-name', () => {
  /** @type {Awaited<ReturnType<typeof run>>} */
  let own;
  /** @type {typeof own} */
  let uncontrolled;
  before(async () => {
    own = await run('own', 'controllers=[my-name]', 'svg');
    uncontrolled = await run('uncontrolled', 'controllers=[uncontrolled]');
  });

  it('costs less than no control', () => {
    assert.ok(own.energy_cost < uncontrolled.energy_cost);
  });

  it('keeps houses warm and cars charged', () => {
    assert.equal(own.band_heat_pump_t_in_degc_outside_h, 0);
    assert.equal(own.device_ev_e_unserved_kwh, 0);
  });

  it('has the planned peak in the power flow, which adds the losses', () => {
    assert.ok(own.power_import_max_kw > own.my_name_peak_kw);
    assert.ok(own.power_import_max_kw < 1.05 * own.my_name_peak_kw);
  });

  it('has a lower peak at a higher price of the peak', async () => {
    const dear = await run('dear', 'controllers=[{ kind: my-name, demand_charge_per_kw: 2 }]');
    assert.ok(dear.my_name_peak_kw < own.my_name_peak_kw - 1);
  });

  it('writes its table, with a column for each declaration', () => {
    const [header, ...rows] = readFileSync(join(out, 'own/tables/my-name-load.csv'), 'utf8').trimEnd().split('\n');
    assert.match(String(header), /^step,time,baseline_kw,load_kw,peak_price/);
    assert.equal(rows.length, 48);
  });

  it('has its plot', () => {
    assert.ok(existsSync(join(out, 'own/plots/my-name-load.svg')));
  });
});
