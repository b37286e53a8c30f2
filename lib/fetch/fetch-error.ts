import { TagshipError } from '../core/errors.ts';

/** What is wrong with one package of a module. */
export interface FetchProblem {
  readonly module: string;
  readonly version: string;
  readonly error: TagshipError;
}

/** Thrown when a release cannot be brought: carries every problem of every module. Nothing was installed. */
export class FetchError extends TagshipError {
  override readonly name = 'FetchError';
  readonly problems: readonly FetchProblem[];

  constructor(problems: readonly FetchProblem[]) {
    const [first] = problems;
    super(first?.error.code ?? 'integrity', problems.map(renderProblem).join('\n'), { cause: first?.error });
    this.problems = problems;
  }
}

/** `ModuleX 2.0.0: s3://acme/... is missing in the store; run ...` */
function renderProblem({ module, version, error: { message, hint } }: FetchProblem): string {
  return `${module} ${version}: ${message}${hint === undefined ? '' : `; ${hint}`}`;
}
