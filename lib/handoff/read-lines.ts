import type { Readable } from 'node:stream';

interface LineReader {
  readonly mostCharacters: number;
  /** Is told every line without its end, as it comes; of one that is too long the beginning, as soon as that is known. */
  readonly onLine: (line: string, isCut: boolean) => void;
}

/** Reads a stream line by line in UTF-8, whoever writes it: what is too much of a line is dropped. */
export function readLines(stream: Readable, { mostCharacters, onLine }: LineReader): void {
  let line = '';
  let isCut = false;
  const add = (text: string): void => {
    if (isCut) {
      return;
    }
    line += text.slice(0, mostCharacters + 1 - line.length);
    if (line.length > mostCharacters) {
      isCut = true;
      onLine(line.slice(0, mostCharacters), true);
    }
  };
  const end = (): void => {
    if (!isCut) {
      onLine(line.endsWith('\r') ? line.slice(0, -1) : line, false);
    }
    line = '';
    isCut = false;
  };
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const [first = '', ...others] = text.split('\n');
    add(first);
    for (const other of others) {
      end();
      add(other);
    }
  });
  stream.once('end', () => {
    if (line !== '') {
      end();
    }
  });
}
