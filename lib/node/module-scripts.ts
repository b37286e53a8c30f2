import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TagshipError } from '../core/errors.ts';
import type { NodeStore } from '../node-state/journal.ts';
import type { ScriptReport } from './apply-report.ts';
import type { ReadyModule } from './fetch-release.ts';
import type { NodeRun } from './node-run.ts';
import { describeEnd, runScript } from './run-script.ts';
import { scriptEnvironment } from './script-environment.ts';

export type ModuleScript = 'deploy.sh' | 'upgrade.sh' | 'remove.sh' | 'check.sh';

export interface ScriptRunner {
  /** Runs a script of a module and remembers it. Throws `script-failed` when it does not end well. */
  run(ready: ReadyModule, script: ModuleScript, step: number): Promise<void>;
  /** All that was run, failed ones too. */
  readonly reports: readonly ScriptReport[];
}

export function createScriptRunner(run: NodeRun, store: NodeStore): ScriptRunner {
  const { paths, settings, ports, context, id } = run;
  const reports: ScriptReport[] = [];
  return {
    reports,
    async run(ready, script, step) {
      const { module, scriptFolder, binPackage } = ready;
      const logs = join(paths.logs, id);
      await mkdir(logs, { recursive: true, mode: 0o755 });
      const logFile = join(logs, `${String(step).padStart(3, '0')}-${module.name}-${script}.log`);
      context.log.info(`${script} of ${module.name} ${module.version}`);
      const { end, durationMs, tail } = await runScript(
        {
          path: join(scriptFolder, script),
          folder: scriptFolder,
          args: module.args,
          environment: scriptEnvironment(module, {
            environment: settings.environment,
            bucket: store.bucket,
            region: store.region,
            root: settings.root,
            mark: `${id}/${step}`,
            binPackage,
          }),
          logFile,
          deadlineMs: settings.scriptDeadlineMs,
          graceMs: settings.graceMs,
        },
        ports.processes,
        context.signal,
      );
      const isGood = end.how === 'exit' && end.status === 0;
      const { name, version } = module;
      reports.push({
        module: name,
        version,
        script,
        end: describeEnd(end),
        durationMs,
        log: logFile,
        tail: isGood ? undefined : tail,
      });
      if (!isGood) {
        throw new TagshipError('script-failed', `${script} of ${name} ${version} ${describeEnd(end)}`, {
          hint: `its log is ${logFile}`,
        });
      }
    },
  };
}

export async function hasScript({ scriptFolder }: ReadyModule, script: ModuleScript): Promise<boolean> {
  return await stat(join(scriptFolder, script)).then(
    (found) => found.isFile(),
    () => false,
  );
}
