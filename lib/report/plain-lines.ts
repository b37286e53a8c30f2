import { stripVTControlCharacters } from 'node:util';

/**
 * The lines of another program's output, without colours and well-formed. What a carriage return ends or draws over is a
 * line of its own: a terminal shows what stands behind it alone, a log both.
 */
export function plainLines(text: string): string {
  return stripVTControlCharacters(text.toWellFormed()).replaceAll(/\r+\n|\r/g, '\n');
}
