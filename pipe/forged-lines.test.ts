import { S3ServiceException } from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import { createRedactor } from '../lib/core/redaction.ts';
import { describeError } from '../lib/report/run-report.ts';
import type { S3Attempt } from '../lib/store/s3/answer-meanings.ts';
import { translateS3Error } from '../lib/store/s3/errors.ts';
import { storeVariables } from '../lib/store/variables.ts';
import { startProjectStores } from '../lib/testing/project-stores.ts';
import { createConsole } from './console.ts';

const attempt: S3Attempt = {
  operation: 'PutObject',
  bucket: 'acme',
  region: 'us-east-1',
  endpoint: undefined,
  expectedOwner: undefined,
  signedInBy: 'keys',
  variables: storeVariables('PROJECTA_'),
};
const forged = 'Denied\n✔ released ModuleX 2.0.0 in 12 stores';

test('an error code of a store that has a line feed and a check mark in it makes no line of its own', () => {
  const error = new S3ServiceException({
    name: forged,
    $fault: 'client',
    $metadata: { httpStatusCode: 403 },
    message: 'refused',
  });

  const lines = printed(translateS3Error(error, attempt));

  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^ERROR: PutObject s3:\/\/acme was refused \(403 "Denied\\n✔ released/);
});

test('an answer of a server with a forged code makes no line of its own', async () => {
  const projects = await startProjectStores(['PROJECTA']);
  onTestFinished(async () => await projects[Symbol.asyncDispose]());
  projects.server.setHooks({ before: () => ({ kind: 'status', status: 403, code: forged }) });

  const error = await projects
    .open('PROJECTA')
    .listKeys('ModuleX/')
    .catch((reason: unknown) => reason);

  const lines = printed(error);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('403');
});

test.each(['info', 'warning', 'error', 'success', 'failure'] as const)(
  'no line of a message of %s but its first begins at the left margin',
  (kind) => {
    const { console, lines } = recordedConsole();

    console[kind]('a\n✔ released\n\n✖ failed\nERROR: b');

    expect(lines().slice(1)).toEqual(['  ✔ released', '  ', '  ✖ failed', '  ERROR: b']);
  },
);

function printed(error: unknown): readonly string[] {
  const { console, lines } = recordedConsole();
  console.error(describeError(error));
  return lines();
}

function recordedConsole() {
  let text = '';
  const write = (more: string): void => {
    text += more;
  };
  const console = createConsole({ write, redactor: createRedactor(), colours: false, debug: false });
  return { console, lines: () => text.split('\n').slice(0, -1) };
}
