import { quoted } from '../core/diagnostics.ts';
import { TagshipError } from '../core/errors.ts';

/** The text of a SHA256SUMS file: path -> digest (hexadecimal), sorted by path, in the form of GNU sha256sum. */
export function serializeSha256Sums(sums: ReadonlyMap<string, string>): string {
  const lines = [...sums]
    .toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map(([path, digest]) => {
      const escaped = escapePath(path);
      return `${escaped === path ? '' : '\\'}${digest}  ${escaped}\n`;
    });
  return lines.join('');
}

/**
 * Path -> digest of a SHA256SUMS file. Throws `integrity`, naming the line, for anything but what `serializeSha256Sums`
 * writes: a second line for a path, a path that leaves the folder, another order.
 */
export function parseSha256Sums(text: string, fileName: string): ReadonlyMap<string, string> {
  const sums = new Map<string, string>();
  const lines = text.split('\n');
  if (lines.pop() !== '') {
    throw unreadable(`${quoted(fileName)} does not end with a whole line`);
  }
  for (const [index, line] of lines.entries()) {
    const [, mark = '', digest = '', escaped = ''] = /^(\\?)([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? [];
    const path = mark === '' ? escaped : unescapePath(escaped);
    if (digest === '' || sums.has(path) || path.split('/').some((part) => ['', '.', '..'].includes(part))) {
      throw unreadable(
        `line ${index + 1} of ${quoted(fileName)} is not a digest and a file of the bundle: ${quoted(line)}`,
      );
    }
    sums.set(path, digest);
  }
  if (serializeSha256Sums(sums) !== text) {
    throw unreadable(`${quoted(fileName)} is not in the order in which tagship writes it`);
  }
  return sums;
}

// https://www.gnu.org/software/coreutils/manual/html_node/cksum-output-modes.html
const escapes = new Map([
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
]);

function escapePath(path: string): string {
  return path.replace(/[\\\n\r]/g, (char) => escapes.get(char) ?? char);
}

function unescapePath(escaped: string): string {
  return escaped.replace(/\\([\\nr])/g, (_whole, code: string) => ({ n: '\n', r: '\r' })[code] ?? '\\');
}

function unreadable(message: string): TagshipError {
  return new TagshipError('integrity', message, { hint: 'hand the release over again; the bundle was changed since' });
}
