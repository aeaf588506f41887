// Uncontrolled load: nominal power times a profile, with constant impedance, current and power shares.
//   p = s(k) p_nom,   q = s_q(k) q_nom,   q_nom = q_kvar or p_nom tan φ,   s_q = s without a profile of its own
//   p(V) = p (z V² + i V + 1 − z − i) with V in p.u., and q likewise; the engine applies the shares at the solved voltage
import * as z from 'zod';
import { alternatives, profileField } from '../../base/index.ts';
import { inflexible } from '../../optimisation/index.ts';
import type { DeviceKind, Group, World, Zip } from '../device.ts';
import { fault } from '../fault.ts';
import { groupOf, profileColumn } from '../group.ts';
import { powerFactor, tanPhi } from '../power-factor.ts';

const share = z.number().min(0).max(1);

const schema = alternatives(
  z.strictObject({
    p_kw: z.number().describe('Nominal active power drawn at 1 p.u. [kW]; negative for a fixed infeed'),
    q_kvar: z
      .number()
      .optional()
      .describe('Nominal reactive power drawn at 1 p.u. [kvar]; 0 when no power_factor is given either'),
    power_factor: powerFactor.optional().describe('Lagging power factor (0–1) instead of q_kvar'),
    profile: profileField({ unit: 'pu', of: 'p_kw', factor: true })
      .optional()
      .describe('Profile of the share of the nominal power drawn; always 1 when not given'),
    q_profile: profileField({ unit: 'pu', of: 'q_kvar', factor: true })
      .optional()
      .describe('Profile of the share of the nominal reactive power drawn; that of `profile` when not given'),
    zip_z: share.optional().describe('Share of constant impedance (0–1)'),
    zip_i: share.optional().describe('Share of constant current (0–1)'),
    zip_p: share.optional().describe('Share of constant power (0–1); what zip_z and zip_i leave when not given'),
  }),
  { fields: ['q_kvar', 'power_factor'] },
).transform(({ power_factor, ...v }, ctx) => {
  const q_kvar = v.q_kvar ?? (power_factor === undefined ? 0 : v.p_kw * tanPhi(power_factor));
  const zip_z = v.zip_z ?? 0;
  const zip_i = v.zip_i ?? 0;
  const zip_p = v.zip_p ?? 1 - zip_z - zip_i;
  if (zip_p < -1e-9 || Math.abs(zip_z + zip_i + zip_p - 1) > 1e-9) fault(ctx, 'zip_p', 'zip_z + zip_i + zip_p = 1');
  return { ...v, q_kvar, zip_z, zip_i, zip_p: Math.max(0, 1 - zip_z - zip_i) };
});

export type LoadParams = Readonly<z.output<typeof schema>>;

/** Shares of the nominal active and reactive power in this step. */
export interface LoadInputs {
  readonly share: number;
  readonly q_share: number;
}

const STATELESS = {};

/** ZIP shares of a voltage-dependent load; undefined for constant power. */
const zip = (d: LoadParams): Zip | undefined =>
  d.zip_z === 0 && d.zip_i === 0 ? undefined : { z: d.zip_z, i: d.zip_i, p: d.zip_p };

const profileOfQ = (d: LoadParams): string | undefined => d.q_profile ?? d.profile;

const shareOf = (profile: string | undefined, world: World, k: number): number =>
  profile === undefined ? 1 : world.profile(profile, k);

function group(params: readonly LoadParams[], world: World, at: Int32Array): Group<object> {
  const shares = params.map(zip);
  const profiles = params.map((d) => d.profile);
  const share = profileColumn(profiles, world, 1);
  const ofQ = params.map(profileOfQ);
  const q_share = ofQ.every((profile, i) => profile === profiles[i]) ? share : profileColumn(ofQ, world, 1);
  return groupOf<object>(at, {
    columns: {},
    read(k) {
      share.read(k);
      if (q_share !== share) q_share.read(k);
    },
    step({ members, count }, _setPoints, powers) {
      for (let j = 0; j < count; j++) {
        const i = members[j]!;
        const place = at[i]!;
        const d = params[i]!;
        powers.p_kw[place] = d.p_kw * share.of(i);
        powers.q_kvar[place] = d.q_kvar * q_share.of(i);
      }
    },
    observe: () => {},
    zip: (i) => shares[i],
  });
}

export const load: DeviceKind<LoadParams, object, LoadInputs> = {
  kind: 'load',
  title: 'Load',
  colour: '#9aa5b1',
  schema,
  inflexible: true,
  foreseen: {
    quantity: 'load',
    power_kw: (d, u) => d.p_kw * u.share,
    scaled: (_d, u, factor) => ({ share: u.share * factor, q_share: u.q_share * factor }),
  },
  start: () => STATELESS,
  inputs: (d, world, k) => ({ share: shareOf(d.profile, world, k), q_share: shareOf(profileOfQ(d), world, k) }),
  limits: (d, _x, u) => ({ min: d.p_kw * u.share, max: d.p_kw * u.share }),
  defaultSetPoint: (d, _x, u) => ({ p_kw: d.p_kw * u.share }),
  step(d, x, u) {
    const shares = zip(d);
    const power = { p_kw: d.p_kw * u.share, q_kvar: d.q_kvar * u.q_share, next: x };
    return shares ? { ...power, zip: shares } : power;
  },
  flexibility(d, _x, inputs) {
    const shares = zip(d);
    const power = inflexible(
      inputs.map((u) => d.p_kw * u.share),
      inputs.map((u) => d.q_kvar * u.q_share),
    );
    return shares ? { ...power, zip: shares } : power;
  },
  channels: () => [],
  observe: () => [],
  group,
};
