import { describe, expect, test } from 'vitest';
import { createRedactor } from '../core/redaction.ts';
import type { RunReport, StoreReport } from './run-report.ts';
import { slackMessage } from './slack-message.ts';

const url = 'https://bitbucket.org/acme/modulex.rel/pipelines/results/41';

function storeReport(store: string, changes: Partial<StoreReport> = {}): StoreReport {
  return {
    store,
    id: `ModuleX@s3://acme-${store.toLowerCase()}`,
    status: 'released',
    plan: null,
    arrival: 'uploaded',
    recordWritten: true,
    package: null,
    placeholders: [],
    error: null,
    ...changes,
  };
}

function report(changes: Partial<RunReport> = {}): RunReport {
  return {
    schema: 1,
    program: 'tagship 0.1.0',
    status: 'success',
    summary: 'ModuleX 2.0.0 is released in 2 stores',
    subject: {
      kind: 'rel',
      name: 'ModuleX',
      folder: '2.0.0',
      ref: 'tag:2.0.0',
      commit: 'ab'.repeat(20),
      build: 41,
      url,
    },
    stores: [storeReport('PROJECTA'), storeReport('PROJECTB', { arrival: 'filled' })],
    errors: [],
    locks: [],
    handoff: null,
    warnings: [],
    stages: [],
    ...changes,
  };
}

function texts(changes: Partial<RunReport>, ...secrets: string[]): readonly string[] {
  const redactor = createRedactor();
  for (const secret of secrets) {
    redactor.add(secret);
  }
  return slackMessage(report(changes), redactor).blocks.map(({ text }) => text.text);
}

test('a release is told with its origin and every store', () => {
  expect(slackMessage(report(), createRedactor())).toEqual({
    text: '✔ ModuleX 2.0.0 is released in 2 stores',
    blocks: [
      { type: 'section', text: { type: 'plain_text', text: '✔ ModuleX 2.0.0 is released in 2 stores' } },
      {
        type: 'section',
        text: {
          type: 'plain_text',
          text: [
            'rel ModuleX: tag:2.0.0, abababababab, build 41',
            url,
            'PROJECTA: released (uploaded)',
            'PROJECTB: released (filled)',
          ].join('\n'),
        },
      },
    ],
  });
});

test('a failure is told with every error', () => {
  const stores = [
    storeReport('PROJECTA', { status: 'not-recorded' }),
    storeReport('PROJECTB', { status: 'failed', arrival: null }),
  ];

  const told = texts({
    status: 'failure',
    summary: 'it failed',
    stores,
    errors: ['repo-info:2:1: wrong', 'store PROJECTB: refused'],
  });

  expect(told).toEqual([
    '✖ it failed',
    `rel ModuleX: tag:2.0.0, abababababab, build 41\n${url}\nPROJECTA: not-recorded (uploaded)\nPROJECTB: failed`,
    'repo-info:2:1: wrong\nstore PROJECTB: refused',
  ]);
});

test('a check of a commit that is not known has no empty places', () => {
  const subject = { kind: 'rel', name: 'ModuleX', folder: null, ref: '', commit: '', build: 0, url: '' };

  expect(texts({ subject, stores: [] })[1]).toBe('rel ModuleX: build 0\n');
});

describe('Slack', () => {
  test('gets at most 3000 characters in a section', () => {
    const errors = Array.from({ length: 500 }, (_, index) => `deploy.sh:${index}:1: wrong`);

    const told = texts({ errors });

    expect(told.at(-1)).toHaveLength(3000);
    expect(told.at(-1)).toMatch(/^deploy\.sh:0:1: wrong\n.* \.\.\.$/s);
  });

  test('gets no secret, not even the beginning of one that is cut off', () => {
    const secret = 'wJalrXUtnFEMI';
    const errors = [`${'x'.repeat(2990)}${secret}`, secret];

    const told = texts({ summary: `it failed with ${secret}`, errors }, secret).join('\n');

    expect(told).not.toContain('wJal');
    expect(told).toContain('it failed with ****');
  });

  test('takes no name for markup', () => {
    const message = slackMessage(report({ errors: ['<!channel> *deploy.sh*'] }), createRedactor());

    expect(message.blocks.every(({ text }) => text.type === 'plain_text')).toBe(true);
  });
});
