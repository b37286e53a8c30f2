import { expect, test } from 'vitest';
import { TagshipError } from '../lib/core/errors.ts';
import { answerAtDesk, deskWords } from './desk-words.ts';

const at = { in: 'store', store: 'PROJECTA' } as const;

test('what a pipeline is to run again, a desk runs again', () => {
  expect(deskWords('mend that and run the step again')).toBe('mend that and run it again');
  expect(deskWords('check the network, then run the pipeline again')).toBe('check the network, then run it again');
  expect(deskWords('run the pipeline of that tag')).toBe('run the pipeline of that tag');
});

test("of a store that does not answer another try is made here, and what a pipeline left behind is a pipeline's", () => {
  const finding = (code: 'integrity' | 'store-unreachable') => ({
    severity: 'error' as const,
    at,
    message: 'no',
    hint: 'run the pipeline again',
    error: new TagshipError(code, 'no', { hint: 'run the pipeline again' }),
  });

  const { findings } = answerAtDesk({
    data: {},
    blocks: [],
    findings: [finding('store-unreachable'), finding('integrity'), { severity: 'warning', at, message: 'no' }],
  });

  expect(findings.map(({ hint }) => hint)).toEqual(['run it again', 'run the pipeline again', undefined]);
});
