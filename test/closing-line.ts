import type { Reporter, TestModule, TestRunEndReason } from 'vitest/node';

/**
 * The last line of a test run, in a form that a program reads as easily as a person: `512 passed, 0 failed`.
 * Counts single tests. A file that cannot be loaded, a suite whose hook throws and an error outside any test count as a
 * failure each, and a run that vitest itself calls failed or interrupted never closes on `0 failed`.
 */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[], reason: TestRunEndReason): void {
    const count = { passed: 0, failed: errors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) count[test.result().state] += 1;
      for (const suite of [module, ...module.children.allSuites()]) if (suite.errors().length > 0) count.failed += 1;
    }
    // A test that never came to an end has not passed.
    const failed = Math.max(count.failed + count.pending, reason === 'passed' ? 0 : 1);
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : '';
    process.stdout.write(`\n${count.passed} passed, ${failed} failed${skipped}\n`);
  }
}
