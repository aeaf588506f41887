// Case files written for the tests, with the data of their source; nothing is copied from a distributed file.
import { SECTIONS, TIES } from '../../../testing/ieee33.ts';

/** The feeder of Baran & Wu 1989 in ohm, kW and kvar, with the statements at its end that turn them into per unit and MW. */
export const BARAN_WU = `function mpc = feeder33
mpc.version = '2';
mpc.baseMVA = 10;
mpc.bus = [
  1 3 0 0 0 0 1 1 0 12.66 1 1 1;
${SECTIONS.map(([, to, , , p, q]) => `  ${to} 1 ${p} ${q} 0 0 1 1 0 12.66 1 1.1 0.9;`).join('\n')}
];
mpc.gen = [1 0 0 10 -10 1 100 1 10 0];
mpc.branch = [   % ohm
${SECTIONS.map(([from, to, r, x]) => `  ${from} ${to} ${r} ${x} 0 0 0 0 0 0 1 -360 360;`).join('\n')}
${TIES.map(([from, to, z]) => `  ${from} ${to} ${z} ${z} 0 0 0 0 0 0 0 -360 360;`).join('\n')}
];

%% ohm -> p.u., kW -> MW
[PQ, PV, REF, NONE, BUS_I, BUS_TYPE, PD, QD, GS, BS, BUS_AREA, VM, ...
    VA, BASE_KV, ZONE, VMAX, VMIN, LAM_P, LAM_Q, MU_VMAX, MU_VMIN] = idx_bus;
[F_BUS, T_BUS, BR_R, BR_X] = idx_brch;
Vbase = mpc.bus(1, BASE_KV) * 1e3;   % V
Sbase = mpc.baseMVA * 1e6;           % VA
mpc.branch(:, [BR_R BR_X]) = mpc.branch(:, [BR_R BR_X]) / (Vbase^2 / Sbase);
mpc.bus(:, [PD, QD]) = mpc.bus(:, [PD, QD]) / 1e3;
`;

/** Six buses with one of everything: taps, shifts, shunts, parallel circuits, several machines at a bus, one isolated bus. */
export const MESH6 = `function mpc = mesh6
mpc.version = '2';
mpc.baseMVA = 50;
mpc.bus = [
  10 3  0   0   0    0   1 1     -3  110 1 1.1 0.9;
  20 2  12  4   0    0   1 1     0   110 1 1.1 0.9;
  30 1  20  8   0.4  6   1 1     0   20  1 1.1 0.9;
  40 1  9   -2  0    0   1 0.99  0   20  1 1.1 0.9;
  50 2  7   2.5 0    -1  1 1.02  0   20  1 1.1 0.9;
  60 4  3   1   0    0   1 0.97  7   20  1 1.1 0.9;
];
mpc.gen = [
  10 0   0  99 -99 1.04 50 1 99 0;
  20 15  0  99 -99 1.01 50 1 99 0;
  20 8   0  99 -99 1.025 50 1 99 0;
  20 5   0  99 -99 0.9  50 0 99 0;
  50 6   3  99 -99 1.05 50 0 99 0;
  40 2   0.5 9 -9  1.03 50 1 9 0;
];
mpc.branch = [
  10 20 0.01  0.05 0.03 40 0 0 0     0   1 -360 360;
  10 30 0.004 0.09 0    0  0 0 0.975 0   1 -360 360;
  20 40 0.005 0.11 0.01 30 0 0 1.02  -4  1 -360 360;
  20 40 0.005 0.11 0.01 30 0 0 1.02  -4  1 -360 360;
  30 40 0.03  0.04 0    20 0 0 0     0   1 -360 360;
  30 50 0.05  0.06 0    0  0 0 0     1.5 1 -360 360;
  40 50 0.02  0.05 0    0  0 0 0     0   0 -360 360;
  50 60 0.02  0.05 0    0  0 0 0     0   1 -360 360;
];
`;

/** The smallest case, as lines of which a test may replace one. */
export const SMALL = {
  header: 'function mpc = small',
  version: "mpc.version = '2';",
  base: 'mpc.baseMVA = 10;',
  bus: 'mpc.bus = [1 3 0 0 0 0 1 1 0 20 1 1.1 0.9; 2 1 4 1 0 0 1 1 0 20 1 1.1 0.9];',
  gen: 'mpc.gen = [1 0 0 9 -9 1 10 1 9 0];',
  branch: 'mpc.branch = [1 2 0.01 0.02 0 0 0 0 0 0 1];',
  more: '',
};

export const small = (change: Partial<typeof SMALL> = {}): string => Object.values({ ...SMALL, ...change }).join('\n');
