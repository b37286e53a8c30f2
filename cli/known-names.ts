import { quoted } from '../lib/core/diagnostics.ts';
import { TagshipError } from '../lib/core/errors.ts';
import { mapLimited } from '../lib/core/parallel.ts';
import { type PackagePlace, packagePlaces } from '../lib/release/inspect/package-places.ts';
import type { Store } from '../lib/store/store.ts';
import { storesAtOnce } from '../lib/store/stores-at-once.ts';
import { suggestion } from './suggestion.ts';

/** Throws `invalid-input`, with the name that may have been meant, when no store has anything of a module or project. */
export async function requireModule(stores: readonly Store[], name: string): Promise<void> {
  const names = sorted(await placesIn(stores), (place) => place.name);
  if (!names.includes(name)) {
    throw unknown(`no store has a module or project ${quoted(name)}`, suggestion(name, names, 'the stores have'));
  }
}

/** Throws likewise when no store has that folder of a module or project. */
export async function requireFolder(stores: readonly Store[], name: string, folder: string): Promise<void> {
  await requireModule(stores, name);
  const places = (await placesIn(stores)).filter((place) => place.name === name);
  requireFolderAmong(places, name, folder);
}

/** Throws likewise when no store has that release of a project. */
export async function requireProject(stores: readonly Store[], name: string, folder: string): Promise<void> {
  const places = await placesIn(stores);
  const projects = places.filter(({ isProject }) => isProject);
  const own = projects.filter((place) => place.name === name);
  if (own.length === 0) {
    const isModule = places.some((place) => place.name === name);
    const names = sorted(projects, (place) => place.name);
    const message = isModule
      ? `${quoted(name)} is a module and not a project`
      : `no store has a project ${quoted(name)}`;
    const none = places.length === 0 ? undefined : 'no project is released yet';
    throw unknown(message, suggestion(name, names, 'the projects are', none));
  }
  requireFolderAmong(own, name, folder);
}

function requireFolderAmong(places: readonly PackagePlace[], name: string, folder: string): void {
  const folders = sorted(places, (place) => place.folder);
  if (!folders.includes(folder)) {
    throw unknown(`no store has ${name} ${quoted(folder)}`, suggestion(folder, folders, 'there are'));
  }
}

async function placesIn(stores: readonly Store[]): Promise<readonly PackagePlace[]> {
  const listed = await mapLimited(stores, storesAtOnce, async (store) => packagePlaces(await store.listKeys('')));
  return listed.flat();
}

function sorted(places: readonly PackagePlace[], text: (place: PackagePlace) => string): readonly string[] {
  return [...new Set(places.map(text))].toSorted();
}

function unknown(message: string, hint: string): TagshipError {
  return new TagshipError('invalid-input', message, { hint });
}
