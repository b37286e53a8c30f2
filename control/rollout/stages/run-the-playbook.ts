import { TagshipError } from '../../../lib/core/errors.ts';
import { describeError } from '../../../lib/report/run-report.ts';
import type { AnsibleEvent } from '../../ansible/ansible-event.ts';
import { readReport } from '../../ansible/read-report.ts';
import { runPlaybook } from '../../ansible/run-playbook.ts';
import { ansibleAccess, ansiblePorts, playbookOrder } from '../ansible-access-of.ts';
import { createDispatchProgress } from '../dispatch-progress.ts';
import type { RollOutRun } from '../roll-out-run.ts';

/** Link 1: what became of each host the playbook came to. */
export async function runThePlaybook(run: RollOutRun): Promise<void> {
  const { settings, ports, generation, playbook } = run;
  const { context } = ports;
  if (generation === undefined || playbook === undefined) {
    return;
  }
  const progress = createDispatchProgress(ports);
  context.log.info(
    `generation ${generation.number} of ${settings.project}: ${generation.release} (${generation.kind}), by ${playbook}`,
  );
  const access = await ansibleAccess(run, 'playbook');
  run.playbookRun = await runPlaybook(playbookOrder({ access, settings, generation, playbook }), {
    ...ansiblePorts(ports),
    onEvent(event) {
      keepWhatIsToldOnce(event, run);
      progress.take(event);
    },
  });
  const { problem, groups } = run.playbookRun;
  run.inventory = groups;
  if (context.signal.aborted) {
    throw new TagshipError('interrupted', `the roll-out was stopped: ${progress.halfDone()}`, {
      hint: 'the next roll-out goes on; the runs that are at work on nodes end by themselves',
      cause: context.signal.reason,
    });
  }
  if (problem !== undefined) {
    throw problem;
  }
}

/** A run that is killed before its end must not lose what the node will not say again. */
function keepWhatIsToldOnce(event: AnsibleEvent, { history, id, ports }: RollOutRun): void {
  if (!('report' in event) || event.report === undefined) {
    return;
  }
  const report = readReport(event.report, (text) => ports.redactor.redact(text));
  if (report?.rebuilt || report?.interrupted !== undefined) {
    const { host, at, task } = event;
    const status = event.event === 'failed' && !event.isIgnored ? 'failed' : 'success';
    try {
      history.keepDispatch(id, { host, status, sentAt: at, task, message: undefined, report });
    } catch (error) {
      // the playbook is at work: what keeps the history from being written is the matter of the run's end
      ports.context.log.warning(`what ${host} tells only once is not kept before the end: ${describeError(error)}`);
    }
  }
}
