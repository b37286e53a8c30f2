import { constants, type FileHandle, open } from 'node:fs/promises';
import { systemErrorCode, TagshipError } from '../lib/core/errors.ts';
import { fitOutputs, mostOutputBytes, type OutputVariable, outputLine } from '../lib/report/output-variables.ts';

/**
 * Appends output variables to the file that Bitbucket names for a step. Returns those for which its limits left room.
 * Throws `invalid-input` when what lies there is no file of its own: a link or a named pipe would lead elsewhere.
 */
export async function writeOutputs(
  path: string,
  outputs: readonly OutputVariable[],
): Promise<readonly OutputVariable[]> {
  await using file = await openFile(path);
  const status = await file.stat();
  if (!status.isFile()) {
    throw noFile(path);
  }
  if (status.size > mostOutputBytes) {
    return [];
  }
  const present = await file.readFile('utf8');
  const fitting = fitOutputs(present, outputs);
  const start = present === '' || present.endsWith('\n') ? '' : '\n';
  if (fitting.length > 0) {
    await file.appendFile(`${start}${fitting.map(outputLine).join('')}`);
  }
  return fitting;
}

async function openFile(path: string): Promise<FileHandle> {
  const { O_RDWR, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;
  try {
    // O_NONBLOCK: a named pipe without a reader would hold up the run
    return await open(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o644);
  } catch (error) {
    throw systemErrorCode(error) === 'ELOOP' ? noFile(path) : error;
  }
}

function noFile(path: string): TagshipError {
  return new TagshipError('invalid-input', `${path} is no regular file`);
}
