import { expect, test } from 'vitest';
import { TagshipError } from '../core/errors.ts';
import { describeCauses } from './describe-causes.ts';

test('every cause is told in turn, with what is known of the answer of a server', () => {
  const socket = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  const refusal = Object.assign(new Error('Access Denied', { cause: socket }), {
    name: 'AccessDenied',
    $metadata: { httpStatusCode: 403, requestId: '1F', extendedRequestId: 'x2', attempts: 1, totalRetryDelay: 0 },
  });

  const causes = describeCauses(new TagshipError('store-access', 'it was refused', { cause: refusal }));

  expect(causes).toEqual([
    'AccessDenied: Access Denied (status 403, request id 1F, extended request id x2, attempts 1)',
    'Error: read ECONNRESET (code ECONNRESET)',
  ]);
});

test('of errors that came together the first is told', () => {
  const both = new AggregateError([new Error('ECONNREFUSED ::1'), new Error('ECONNREFUSED 127.0.0.1')]);

  expect(describeCauses(new Error('no answer', { cause: both }))).toEqual([
    'AggregateError: ',
    'Error: ECONNREFUSED ::1',
  ]);
});

test.each([
  ['an error without cause', new Error('alone'), []],
  ['no error', 'thrown text', []],
  ['a cause that is no error', new Error('x', { cause: 'text' }), ['text']],
])('of %s that is told which there is', (_what, error, causes) => {
  expect(describeCauses(error)).toEqual(causes);
});

test('causes in a circle and texts without end have an end', () => {
  const circle = new Error('x'.repeat(10_000));
  circle.cause = circle;

  const causes = describeCauses(circle);

  expect(causes).toHaveLength(8);
  expect(causes[0]).toHaveLength('Error: '.length + 4000 - 'Error: '.length + '...'.length);
});
