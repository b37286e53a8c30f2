import type { Verdict } from '../watch/verdict.ts';

/** A host that is well, for tests; with `cause` it has just failed. */
export function sampleVerdict(host: string, changes: Partial<Verdict> = {}): Verdict {
  const isFailed = changes.cause !== undefined;
  return {
    host,
    groups: [],
    cause: undefined,
    event: undefined,
    isWell: !isFailed,
    isAtWork: false,
    ansible: isFailed ? 'failed' : 'success',
    node: isFailed ? 'failure' : 'active',
    version: '2.1.0',
    step: undefined,
    reason: undefined,
    eventReason: undefined,
    logTail: undefined,
    at: new Date('2018-10-25T08:17:46.282Z'),
    ...changes,
  };
}
