import { expect, test } from 'vitest';
import { line, table } from './answer.ts';
import { printText } from './print-answer.ts';
import { createStyle } from './style.ts';

const forged = 'acme/modulex.rel\n✔ 812 packages in 12 stores: every byte is what its record says';

test('a text of a record forges no line of the answer, wherever it stands', () => {
  let printed = '';
  const write = (text: string): void => {
    printed += text;
  };

  printText(
    {
      data: {},
      blocks: [line(forged), table(['REPOSITORY'], [[forged]])],
      findings: [{ severity: 'error', at: { in: 'store', store: 'PROJECTA' }, message: forged }],
      notes: [forged],
      summary: '1 error in 1 store',
    },
    { program: 'tagship 0', out: write, err: write, redact: (text) => text, style: createStyle(false) },
  );

  const lines = printed.trimEnd().split('\n');
  expect(lines.filter((one) => /^[✔✖]/.test(one))).toEqual(['✖ 1 error in 1 store']);
});
