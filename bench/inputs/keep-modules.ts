import { createCipheriv } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LockedModule } from '../../lib/release/record.ts';
import { sha256Of } from './folder-digests.ts';
import { packFolder } from './pack-folder.ts';

/** As many hexadecimal digits, of which a package has about half as many bytes. */
const programDigits = 2_000_000;

export interface KeptModulesRequest {
  readonly version: string;
  readonly count: number;
  /** What is in deploy.sh, upgrade.sh and check.sh. */
  readonly script: string;
  /** An empty place to work in. */
  readonly folder: string;
  /** Where the node keeps what it has fetched and verified. */
  readonly packageFolder: string;
}

/** Makes modules of a REL and a program each, and puts their packages where a node keeps them. */
export async function keepModules({
  version,
  count,
  script,
  folder,
  packageFolder,
}: KeptModulesRequest): Promise<readonly LockedModule[]> {
  mkdirSync(packageFolder, { recursive: true });
  const keep = async (key: string, files: Readonly<Record<string, string>>): Promise<Pinned> => {
    const root = join(folder, 'to-pack');
    const workDir = join(folder, 'packed');
    mkdirSync(root, { recursive: true });
    for (const [path, content] of Object.entries(files)) {
      writeFileSync(join(root, path), content, { mode: 0o755 });
    }
    const { body, size, sha256 } = await packFolder(root, workDir);
    writeFileSync(join(packageFolder, `${sha256}.tar.gz`), await body.read(0, size));
    await body.close();
    rmSync(root, { recursive: true });
    rmSync(workDir, { recursive: true });
    return { key, size, sha256 };
  };
  const modules: LockedModule[] = [];
  for (let index = 0; index < count; index += 1) {
    const name = `Module${index}`;
    const program = `module${index}-client`;
    const scripts = { 'deploy.sh': script, 'upgrade.sh': script, 'check.sh': script };
    const rel = await keep(`${name}/${version}/${name}.tar.gz`, {
      ...scripts,
      'repo-info': `rel_branch: ${version}\n`,
    });
    const src = await keep(`${name}/s${version}/${program}.tar.gz`, { [program]: digits(`${name} ${version}`) });
    modules.push({ name, version, rel, src, dependsOn: [], args: [], because: 'of the benchmark' });
  }
  return modules;
}

interface Pinned {
  readonly key: string;
  readonly size: number;
  readonly sha256: string;
}

/** Text that packs to about half of it, another for each seed. */
function digits(seed: string): string {
  const bytes = createCipheriv('aes-128-ctr', sha256Of(seed).slice(0, 16), Buffer.alloc(16));
  return bytes.update(Buffer.alloc(programDigits / 2)).toString('hex');
}
