import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ModuleVersion } from '../../repo-info/repo-info.ts';
import type { ModuleNode } from './module-graph.ts';
import { orderModules } from './order-modules.ts';

test.each([
  { graph: {}, modules: [], ordered: '' },
  { graph: { A: [] }, modules: ['A'], ordered: 'A' },
  { graph: { A: [], B: [] }, modules: ['B', 'A'], ordered: 'B A' },
  { graph: { A: ['B'], B: [] }, modules: ['A', 'B'], ordered: 'B A' },
  { graph: { A: ['C', 'B'], B: [], C: ['B'] }, modules: ['A'], ordered: 'B C A' },
  { graph: { A: ['C'], B: ['C'], C: [] }, modules: ['B', 'A'], ordered: 'C B A' },
  { graph: { A: ['missing'] }, modules: ['A', 'missing'], ordered: 'A' },
])('the modules $modules of $graph are installed in the order "$ordered"', ({ graph, modules, ordered }) => {
  const order = orderModules(modules.map(module), nodes(graph));

  expect('ordered' in order && order.ordered.map(({ name }) => name).join(' ')).toBe(ordered);
});

test.each([
  { graph: { A: ['A'] }, cycle: 'A A' },
  { graph: { A: ['B'], B: ['A'] }, cycle: 'A B A' },
  { graph: { A: ['B'], B: ['C'], C: ['B'] }, cycle: 'B C B' },
])('the circle in $graph is shown as "$cycle"', ({ graph, cycle }) => {
  const order = orderModules([module('A')], nodes(graph));

  expect('cycle' in order && order.cycle.map(({ name }) => name).join(' ')).toBe(cycle);
});

test('a chain of 100,000 modules fits', () => {
  const graph = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`M${index}`, [`M${index + 1}`]]));

  const order = orderModules([module('M0')], nodes(graph));

  expect('ordered' in order && order.ordered.at(-1)?.name).toBe('M0');
});

test('in any graph without a circle every module comes once, and after all that it depends on', () => {
  fc.assert(
    fc.property(acyclicGraph, fc.nat(), (graph, seed) => {
      const names = Object.keys(graph);
      const modules = names.map((_, index) => module(names[(index + seed) % names.length] ?? ''));

      const order = orderModules(modules, nodes(graph));

      const placed = 'ordered' in order ? order.ordered.map(({ name }) => name) : [];
      expect(placed.toSorted()).toEqual(names.toSorted());
      for (const name of placed) {
        for (const dependency of graph[name] ?? []) {
          expect(placed.indexOf(dependency)).toBeLessThan(placed.indexOf(name));
        }
      }
    }),
  );
});

/** A module depends on modules with a higher number only. */
const acyclicGraph = fc
  .array(fc.array(fc.nat(20), { maxLength: 4 }), { minLength: 1, maxLength: 12 })
  .map((edges) =>
    Object.fromEntries(
      edges.map((targets, index) => [
        `M${index}`,
        [...new Set(targets.map((target) => index + 1 + target))]
          .filter((to) => to < edges.length)
          .map((to) => `M${to}`),
      ]),
    ),
  );

function module(name: string): ModuleVersion {
  return { name, version: '1.0.0' };
}

function nodes(graph: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, ModuleNode> {
  return new Map(
    Object.entries(graph).map(([name, dependencies]) => [
      name,
      { ...module(name), record: unread, dependsOn: dependencies.map(module), path: [] },
    ]),
  );
}

/** The order does not depend on what is in the records. */
const unread: ModuleNode['record'] = {
  schema: 1,
  kind: 'rel',
  name: 'unread',
  folder: '1.0.0',
  package: { key: '', size: 0, sha256: '', contentSha256: '', etag: '', compression: '' },
  files: [],
  placeholders: [],
  source: { repository: '', repositoryUuid: '', commit: '', ref: '', build: 0, stepRun: 1, url: '' },
  published: { at: '', by: '' },
};
