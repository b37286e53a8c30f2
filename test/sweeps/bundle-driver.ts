import { build } from 'esbuild';

/** Makes one file of a sweep's driver: a process of it is ready much sooner than one of its sources. */
export async function bundleDriver(source: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    logLevel: 'warning',
    mainFields: ['module', 'main'],
    // some of the packages are CommonJS and ask for Node's own modules by require
    banner: {
      js: "import { createRequire as driverRequire } from 'node:module'; const require = driverRequire(import.meta.url);",
    },
  });
}
