import { join } from 'node:path';
import { build } from 'esbuild';
import { repositoryRoot } from './bench.ts';

/** Makes one file of a program of bench/programs, so that loading the sources is no part of what is measured. */
export async function bundleProgram(name: string, folder: string): Promise<string> {
  const outfile = join(folder, `${name}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, '..', 'programs', `${name}.ts`)],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    // as scripts/build.ts does it for the programs that are shipped
    alias: { 'node:http': onDemand('http'), 'node:https': onDemand('https') },
    banner: {
      js: "import { createRequire as benchRequire } from 'node:module'; const require = benchRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  return outfile;
}

function onDemand(name: string): string {
  return join(repositoryRoot, 'scripts', 'on-demand', `${name}.cjs`);
}
