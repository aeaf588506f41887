import { defineConfig } from 'vitest/config';

const rooms = '{base,record,optimisation,network,devices,cosim,controllers,src,bench}';
/** Tests that run the command as it ships: dist/ is built once before them. */
const shipped = ['src/cli/**/*.test.ts', 'src/readme.test.ts', 'src/package.test.ts'];

export default defineConfig({
  test: {
    reporters: ['default', './test/closing-line.ts'],
    projects: [
      {
        test: {
          name: 'rooms',
          include: [`${rooms}/**/*.test.ts`],
          exclude: shipped,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'shipped',
          include: shipped,
          globalSetup: './test/build.ts',
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
