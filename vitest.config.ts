import { defineConfig } from 'vitest/config';

const rooms = '{base,record,optimisation,network,opf,devices,cosim,controllers,src,bench,extras/queue/src}';
/** Tests that run the command as it ships: dist/ is built once before them. */
const shipped = ['src/{cli,start}/**/*.test.ts', 'src/readme.test.ts', 'src/package.test.ts'];
/** Tests of minutes, which `npm run studies` runs: whole studies, every operation on the disk, long runs that are resumed. */
const studies = `${rooms}/**/*.study.test.ts`;

const limits = { testTimeout: 120_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    reporters: ['default', './test/closing-line.ts'],
    // the default leaves one core idle, which on two cores doubles the time
    maxWorkers: '100%',
    projects: [
      // Files share the modules they import, which no test changes; loading them anew for each file costs a third of the time.
      {
        test: {
          name: 'rooms',
          include: [`${rooms}/**/*.test.ts`],
          exclude: [...shipped, studies],
          isolate: false,
          ...limits,
        },
      },
      { test: { name: 'shipped', include: shipped, exclude: [studies], globalSetup: './build/make.mjs', ...limits } },
      { test: { name: 'studies', include: [studies], globalSetup: './build/make.mjs', ...limits } },
    ],
  },
});
