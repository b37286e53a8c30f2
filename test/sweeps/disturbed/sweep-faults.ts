import type { AnswerFault, Fault } from '../../../lib/testing/s3/faults.ts';

/** What a server does instead of answering. */
export interface SweepFault {
  readonly title: string;
  /** Whether a pipeline that it befalls once ends well, because the call is repeated. */
  readonly isPassing: boolean;
  readonly before?: Fault;
  /** When it has acted. */
  readonly after?: AnswerFault;
}

export const sweepFaults: readonly SweepFault[] = [
  { title: '500', isPassing: true, before: { kind: 'status', status: 500, code: 'InternalError' } },
  { title: '500 when it has acted', isPassing: true, after: { kind: 'status', status: 500, code: 'InternalError' } },
  { title: '503', isPassing: true, before: { kind: 'status', status: 503, code: 'SlowDown' } },
  { title: '429', isPassing: true, before: { kind: 'status', status: 429, code: 'TooManyRequests' } },
  { title: '403', isPassing: false, before: { kind: 'status', status: 403, code: 'AccessDenied' } },
  { title: 'a reset', isPassing: true, before: { kind: 'reset' } },
  { title: 'a reset when it has acted', isPassing: true, after: { kind: 'reset' } },
  { title: 'a stall', isPassing: true, before: { kind: 'stall' } },
  { title: 'a stall when it has acted', isPassing: true, after: { kind: 'stall' } },
  { title: 'a truncated body', isPassing: true, after: { kind: 'truncate' } },
  { title: 'a body that lacks its end', isPassing: false, after: { kind: 'shorten' } },
  { title: 'a page of HTML', isPassing: false, before: { kind: 'foreign' } },
];

/** How often it happens: once, or to that call of that store whenever it is made. */
export const persistences = ['once', 'always'] as const;
