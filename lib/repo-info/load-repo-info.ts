import { readdir } from 'node:fs/promises';
import { isError } from '../core/diagnostics.ts';
import { systemErrorCode } from '../core/errors.ts';
import { checkNodeFiles } from './check-node-files.ts';
import type { RuleOptions } from './check-rules.ts';
import { failedRepoInfo, type ParsedRepoInfo, parseRepoInfo } from './parse-repo-info.ts';
import { readSmallFile } from './read-small-file.ts';

/** Names that a repo-info may have, the first is the usual one. */
const fileNames = ['repo-info', 'repo-info.yaml', 'repo-info.yml'] as const;

export interface LoadOptions extends RuleOptions {
  /** The root of the repository. */
  readonly directory: string;
}

export interface LoadedRepoInfo extends ParsedRepoInfo {
  /** Relative to the directory; the usual name when there is no such file. */
  readonly file: string;
}

/**
 * Finds, reads and judges a repository's repo-info; on a tag of DIST also images.yaml and vars.yml, which nodes go by.
 * What is wrong with the files is told, never thrown.
 */
export async function loadRepoInfo({ directory, ...rules }: LoadOptions): Promise<LoadedRepoInfo> {
  const { file, parsed } = await findAndParse(directory, rules);
  if (rules.kind !== 'dist' || rules.target.on !== 'tag') {
    return { file, ...parsed };
  }
  const diagnostics = [...parsed.diagnostics, ...(await checkNodeFiles(directory, rules.target.tag))];
  return { ...parsed, file, repoInfo: diagnostics.some(isError) ? undefined : parsed.repoInfo, diagnostics };
}

const contents = {
  rel: 'rel_branch, src_branch and depend_list',
  dist: 'rel_branch, sub_repo and upgrade_list',
} as const;

async function findAndParse(directory: string, rules: RuleOptions): Promise<{ file: string; parsed: ParsedRepoInfo }> {
  const names = await listNames(directory);
  const [file = fileNames[0], ...others] = fileNames.filter((name) => names.includes(name));
  if (others.length > 0) {
    const message = `there is ${others.join(' and ')} as well`;
    const problem = { severity: 'error', at: { in: 'file', file }, message, hint: 'keep one of them' } as const;
    return { file, parsed: failedRepoInfo([problem]) };
  }
  const read = await readSmallFile(directory, file, contents[rules.kind]);
  return {
    file,
    parsed: 'problem' in read ? failedRepoInfo([read.problem]) : parseRepoInfo(read.bytes, { file, ...rules }),
  };
}

/** A folder that cannot be listed has no files: reading the one that is looked for tells why. */
async function listNames(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (systemErrorCode(error) === undefined) {
      throw error;
    }
    return [];
  }
}
