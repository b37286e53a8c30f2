import type { FilePlace } from '../core/diagnostics.ts';
import { renderPath } from './finding.ts';
import { entriesOf, textOf } from './listed-modules.ts';
import type { YamlNode } from './yaml-tree.ts';

/** Where repo-info names a package, by the path there: `src_branch`, `depend_list.BaseLib`. */
export type ModulePlaces = ReadonlyMap<string, FilePlace>;

/** Finds every place at which a repo-info names a package. */
export function modulePlaces(file: string, root: YamlNode): ModulePlaces {
  const src = textOf(root, ['src_branch']);
  const modules = ['depend_list', 'sub_repo', 'upgrade_list'].flatMap((list) => entriesOf(root, list));
  return new Map(
    [...(src === undefined ? [] : [src]), ...modules].map(({ at, path: steps }) => {
      const path = renderPath(steps);
      return [path, { in: 'file', file, ...at, path }];
    }),
  );
}

/** Where a DIST says which version of a module it installs (D8). */
export function placeOfModule(places: ModulePlaces, name: string): FilePlace | undefined {
  return places.get(renderPath(['upgrade_list', name])) ?? places.get(renderPath(['sub_repo', name]));
}
