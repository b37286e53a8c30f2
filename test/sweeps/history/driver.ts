import { readFileSync, writeSync } from 'node:fs';
import { hookStatements } from './hook-statements.ts';
import { type Operation, openSmall, perform } from './operations.ts';

/**
 * Operations on a history in a process of its own, to be killed: before the statement of that number by itself, or by somebody
 * else at any time. Prints what is done, a line for each.
 */
interface Plan {
  readonly path: string;
  readonly operations: readonly Operation[];
  /** The number of the first one. */
  readonly first: number;
  /** Never, if there are fewer statements. */
  readonly killAt: number;
}

const plan: Plan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
let statements = 0;

hookStatements(() => {
  if (statements === plan.killAt) {
    process.kill(process.pid, 'SIGKILL');
  }
  statements += 1;
});

writeSync(1, 'ready\n');
const clock = { operation: plan.first };
let history = openSmall(plan.path, clock);
for (const [index, operation] of plan.operations.entries()) {
  clock.operation = plan.first + index;
  if (operation.do === 'reopen') {
    history[Symbol.dispose]();
    history = openSmall(plan.path, clock);
  }
  writeSync(1, `${JSON.stringify(perform(history, operation, clock.operation))}\n`);
}
history[Symbol.dispose]();
