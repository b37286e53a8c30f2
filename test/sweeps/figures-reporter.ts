import type { Reporter, TestModule, TestSuite } from 'vitest/node';

const files = /^test\/(?:sweeps\/(?!choose-points).*|e2e\/races|races)\.test\.ts$/;

/** Prints at the end how many points of each sweep were tried, and how long that took. */
export const figuresReporter: Reporter = {
  onTestRunEnd(modules) {
    const figures = modules.filter(({ relativeModuleId }) => files.test(relativeModuleId)).flatMap(figuresOf);
    if (figures.length > 0) {
      console.log(`Sweeps (TAGSHIP_SEED chooses a tenth, TAGSHIP_LONG=1 all):\n${figures.join('\n')}\n`);
    }
  },
};

/** One line for each group of tests, since a file may hold several sweeps. */
function figuresOf(module: TestModule): readonly string[] {
  const suites = [...module.children.suites()].flatMap(withoutInner);
  const seconds = Math.round(module.diagnostic().duration / 1000);
  const counted = suites.length === 0 ? [{ name: module.relativeModuleId, children: module.children }] : suites;
  return counted.map(({ name, children }) => {
    const tests = [...children.allTests()];
    const points = tests.reduce((sum, test) => sum + (test.meta().points ?? 1), 0);
    const failed = tests.filter((test) => test.result().state === 'failed').length;
    return `  ${name}: ${points} points, ${failed} failed; ${seconds} s with the whole file`;
  });
}

/** A suite that only holds others is told by those. */
function withoutInner(suite: TestSuite): readonly TestSuite[] {
  const inner = [...suite.children.suites()];
  return inner.length === 0 ? [suite] : inner.flatMap(withoutInner);
}
