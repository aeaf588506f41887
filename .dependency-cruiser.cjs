// Which room may import which. Imports go one way and never turn round:
//
//   base ◄── network ◄────────────────────────────────────────────┐
//   base ◄── network, optimisation ◄── opf ◄──────────────────────┤
//   base ◄── optimisation ◄── devices ◄───────────────────────────┼── controllers ◄── src
//   base ◄── record ◄── cosim (knows grid and devices by interface) ◄┘
//
// Everything below src also runs in a browser as it stands: no files, processes or clocks there.

const ROOMS = ['base', 'record', 'optimisation', 'network', 'opf', 'devices', 'cosim', 'controllers', 'src'];

/** For each room, the rooms of ours it may import (itself always). */
const MAY_IMPORT = {
  base: [],
  record: ['base'],
  optimisation: ['base'],
  network: ['base'],
  opf: ['base', 'network', 'optimisation'],
  devices: ['base', 'record', 'optimisation'],
  cosim: ['base', 'record', 'optimisation'],
  controllers: ['base', 'record', 'optimisation', 'network', 'opf', 'devices', 'cosim'],
};

const TESTS = '\\.test\\.ts$';
/** What only tests (and benchmarks) use: shared suites, generators, a spawned command. */
const TESTING = '(^|/)testing(/|\\.ts$)';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...Object.entries(MAY_IMPORT).map(([room, allowed]) => ({
      name: `${room}-imports-downwards`,
      comment: `${room}/ may import ${['itself', ...allowed].join(', ')} and no other room.`,
      severity: 'error',
      from: { path: `^${room}/`, pathNot: [TESTS, TESTING] },
      to: { path: `^(${ROOMS.filter((other) => other !== room && !allowed.includes(other)).join('|')})/` },
    })),
    {
      name: 'no-cycles',
      comment: 'Two files that import each other cannot be read, tested or moved one at a time.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'only-src-touches-the-machine',
      comment: 'Files, processes, clocks and the terminal belong to src/; the rooms below it run in a browser.',
      severity: 'error',
      from: { path: '^(base|record|optimisation|network|opf|devices|cosim|controllers)/', pathNot: [TESTS, TESTING] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'the-product-needs-no-development-package',
      comment: 'What ships must not import what only a checkout installs.',
      severity: 'error',
      from: { path: `^(${ROOMS.join('|')})/`, pathNot: [TESTS, TESTING, '^bench/'] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'] },
    },
    {
      name: 'the-product-needs-no-test',
      comment: 'Code that only a test needs lives in the test, or in a file that only tests import.',
      severity: 'error',
      from: { pathNot: [TESTS, TESTING, '^bench/'] },
      to: { path: [TESTS, TESTING] },
    },
    {
      name: 'every-import-exists',
      comment: 'An import that cannot be resolved, or a package that package.json does not list.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'every-package-is-listed',
      comment: 'A package used is a package named in package.json, not one that another package happens to bring.',
      severity: 'error',
      from: { path: `^(${ROOMS.join('|')}|bench)/` },
      // an optional peer that is also a development package counts as listed
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm-dev'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
};
