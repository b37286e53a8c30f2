import type { AnswerFault, Fault } from '../../../lib/testing/s3/faults.ts';

/** What a server does instead of answering. */
export interface SweepFault {
  readonly title: string;
  /** Whether a pipeline that it befalls once ends well, because the call is repeated. */
  readonly isPassing: boolean;
  /** Whether it is tried as one that does not end too: those that differ then. */
  readonly isLasting?: boolean;
  readonly before?: Fault;
  /** When it has acted. */
  readonly after?: AnswerFault;
}

// biome-ignore format: a table
export const sweepFaults: readonly SweepFault[] = [
  { title: '500', isPassing: true, isLasting: true, before: { kind: 'status', status: 500, code: 'InternalError' } },
  { title: '500 when it has acted', isPassing: true, after: { kind: 'status', status: 500, code: 'InternalError' } },
  { title: '503', isPassing: true, before: { kind: 'status', status: 503, code: 'SlowDown' } },
  { title: '429', isPassing: true, before: { kind: 'status', status: 429, code: 'TooManyRequests' } },
  { title: '403', isPassing: false, isLasting: true, before: { kind: 'status', status: 403, code: 'AccessDenied' } },
  { title: 'a reset', isPassing: true, isLasting: true, before: { kind: 'reset' } },
  { title: 'a reset when it has acted', isPassing: true, after: { kind: 'reset' } },
  { title: 'a stall', isPassing: true, before: { kind: 'stall' } },
  { title: 'a stall when it has acted', isPassing: true, isLasting: true, after: { kind: 'stall' } },
  { title: 'a truncated body', isPassing: true, isLasting: true, after: { kind: 'truncate' } },
  { title: 'a body that lacks its end', isPassing: false, after: { kind: 'shorten' } },
  { title: 'a page of HTML', isPassing: false, isLasting: true, before: { kind: 'foreign' } },
];

/** How often a fault happens: once, or to that call of that store whenever it is made. */
export type Persistence = 'once' | 'always';

export function persistencesOf({ isLasting = false }: SweepFault): readonly Persistence[] {
  return isLasting ? ['once', 'always'] : ['once'];
}
