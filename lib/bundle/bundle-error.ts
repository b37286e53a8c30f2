import { quoted } from '../core/diagnostics.ts';
import { TagshipError } from '../core/errors.ts';

/** What is wrong with one file of a bundle. */
export interface BundleProblem {
  /** Its path in the bundle. */
  readonly file: string;
  /** `is missing` */
  readonly message: string;
}

/** Thrown for a bundle that is not, to the last bit, what was handed over: tells all that is wrong with it. */
export class BundleError extends TagshipError {
  override readonly name = 'BundleError';
  readonly problems: readonly BundleProblem[];

  constructor(folder: string, problems: readonly BundleProblem[]) {
    const lines = problems.map(({ file, message }) => `${quoted(file)} ${message}`);
    super('integrity', `the bundle ${folder} is not whole: ${lines.join('; ')}`, {
      hint: 'hand the release over again, or make the bundle again by tagship bundle; nothing of it was used',
    });
    this.problems = problems;
  }
}
