import { DatabaseSync, StatementSync } from 'node:sqlite';

/** Has `before` run before each statement that this process gives to SQLite, until what it returns is called. */
export function hookStatements(before: () => void): () => void {
  const originals: (() => void)[] = [];
  for (const prototype of [DatabaseSync.prototype, StatementSync.prototype]) {
    for (const name of ['exec', 'run', 'get', 'all']) {
      const original: unknown = Reflect.get(prototype, name);
      if (typeof original === 'function') {
        originals.push(() => Reflect.set(prototype, name, original));
        Reflect.set(prototype, name, function hooked(this: unknown, ...values: unknown[]): unknown {
          before();
          return Reflect.apply(original, this, values);
        });
      }
    }
  }
  return () => originals.forEach((restore) => restore());
}
