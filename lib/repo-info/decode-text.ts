import { isUtf8 } from 'node:buffer';

/** A slip in the text itself, told by its offset (UTF-16 units). */
export interface TextSlip {
  readonly start: number;
  readonly end: number;
  readonly message: string;
  readonly hint: string;
}

export interface DecodedText {
  /** Without a byte order mark; each character that may not stand in a text file is a U+FFFD. */
  readonly text: string;
  readonly slips: readonly TextSlip[];
}

// C0 but for tab, LF and the CR of a CRLF, DEL, C1, and the byte order mark within the text
const forbidden = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff]|\r(?!\n)/g;

/** Reads bytes as UTF-8 text. Goes on behind a slip, so that the rest of the file can be checked in the same run. */
export function decodeText(bytes: Uint8Array): DecodedText {
  if (looksLikeUtf16(bytes)) {
    return {
      text: '',
      slips: [{ start: 0, end: 0, message: 'the file is UTF-16, or no text', hint: 'save it as UTF-8' }],
    };
  }
  const decoded = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).replace(/^\ufeff/, '');
  const slips: TextSlip[] = [];
  if (!isUtf8(bytes)) {
    for (const { index } of decoded.matchAll(/\ufffd/g)) {
      slips.push({ start: index, end: index, message: 'this is not UTF-8', hint: 'save the file as UTF-8' });
    }
  }
  for (const { index, 0: character } of decoded.matchAll(forbidden)) {
    slips.push({ start: index, end: index, ...explainCharacter(character) });
  }
  return { text: decoded.replaceAll(forbidden, '\ufffd'), slips };
}

function explainCharacter(character: string): Pick<TextSlip, 'message' | 'hint'> {
  if (character === '\r') {
    return { message: 'a carriage return without a line feed', hint: 'end lines with LF or CRLF' };
  }
  const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return { message: `the invisible character U+${code}`, hint: 'take it out' };
}

/** By its byte order mark, or by the zero byte that every ASCII character has in it. */
function looksLikeUtf16(bytes: Uint8Array): boolean {
  const [first, second, third, fourth] = bytes;
  const hasMark = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  return hasMark || (first === 0 && third === 0) || (second === 0 && fourth === 0);
}
