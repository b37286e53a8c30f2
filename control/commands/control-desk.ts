import type { Context } from '../../lib/core/context.ts';
import type { Redactor } from '../../lib/core/redaction.ts';
import type { Processes } from '../../lib/node-state/processes.ts';
import type { Environment } from '../../lib/settings/secrets.ts';

/** What a command knows of the world it runs in. */
export interface ControlDesk {
  readonly env: Environment;
  readonly context: Context;
  readonly processes: Processes;
  readonly redactor: Redactor;
}

/** Where a command looks; every command has these. */
export interface CommonOptions {
  readonly data: string;
  readonly root: string;
  readonly project?: string | undefined;
}
