import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findPlaceholders, placeholderNames, renderPlaceholders } from './placeholders.ts';

const values = { BUCKET_NAME: 'projecta', REPO_NAME: 'ModuleX', BIN_NAME: 'x', SRC_TAG: '1.0.0', REL_TAG: '2.0.0' };

test('placeholders are found with their line, column and offset', () => {
  const content = Buffer.from('#!/bin/sh\r\naws s3 cp s3://${BUCKET_NAME}/${REPO_NAME}\néé ${BITBUCKET_TAG}');

  const found = findPlaceholders(content);

  expect(found).toEqual([
    { name: 'BUCKET_NAME', line: 2, column: 16, offset: 26 },
    { name: 'REPO_NAME', line: 2, column: 31, offset: 41 },
    { name: 'BITBUCKET_TAG', line: 3, column: 4, offset: 59 },
  ]);
});

test.each([
  '$BUCKET_NAME',
  '${BUCKET_NAME:-x}',
  '${ BUCKET_NAME }',
  '${bucket_name}',
  '${PROJECTA_BUCKET_NAME}',
  '${BUCKET_NAME',
  '$ {BUCKET_NAME}',
  '${HOME}',
  '${BITBUCKET_TAG}',
])('%s is kept as it is', (text) => {
  const content = Buffer.from(`before ${text} after`);

  const rendered = renderPlaceholders(content, values);

  expect(rendered.content).toEqual(content);
  expect(rendered.counts).toEqual(new Map());
});

test('every byte around a placeholder is kept, also those that are not UTF-8', () => {
  const noise = Buffer.from([0xff, 0x00, 0x0d, 0x0a, 0xc3, 0x24, 0x7b]);
  const content = Buffer.concat([noise, Buffer.from('${SRC_TAG}'), noise]);

  const rendered = renderPlaceholders(content, values);

  expect(rendered.content).toEqual(Buffer.concat([noise, Buffer.from('1.0.0'), noise]));
});

test('values are put in literally: nothing in them is special and none is rendered again', () => {
  const content = Buffer.from('a=${BUCKET_NAME} b=${REPO_NAME} c=${BUCKET_NAME}');

  const rendered = renderPlaceholders(content, { BUCKET_NAME: '$& \\1 $1 & é', REPO_NAME: '${BUCKET_NAME}' });

  expect(rendered.content.toString()).toBe('a=$& \\1 $1 & é b=${BUCKET_NAME} c=$& \\1 $1 & é');
  expect(rendered.counts).toEqual(
    new Map([
      ['BUCKET_NAME', 2],
      ['REPO_NAME', 1],
    ]),
  );
});

test('a placeholder without a value is never rendered as nothing', () => {
  const render = () => renderPlaceholders(Buffer.from('${SRC_TAG}'), { BUCKET_NAME: 'b' });

  expect(render).toThrow(
    expect.objectContaining({ code: 'invalid-input', message: expect.stringContaining('SRC_TAG') }),
  );
});

test('rendering is splitting at the placeholders and joining with the values', () => {
  const part = fc.oneof(fc.constantFrom(...placeholderNames.map((name) => `\${${name}}`), '${', '}', '$'), fc.string());

  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const text = parts.join('');

      const rendered = renderPlaceholders(Buffer.from(text), values).content.toString();

      expect(rendered).toBe(
        placeholderNames.reduce((result, name) => result.split(`\${${name}}`).join(values[name]), text),
      );
    }),
  );
});

test.each(['${', '${BUCKET_NAME', '${BUCKET_NAME}'])('16 MiB of %s are searched in linear time', (text) => {
  const content = Buffer.alloc(16 * 1024 * 1024, text);
  const start = performance.now();

  findPlaceholders(content);

  expect(performance.now() - start).toBeLessThan(15_000);
});
