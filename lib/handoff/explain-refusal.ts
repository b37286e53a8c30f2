import type { HandoffDecision } from './decide-handoff.ts';
import type { HandoffRequest, HandoffResult } from './handoff-request.ts';

/** A refusal, with the way to do it on purpose. `root`: what the control node calls its own. */
export function explainRefusal(
  { reason, message }: Extract<HandoffDecision, { decision: 'refuse' }>,
  { bundle, source, controlNode }: Pick<HandoffRequest, 'bundle' | 'source' | 'controlNode'>,
  root: string | undefined,
): Extract<HandoffResult, { status: 'refused' }> {
  const { project, record } = bundle;
  switch (reason) {
    case 'late': {
      const hint = `if ${record.folder} is wanted all the same, start its pipeline anew, or at a desk: tagship handoff ${project} --release ${record.folder} --late`;
      return { status: 'refused', reason, message, hint, root };
    }
    case 'other-repository': {
      const file = `${root ?? controlNode.root}/${project}/accept-repository`;
      const hint = `if the project has moved there, confirm it on the control node: echo '${source.repositoryUuid}' >> ${file}`;
      return { status: 'refused', reason, message, hint, root };
    }
  }
}
