import { afterAll } from 'vitest';
import { removeOriginals } from './disturbed/clone.ts';
import { describeFaults } from './disturbed/describe-faults.ts';
import { describeKills } from './disturbed/describe-kills.ts';
import { describeStops } from './disturbed/describe-stops.ts';
import { recordScenarios } from './disturbed/record-calls.ts';
import { buildDriver } from './disturbed/run-scenario.ts';

const driver = await buildDriver();
// what is disturbed are the calls that an undisturbed run makes, whatever these are by now
const scenarios = await recordScenarios();

describeKills(scenarios);
describeStops(scenarios);
describeFaults(scenarios);

afterAll(() => {
  driver[Symbol.dispose]();
  removeOriginals();
});
