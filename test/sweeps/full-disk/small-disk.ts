import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

/** How much more a disk has than what lies on it: what is not named is plenty. */
export interface Room {
  readonly blocks?: number;
  /** Files, folders and links. */
  readonly inodes?: number;
}

/** A disk of its own, in a mount namespace of its own: it goes with the process that holds it. */
export interface SmallDisk extends Disposable {
  /** Its folder, as a process of this machine sees it that is not in that namespace. */
  readonly seen: string;
  /** In front of a command that is to run where the disk lies at the folder that was asked for. */
  readonly enter: readonly [string, ...string[]];
  /** From now on it has this room and no more. */
  leave(room: Room): void;
}

const blockBytes = 4096;
const plenty = { blocks: 16_384, inodes: 16_384 };

/**
 * Mounts a tmpfs at a folder; nothing but a `ballast` is on it.
 * @throws where this user may not mount; that is never passed over, for then nothing at all would be tried on a full disk
 */
export async function openSmallDisk(folder: string): Promise<SmallDisk> {
  mkdirSync(folder, { recursive: true });
  // of a size of 0 a tmpfs has no limit: something lies on it from the beginning
  const mount = 'mount -t tmpfs -o "$1" tmpfs "$0" && echo >"$0/ballast" && echo mounted && exec cat';
  const holder = spawn(
    'unshare',
    ['--mount', '--propagation', 'private', 'sh', '-c', mount, folder, optionsOf(plenty)],
    {
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  const said = await firstWords(holder);
  if (said !== 'mounted') {
    throw new Error(
      `nothing can be tried on a full disk: a tmpfs in a mount namespace of its own needs root and CAP_SYS_ADMIN (${said})`,
    );
  }
  const pid = String(holder.pid);
  const seen = join('/proc', pid, 'root', folder);
  const enter = ['nsenter', '--mount', '--target', pid, '--'] as const;
  return {
    seen,
    enter,
    leave({ blocks = plenty.blocks, inodes = plenty.inodes }) {
      const { blocks: all, bfree, files, ffree } = statfsSync(seen);
      const options = optionsOf({ blocks: all - bfree + blocks, inodes: files - ffree + inodes });
      const [command, ...args] = enter;
      execFileSync(command, [...args, 'mount', '-o', `remount,${options}`, folder]);
    },
    [Symbol.dispose]() {
      holder.kill('SIGKILL');
    },
  };
}

function optionsOf({ blocks, inodes }: Required<Room>): string {
  return `mode=0755,size=${blocks * blockBytes},nr_inodes=${inodes}`;
}

async function firstWords(child: ChildProcess): Promise<string> {
  return await new Promise((resolve) => {
    let complaint = '';
    child.once('error', (error) => resolve(error.message));
    child.stderr?.on('data', (text: Buffer) => {
      complaint += text.toString();
    });
    child.stdout?.once('data', (text: Buffer) => resolve(text.toString().trim()));
    child.once('close', () => resolve(complaint.trim()));
  });
}
