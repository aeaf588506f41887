// `node --test my-name.test.mjs`: what every device has to hold, and one day of the case in this folder.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readCase, runCase } from 'feederlab';
import { evaluate, formulate, solve } from 'feederlab/optimisation';
import { device } from './my-name.mjs';

const out = mkdtempSync(join(tmpdir(), 'my-name-'));
after(() => rmSync(out, { recursive: true, force: true }));

const params = device.schema.parse({ p_max_kw: 3, draw_kw: 0.6, draw_profile: 'any' });
const DT_H = 0.5;
/** Inputs of a day: hot water in the morning and in the evening. */
const inputs = Array.from({ length: 48 }, (_, k) => ({ draw_kw: k % 24 > 13 && k % 24 < 18 ? 2 : 0.2 }));

describe('my-name', () => {
  it('has its limits, and gives what a set point within them demands', () => {
    let state = device.start(params);
    for (const [k, u] of inputs.entries()) {
      const { min, max } = device.limits(params, state, u, DT_H);
      assert.ok(min >= 0 && min <= max && max <= params.p_max_kw);
      for (const p_kw of [-100, min, (min + max) / 2, max, 100]) {
        const given = device.step(params, state, u, { p_kw }, DT_H);
        assert.equal(given.p_kw, Math.min(max, Math.max(min, p_kw)));
        assert.ok(given.next.t_degc < params.t_max_degc + 1e-9);
      }
      state = device.step(params, state, u, { p_kw: [0, 3, 1][k % 3] }, DT_H).next;
    }
  });

  it('closes its energy balance', () => {
    const state = device.start(params);
    const { p_kw, next } = device.step(params, state, { draw_kw: 0.4 }, { p_kw: 1 }, DT_H);
    const stored_kwh = params.c_kwh_per_k * (next.t_degc - state.t_degc);
    const lost_kwh = params.u_kw_per_k * (state.t_degc - 18) * DT_H;
    assert.ok(Math.abs(stored_kwh - (p_kw * DT_H - 0.4 * DT_H - lost_kwh)) < 1e-9);
  });

  it('has the default behaviour where no set point is sent', () => {
    const state = device.start(params);
    const setPoint = device.defaultSetPoint(params, state, inputs[0], DT_H);
    assert.equal(device.step(params, state, inputs[0], {}, DT_H).p_kw, setPoint.p_kw);
  });

  it('does what an optimisation plans with its rows', async () => {
    const m = formulate('day of a tank');
    const hours = inputs.map((_, t) => `t${t}`);
    const horizon = { from: 0, hours, cyclic: true, exclusive: false };
    const { p_kw, shows } = device.flexibility(params, device.start(params), inputs, horizon, m, DT_H);
    for (const [t, { terms }] of p_kw.entries()) for (const [c, column] of terms) m.cost(column, c * (t % 7));
    const { x } = await solve(m.build());
    let state = device.start(params);
    for (const [t, u] of inputs.entries()) {
      const planned = evaluate(p_kw[t], x);
      const step = device.step(params, state, u, { p_kw: planned }, DT_H);
      assert.ok(Math.abs(step.p_kw - planned) < 1e-6);
      assert.ok(Math.abs(step.next.t_degc - evaluate(shows[0].values[t], x)) < 1e-4);
      state = step.next;
    }
  });

  it('runs in the case of this folder, within its band', async () => {
    const study = await readCase(fileURLToPath(new URL('.', import.meta.url)), { trust: true });
    const { status, indicators } = await runCase(study, { out: join(out, 'run'), plots: 'none' });
    assert.equal(status, 'finished');
    assert.ok(Number(indicators.device_my_name_drawn_kwh) > 0);
    assert.equal(indicators.band_my_name_t_degc_outside_h, 0);
  });
});
