import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isError } from '../core/diagnostics.ts';
import { parseRepoInfo } from './parse-repo-info.ts';

const valid = {
  rel: 'rel_branch: 2.0.0\nsrc_branch: 1.4.2\ndepend_list:\n  BaseLib: 1.2.3\n  Other: "1.10"\n',
  dist: 'rel_branch: 2.1.0\nsub_repo:\n  BaseLib: 1.2.3\n  ModuleC: {version: 1.2.3, args: ["--x", \'é\']}\nupgrade_list: [none]\n',
};

const fragments = [
  '\t',
  ' ',
  '\n',
  '\r\n',
  '\r',
  ': ',
  '- ',
  '? ',
  '"',
  "'",
  '#',
  '&a ',
  '*a',
  '!!str ',
  '<<: ',
  '---\n',
  '...\n',
  '%YAML 1.2\n',
  '|\n',
  '>',
  '[',
  ']',
  '{',
  '}',
  ',',
  '~',
  'null',
  '\0',
  '\ufeff',
  '\u00a0',
  '😀',
  '__proto__: 1\n',
  'none',
  'developer',
];

const mutation = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.nat({ max: 8 }),
  inserted: fc.oneof(fc.constantFrom(...fragments), fc.string({ unit: 'binary', maxLength: 4 })),
});

function mutate(text: string, mutations: readonly { at: number; removed: number; inserted: string }[]): string {
  return mutations.reduce((mutated, { at, removed, inserted }) => {
    const offset = Math.floor(at * mutated.length);
    return mutated.slice(0, offset) + inserted + mutated.slice(offset + removed);
  }, text);
}

test('whatever happens to a valid file, it is judged without a crash and every finding lies inside of it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('rel' as const, 'dist' as const),
      fc.array(mutation, { minLength: 1, maxLength: 8 }),
      (kind, mutations) => {
        const bytes = Buffer.from(mutate(valid[kind], mutations));

        const { repoInfo, diagnostics } = parseRepoInfo(bytes, { file: 'f', kind, name: 'N', target: { on: 'other' } });

        const lines = bytes.toString().split('\n');
        expect(repoInfo === undefined).toBe(diagnostics.some(isError));
        for (const { at } of diagnostics) {
          const { line = 0, column = 0 } = at.in === 'file' ? at : {};
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines.length);
          expect(column).toBeGreaterThanOrEqual(1);
          expect(column).toBeLessThanOrEqual(Array.from(lines[line - 1] ?? '').length + 1);
        }
      },
    ),
    { numRuns: 5_000 },
  );
});

test('modules keep the order of the file, whatever they are called', () => {
  const name = fc.stringMatching(/^[0-9A-Za-z][0-9A-Za-z._-]{0,8}$/).filter((text) => text !== 'N');
  const names = fc.uniqueArray(fc.oneof(name, fc.nat({ max: 99 }).map(String)), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(names, (modules) => {
      const content = `rel_branch: 1\nsub_repo:\n${modules.map((module) => `  ${module}: 1.0\n`).join('')}upgrade_list: none\n`;

      const { repoInfo } = parseRepoInfo(Buffer.from(content), {
        file: 'f',
        kind: 'dist',
        name: 'N',
        target: { on: 'other' },
      });

      expect(repoInfo).toMatchObject({
        subRepo: modules.map((module) => ({ name: module, version: '1.0', args: [] })),
      });
    }),
  );
});
