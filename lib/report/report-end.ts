import { version } from '../version.ts';
import { describeError, type ReportRequest, type RunReport } from './run-report.ts';

export interface EndRequest extends Pick<ReportRequest, 'subject' | 'stages'> {
  readonly error: unknown;
  /** One line: what is half done. */
  readonly summary: string;
}

/** Sums up a run that something ended before its time: a full disk, the signal, a bug. Pure. */
export function reportEnd({ error, summary, subject, stages }: EndRequest): RunReport {
  return {
    schema: 1,
    program: `tagship ${version}`,
    status: 'failure',
    summary,
    subject,
    stores: [],
    locks: [],
    handoff: null,
    errors: [describeError(error)],
    warnings: [],
    stages,
  };
}
