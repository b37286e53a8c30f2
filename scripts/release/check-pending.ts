import type { Checkout } from './checkout.ts';
import { commitOfTag } from './checkout.ts';
import { pendingFolder, readPendingChanges } from './pending-changes.ts';
import { readVersion } from './write-version.ts';

/** What makes a version: tests and the parts that only tests use do not. */
const product = ['cli', 'lib', 'pipe', 'schemas', 'Dockerfile', 'pipe.yml', ':!lib/testing', ':!*.test.ts'];

export interface PendingCheck {
  readonly isRight: boolean;
  readonly message: string;
}

/** Whether code that differs from the last release has a pending change. Where that cannot be told, why. */
export function checkPending(checkout: Checkout): PendingCheck {
  if (checkout.ask('rev-parse', '--git-dir') === undefined) {
    return { isRight: true, message: 'not compared with the last release: this is no git clone' };
  }
  const version = readVersion(checkout);
  const pending = readPendingChanges(checkout).length;
  if (commitOfTag(checkout, version) === undefined) {
    const hint = `once it is released, fetch it: git fetch --depth=1 origin tag ${version}`;
    return { isRight: true, message: `not compared with the last release: the tag ${version} is not here; ${hint}` };
  }
  const differing = [
    ...linesOf(checkout.git('diff', '--name-only', version, '--', ...product)),
    ...linesOf(checkout.git('ls-files', '--others', '--exclude-standard', '--', ...product)),
  ];
  if (differing.length === 0 || pending > 0) {
    return {
      isRight: true,
      message: `${differing.length} files differ from ${version}, ${pending} changes are pending`,
    };
  }
  return {
    isRight: false,
    message: `code differs from ${version}, and no change is pending; say in ${pendingFolder} what users get, see CONTRIBUTING.md: ${differing.slice(0, 5).join(', ')}`,
  };
}

function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.split('\n');
}
