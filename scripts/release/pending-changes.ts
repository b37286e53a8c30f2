import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { TagshipError } from '../../lib/core/errors.ts';
import type { Checkout } from './checkout.ts';

const levels = ['major', 'minor', 'patch'] as const;
type Level = (typeof levels)[number];

/** A change that is not released yet, in semversioner's form: `.changes/next-release/<type>-<name>.json`. */
export interface PendingChange {
  readonly type: Level;
  /** For whoever uses the pipe. */
  readonly description: string;
}

export const pendingFolder = '.changes/next-release';

/**
 * The greatest first, as the changelog lists them.
 * @throws TagshipError that names the file that cannot be used
 */
export function readPendingChanges(checkout: Checkout): readonly PendingChange[] {
  const folder = checkout.path(pendingFolder);
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => !file.startsWith('.')) : [];
  const changes = files.toSorted().map((file) => {
    const place = `${pendingFolder}/${file}`;
    return parseChange(place, readFileSync(checkout.path(place), 'utf8'));
  });
  return levels.flatMap((level) => changes.filter(({ type }) => type === level));
}

/** The version that these changes make of another: the greatest of them decides. */
export function nextVersion(version: string, changes: readonly PendingChange[]): string {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  switch (changes[0]?.type) {
    case 'major':
      return `${major + 1}.0.0`;
    case 'minor':
      return `${major}.${minor + 1}.0`;
    case 'patch':
    case undefined:
      return `${major}.${minor}.${patch + 1}`;
  }
}

function parseChange(place: string, text: string): PendingChange {
  const { type, description } = parseObject(text);
  const level = levels.find((known) => known === type);
  const isNamed = level !== undefined && place.startsWith(`${pendingFolder}/${level}-`) && place.endsWith('.json');
  if (!isNamed || typeof description !== 'string' || !/^\S.*$/.test(description)) {
    throw new TagshipError('invalid-input', `${place} is not a pending change`, {
      hint: 'name it <type>-<name>.json and write {"type": "patch", "description": "one line for users"}; type is major, minor or patch',
    });
  }
  return { type: level, description };
}

function parseObject(text: string): { readonly type?: unknown; readonly description?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
