import type { Answer } from '../../lib/report/answer/answer.ts';
import type { Desk } from '../desk.ts';
import { examineSource, verdictOf } from '../examine-source.ts';
import { locksData } from '../lock-blocks.ts';
import type { SourceOptions } from '../source-environment.ts';

/** `tagship check [DIR]`: everything that a pipeline would find before its first write. */
export async function check(desk: Desk, directory: string | undefined, options: SourceOptions): Promise<Answer> {
  const examination = await examineSource(desk, directory, options);
  const { subject, settings, publication, notes } = examination;
  return {
    data: { subject, stores: settings.stores.map(({ name }) => name), locks: locksData(publication.locks) },
    blocks: [],
    findings: publication.diagnostics,
    notes,
    summary: verdictOf(examination, 'is checked: a pipeline would find no error here'),
  };
}
