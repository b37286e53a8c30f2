import { quoted } from '../../core/diagnostics.ts';

/** An error code that a server answered. It is the server's text, and may be anything. */
export function shownCode(code: string): string {
  return /^\w{1,64}$/.test(code) ? code : quoted(code);
}
