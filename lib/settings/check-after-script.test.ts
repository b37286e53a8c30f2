import { expect, test } from 'vitest';
import { findingsIn } from '../testing/pipe-environment.ts';

test('after a script that failed nothing is published', () => {
  expect(findingsIn({ BITBUCKET_EXIT_CODE: '1' })).toEqual([
    'BITBUCKET_EXIT_CODE: the script of this step has failed (exit code "1"), and a failed build is not published; call the pipe in script, after all that has to go well',
  ]);
});

test('after a script that went well it is warned that a failure here would go unseen', () => {
  expect(findingsIn({ BITBUCKET_EXIT_CODE: '0' })).toEqual([
    'warning: BITBUCKET_EXIT_CODE: the pipe runs in after-script, where its failure does not fail the step; call it at the end of script',
  ]);
});

test.each([
  ['no after-script', { BITBUCKET_EXIT_CODE: '' }],
  ['a check, which publishes nothing', { BITBUCKET_EXIT_CODE: '1', BITBUCKET_PR_ID: '7' }],
])('there is nothing to say in %s', (_what, changes) => {
  expect(findingsIn(changes)).toEqual([]);
});
