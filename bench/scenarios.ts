import { alerts } from './alerts.ts';
import { growth } from './growth.ts';
import type { Scenario } from './harness/bench.ts';
import { memory } from './memory.ts';
import { nodeFetch } from './node-fetching.ts';
import { nodeRollback } from './node-rollback.ts';
import { packing } from './packing.ts';
import { publishForGoals, publishToRgw, publishToSink } from './publishing.ts';
import { quickComparisons } from './quick-comparisons.ts';
import { rollOut } from './roll-out.ts';
import { startUp } from './start-up.ts';
import { uploading } from './uploading.ts';

/**
 * All parts of `npm run bench`, in the order of bench/RESULTS.md. A new one is a file with a `Scenario`, a line here, and
 * for a number to reach a line in results/goals.ts.
 */
export const scenarios: readonly Scenario[] = [
  publishForGoals,
  publishToSink,
  publishToRgw,
  packing,
  uploading,
  memory,
  growth,
  nodeFetch,
  nodeRollback,
  rollOut,
  alerts,
  startUp,
  quickComparisons,
];
