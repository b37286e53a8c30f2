import { appendFileSync } from 'node:fs';
import { hookStatements } from '../history/hook-statements.ts';

/**
 * Loaded into tagship-control before its own code: kills it before the statement of its history that TAGSHIP_KILL_BEFORE
 * names, as SIGKILL would at that moment. Each statement is a byte in the file of TAGSHIP_STATEMENTS.
 */
const { TAGSHIP_KILL_BEFORE, TAGSHIP_STATEMENTS = '' } = process.env;
let count = 0;
hookStatements(() => {
  if (String(count) === TAGSHIP_KILL_BEFORE) {
    process.kill(process.pid, 'SIGKILL');
  }
  count += 1;
  appendFileSync(TAGSHIP_STATEMENTS, '.');
});
