import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Enters into package-lock.json the optional packages of other platforms that a registry did not have when the lock was
 * written. Without them `npm ci` takes the lock for outdated, on every platform. They get no digest: what was never
 * fetched has none to hold it against.
 */

interface LockEntry {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lockFile = 'package-lock.json';
const lock: { packages: Record<string, LockEntry> } = JSON.parse(readFileSync(lockFile, 'utf8'));

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

const missing = Object.entries(lock.packages).flatMap(([, { optionalDependencies = {}, dev }]) =>
  Object.entries(optionalDependencies)
    .filter(([name]) => lock.packages[`node_modules/${name}`] === undefined)
    .map(([name, version]) => [`node_modules/${name}`, entryOf(name, version, dev === true)] as const),
);
const packages = Object.entries({ ...lock.packages, ...Object.fromEntries(missing) });
lock.packages = Object.fromEntries(packages.toSorted(([a], [b]) => (a < b ? -1 : Number(a > b))));
writeFileSync(lockFile, `${JSON.stringify(lock, undefined, 2)}\n`);
console.log(`${missing.length} packages of other platforms entered into ${lockFile}`);

function entryOf(name: string, version: string, dev: boolean): object {
  const words = name.split(/[-/]/);
  const cpu = processors.filter((processor) => words.includes(processor));
  const os = systems.filter((system) => words.includes(system));
  return {
    version,
    ...(cpu.length === 0 ? {} : { cpu }),
    ...(dev ? { dev } : {}),
    optional: true,
    ...(os.length === 0 ? {} : { os }),
    ...libc(words),
  };
}

function libc(words: readonly string[]): object {
  if (words.some((word) => word.startsWith('musl'))) {
    return { libc: ['musl'] };
  }
  return words.some((word) => word.startsWith('gnu')) ? { libc: ['glibc'] } : {};
}
