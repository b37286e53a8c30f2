import { type ReadPackage, readPackage } from '../../archive/read-package.ts';
import { quoted } from '../../core/diagnostics.ts';
import { TagshipError } from '../../core/errors.ts';
import type { Store } from '../../store/store.ts';
import type { Holding, PackageContents } from './holding.ts';
import type { OwnPackage } from './store-state.ts';
import { packedFor, type UploadRun } from './upload-run.ts';

/** Of a package that another run made. */
const unknownCompression = 'unknown';

export const anothersHint =
  'nobody else may write under this name; find out who did, and remove the object if nothing uses it';

/** Nothing is unpacked to a disk here: the limit only ends what has no end. */
const maximumTarBytes = 5 * 1024 ** 4;

/**
 * Takes over a package that a run of the same commit put into a tag folder and did not record: its bytes are read,
 * hashed and described (promise 3). A REL or DIST has to be what this run packs for that store, to the last byte of the
 * archive: only its compression may be another. Throws `integrity` when the bytes are not what their metadata says,
 * `conflict` when the commit now packs to something else, or another repository put it.
 */
export async function adoptPackage(run: UploadRun, store: Store, stored: OwnPackage): Promise<Holding> {
  const url = `${store.url}/${run.plan.packageKey}`;
  const { metadata } = stored;
  if (metadata.repositoryUuid !== run.plan.build.repositoryUuid) {
    throw new TagshipError('conflict', `${url} was put by another repository, ${quoted(metadata.repositoryUuid)}`, {
      hint: anothersHint,
    });
  }
  const found = await readPackage(store.readStream(run.plan.packageKey), {
    maximumTarBytes,
    signal: run.context.signal,
  });
  if (found.sha256 !== metadata.sha256) {
    throw altered(`${url} has sha256 ${found.sha256}, its metadata says ${metadata.sha256}`);
  }
  const contents = describe(run, store, found);
  if (metadata.contentSha256 !== contents.contentSha256) {
    throw run.plan.kind === 'src'
      ? altered(`${url} has content ${contents.contentSha256}, its metadata says ${metadata.contentSha256}`)
      : otherContent(url, metadata.contentSha256, contents.contentSha256);
  }
  return { store, arrival: 'adopted', contents, etag: stored.head.etag, record: undefined, putBy: metadata };
}

function describe(run: UploadRun, store: Store, { size, sha256, tarSha256, files }: ReadPackage): PackageContents {
  const packed = packedFor(run, store);
  if (sha256 === packed.sha256) {
    return packed;
  }
  if (run.plan.kind === 'src') {
    return {
      size,
      sha256,
      contentSha256: tarSha256,
      files,
      placeholders: [],
      compression: unknownCompression,
    };
  }
  if (tarSha256 !== packed.tarSha256) {
    throw otherContent(`${store.url}/${run.plan.packageKey}`, tarSha256, packed.tarSha256);
  }
  const { contentSha256, placeholders } = packed;
  return { size, sha256, contentSha256, files: packed.files, placeholders, compression: unknownCompression };
}

function altered(message: string): TagshipError {
  return new TagshipError('integrity', message, {
    hint: 'its bytes were altered; remove the object, then run the pipeline again',
  });
}

/** For REL and DIST one commit has one content; what differs was not under version control or was set by a variable. */
export function otherContent(url: string, storedSha256: string, packedSha256: string): TagshipError {
  return new TagshipError(
    'conflict',
    `${url} was made of other content (${storedSha256}) than this commit packs to now (${packedSha256})`,
    {
      hint: 'a file that is packed is not in git, or a variable such as FILES or BIN_NAME has changed; undo that, or release under a new tag',
    },
  );
}
