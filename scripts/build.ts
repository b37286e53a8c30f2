import { spawnSync } from 'node:child_process';
import { chmod, copyFile, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { type BuildOptions, build } from 'esbuild';

/**
 * Makes dist/: each program as one file that needs Node 24 and nothing else, the library with its types, and the scripts
 * of which a machine has a copy: the receive step of a control node, and the beginning of a node.
 */

const programs = {
  tagship: 'cli/main.ts',
  'tagship-control': 'control/main.ts',
  'tagship-node': 'node/main.ts',
  'tagship-pipe': 'pipe/main.ts',
};

const common = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  outdir: 'dist',
  logLevel: 'warning',
} satisfies BuildOptions;

// only what is made by several files: a build that fails leaves the programs of the last one
await rm('dist/types', { recursive: true, force: true });
await Promise.all([
  build({
    ...common,
    entryPoints: programs,
    minify: true,
    keepNames: true,
    legalComments: 'none',
    mainFields: ['module', 'main'],
    // imports of Node's own modules are hoisted, and these two take longer to load than a check takes: the SDK alone uses them
    alias: { 'node:http': './scripts/on-demand/http.cjs', 'node:https': './scripts/on-demand/https.cjs' },
    // some of the packages are CommonJS and ask for Node's own modules by require
    banner: {
      js: "import { createRequire as tagshipRequire } from 'node:module'; const require = tagshipRequire(import.meta.url);",
    },
  }),
  build({ ...common, entryPoints: { index: 'lib/index.ts' }, packages: 'external', sourcemap: false }),
]);
if (spawnSync('tsc', ['-p', 'tsconfig.types.json'], { stdio: 'inherit' }).status !== 0) {
  process.exitCode = 1;
}
for (const script of ['lib/handoff/receive.sh', 'node/bootstrap/tagship-start.sh']) {
  await copyFile(script, `dist/${basename(script)}`);
  await chmod(`dist/${basename(script)}`, 0o755);
}
for (const name of Object.keys(programs)) {
  await chmod(`dist/${name}.mjs`, 0o755);
}
