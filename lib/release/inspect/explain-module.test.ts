import { expect, test } from 'vitest';
import { orderModules } from '../lock/order-modules.ts';
import type { LockedModule, ReleaseRecord } from '../record.ts';
import { explainModule } from './explain-module.ts';

test.each([
  ['its own turn', { A: [], B: [] }, ['A', 'B'], 'B', ['B']],
  ['what depends on it', { A: ['B'], B: [] }, ['A', 'B'], 'B', ['A', 'B']],
  ['a chain of modules', { A: ['B'], B: ['C'], C: [] }, ['A'], 'C', ['A', 'B', 'C']],
  ['the first of two that depend on it', { A: ['B', 'C'], B: ['C'], C: [] }, ['A'], 'C', ['A', 'B', 'C']],
  ['the way that was gone first', { A: ['C', 'B'], B: ['C'], C: [] }, ['A'], 'C', ['A', 'C']],
  ['the module of sub_repo that came first', { A: ['C'], B: ['C'], C: [] }, ['B', 'A', 'C'], 'C', ['B', 'C']],
])('a module is placed by %s', (_case, graph, subRepo, name, placedBy) => {
  const explanation = explainModule(dist(graph, subRepo), name, []);

  expect(explanation?.placedBy.map((module) => module.name)).toEqual(placedBy);
});

test('a module has its place, and those that it comes before and after', () => {
  const record = dist({ A: ['B'], B: ['C'], C: [], D: ['B'] }, ['A', 'D']);

  const explanation = explainModule(record, 'B', []);

  expect(explanation).toMatchObject({
    position: 2,
    moduleCount: 4,
    subRepo: undefined,
    dependencies: [{ name: 'C', position: 1 }],
    dependents: [
      { name: 'A', position: 3 },
      { name: 'D', position: 4 },
    ],
  });
});

test("the versions of the project's lists and of every depend_list are told, where they are known", () => {
  const record = dist({ A: ['B'], B: [], C: ['B'] }, ['A', 'C', 'B'], [{ name: 'B', version: '2', args: [] }]);

  const explanation = explainModule(record, 'B', [rel('A', { B: '1.5' })]);

  expect(explanation).toMatchObject({
    subRepo: { version: '1', position: 3 },
    upgradeList: { version: '2', position: 1 },
    subRepoCount: 3,
    dependents: [
      { name: 'A', asksFor: '1.5' },
      { name: 'C', asksFor: undefined },
    ],
  });
});

test('a module that is not installed is not explained', () => {
  expect(explainModule(dist({ A: [] }, ['A']), 'B', [])).toBeUndefined();
});

test('a lock that somebody made circular is explained all the same', () => {
  const record = dist({ A: [], B: [] }, ['A']);
  const circular = { modules: [locked('A', ['C']), locked('C', ['A']), locked('B', [])] };

  const explanation = explainModule({ ...record, lock: circular }, 'B', []);

  expect(explanation?.placedBy.map(({ name }) => name)).toEqual(['B']);
});

type Graph = Readonly<Record<string, readonly string[]>>;

/** A release whose modules, all in version 1, are in the order in which they are installed. */
function dist(graph: Graph, subRepo: readonly string[], upgradeList: readonly Entry[] = []): ReleaseRecord {
  const entries = subRepo.map((name) => ({ name, version: '1', args: [] }));
  const nodes = new Map(
    Object.entries(graph).map(([name, dependsOn]) => [
      name,
      {
        name,
        version: '1',
        record: rel(name, {}),
        dependsOn: dependsOn.map((other) => ({ name: other, version: '1' })),
        path: [],
      },
    ]),
  );
  const order = orderModules(entries, nodes);
  const names = 'ordered' in order ? order.ordered.map(({ name }) => name) : [];
  return {
    ...rel('ProjectA', {}),
    kind: 'dist',
    repoInfo: { relBranch: '1', subRepo: entries, upgradeList },
    lock: { modules: names.map((name) => locked(name, graph[name] ?? [])) },
  };
}

interface Entry {
  readonly name: string;
  readonly version: string;
  readonly args: readonly string[];
}

function locked(name: string, dependsOn: readonly string[]): LockedModule {
  const key = `${name}/1/${name}.tar.gz`;
  return { name, version: '1', rel: { key, floating: true }, src: null, dependsOn, args: [], because: '' };
}

function rel(name: string, dependList: Readonly<Record<string, string>>): ReleaseRecord {
  return {
    schema: 1,
    kind: 'rel',
    name,
    folder: '1',
    package: { key: `${name}/1/${name}.tar.gz`, size: 1, sha256: '', contentSha256: '', etag: '', compression: '' },
    files: [],
    placeholders: [],
    repoInfo: {
      relBranch: '1',
      srcBranch: 'none',
      dependList: Object.entries(dependList).map(([module, version]) => ({ name: module, version })),
    },
    source: { repository: '', repositoryUuid: '', commit: '', ref: '', build: 1, stepRun: 1, url: '' },
    published: { at: '', by: '' },
  };
}
