import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { examplesFolder, readExampleReleases } from './example-world.ts';
import type { PolicyDocument } from './s3/iam/policy.ts';

/** The repositories of the example world, each once. */
export function exampleRepositories(): readonly string[] {
  return [...new Set(readExampleReleases().map(({ repository }) => repository))];
}

/** Whether a repository publishes to a project's store: a module to all, a DIST to its own project's. */
export function publishesTo(repository: string, project: string): boolean {
  return !repository.endsWith('.dist') || repository.toUpperCase() === `${project}.DIST`;
}

/** The rights of a repository's role in a bucket, or of its nodes' (`node`), as examples/iam has them. */
export function readExamplePolicy(bucket: string, role: string): PolicyDocument {
  return JSON.parse(readFileSync(join(examplesFolder, 'iam', bucket, `${role}.json`), 'utf8'));
}
