import { runCommander } from '../lib/command-line/run-commander.ts';
import type { Context } from '../lib/core/context.ts';
import { TagshipError } from '../lib/core/errors.ts';
import { createRedactor } from '../lib/core/redaction.ts';
import { applyBundle } from '../lib/node/apply-bundle.ts';
import { type ApplyReport, exitStatusOf, type ScriptReport } from '../lib/node/apply-report.ts';
import { foreseeApply } from '../lib/node/foresee-apply.ts';
import { type NodePorts, type NodeSettings, nodeDefaults } from '../lib/node/node-ports.ts';
import { resetNode } from '../lib/node/reset-node.ts';
import { lookAtNode, verifyNode } from '../lib/node/verify-node.ts';
import { describeBug } from '../lib/report/describe-bug.ts';
import { printable } from '../lib/report/printable.ts';
import { type Environment, secretValues } from '../lib/settings/secrets.ts';
import { version } from '../lib/version.ts';
import { type CommonOptions, createCommandLine, type ScriptOptions } from './command-line.ts';
import { describeNode, isFine, summaryOf, verdictOf } from './describe-run.ts';
import { findProject } from './find-project.ts';
import { readLogs } from './read-logs.ts';

/** What the program gives to a run of the world around it. */
export interface Surroundings {
  /** Without the program's own name. */
  readonly args: readonly string[];
  readonly env: Environment;
  readonly userId: number;
  readonly context: Pick<Context, 'clock' | 'signal'>;
  readonly ports: Omit<NodePorts, 'openFetch'>;
  readonly openFetch: (onSecret: (secret: string) => void) => NodePorts['openFetch'];
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** Runs one command. Resolves to the exit status: 0 as wanted or skipped, 1 failed, 2 refused. Never rejects. */
export async function runNode(surroundings: Surroundings): Promise<number> {
  const { args, env, out, err } = surroundings;
  const redactor = createRedactor();
  secretValues(env).forEach((secret) => redactor.add(secret));
  const redact = (text: string): string => printable(redactor.redact(text));
  let status = 0;

  const answer = async (
    command: string,
    options: CommonOptions,
    work: (tell: Tell) => Promise<number>,
  ): Promise<void> => {
    const { json = false } = options;
    const tell: Tell = {
      line: (text) => (json ? err : out)(`${redact(text)}\n`),
      object: (value) => {
        if (json) {
          // only the texts; what is not known is null, so that every name is always there
          const texts = (_key: string, inner: unknown): unknown =>
            typeof inner === 'string' ? redact(inner) : (inner ?? null);
          out(`${JSON.stringify({ schema: 1, program: `tagship-node ${version}`, command, ...value }, texts, 2)}\n`);
        }
      },
    };
    try {
      status = await work(tell);
    } catch (error) {
      status = 1;
      tellError(error, tell, surroundings);
    }
  };

  const accessOf = (options: CommonOptions & Partial<ScriptOptions>, { line }: Tell) => {
    const settings: NodeSettings = {
      ...nodeDefaults,
      root: options.root,
      scriptDeadlineMs: (options.scriptDeadline ?? 30) * 60_000,
      environment: env,
      userId: surroundings.userId,
    };
    const context: Context = {
      ...surroundings.context,
      log: {
        debug: () => undefined,
        info: (text) => line(`INFO: ${text}`),
        warning: (text) => line(`WARNING: ${text}`),
      },
    };
    const onSecret = (secret: string): void => redactor.add(secret);
    return { settings, context, ports: { ...surroundings.ports, openFetch: surroundings.openFetch(onSecret) } };
  };
  const report = (told: ApplyReport, tell: Tell): number => {
    tell.object({ ...told, exitStatus: exitStatusOf(told) });
    tellOutcome(told.scripts, summaryOf(told), tell);
    return exitStatusOf(told);
  };

  const program = createCommandLine({
    apply: async (options) =>
      await answer('apply', options, async (tell) =>
        report(await (options.dryRun ? foreseeApply : applyBundle)(options.bundle, accessOf(options, tell)), tell),
      ),
    reset: async (options) =>
      await answer('reset', options, async (tell) => {
        const project = await findProject(options);
        return report(await resetNode({ ...accessOf(options, tell), project }, options.to ?? 'last-release'), tell);
      }),
    status: async (options) =>
      await answer('status', options, async (tell) => {
        const project = await findProject(options, { mayBeNew: true });
        const view = await lookAtNode({ ...accessOf(options, tell), project });
        const { condition, ...known } = view;
        tell.object({ project, ...condition, ...known });
        describeNode(project, view).forEach(tell.line);
        return isFine(view) ? 0 : 1;
      }),
    verify: async (options) =>
      await answer('verify', options, async (tell) => {
        const project = await findProject(options);
        const verification = await verifyNode({ ...accessOf(options, tell), project });
        tell.object({ project, ...verification });
        tellOutcome(verification.checks, verdictOf(project, verification), tell);
        return verification.isRight ? 0 : 1;
      }),
    logs: async (options) =>
      await answer('logs', options, async (tell) => {
        const project = await findProject(options);
        const { lastRun } = await lookAtNode({ ...accessOf(options, tell), project });
        const found = await readLogs(options, { project, run: options.run ?? lastRun });
        tell.object({ project, ...found });
        if (!options.json) {
          found.logs.forEach(({ file, text }) => tell.line(`==> ${file}\n${text.trimEnd()}`));
        }
        return 0;
      }),
  });
  return (await runCommander(program, args, { out, err, wrongUsage: 1 })) ?? status;
}

interface Tell {
  /** For people: with `--json` beside the answer, on the other stream. */
  readonly line: (text: string) => void;
  readonly object: (value: Readonly<Record<string, unknown>>) => void;
}

/** The last lines of scripts that failed, then what came of it all. */
function tellOutcome(scripts: readonly ScriptReport[], summary: string, { line }: Tell): void {
  // a text of several lines is indented: none of them can be taken for one of ours
  const indented = (text: string): string => text.replaceAll('\n', '\n  ');
  for (const { tail, module, script } of scripts) {
    if (tail) {
      line(indented(`the end of what ${script} of ${module} printed:\n${tail}`));
    }
  }
  line(indented(summary));
}

/** What ended a run before it had a report. */
function tellError(error: unknown, tell: Tell, { env }: Surroundings): void {
  if (error instanceof TagshipError) {
    const { code, message, hint } = error;
    tell.object({ outcome: 'failed', code, reason: message, hint: hint ?? null });
    tell.line(`✖ ${message}${hint === undefined ? '' : `; ${hint}`}`);
    return;
  }
  const what = error instanceof Error ? error.message : String(error);
  tell.object({ outcome: 'failed', code: null, reason: what, hint: null });
  if (env['DEBUG']) {
    tell.line(error instanceof Error ? (error.stack ?? what) : what);
  }
  tell.line(`✖ ${describeBug(what)}`);
}
