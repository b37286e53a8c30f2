/** Where the answer does not say how long to wait. */
const defaultWaitMs = 10_000;

const leastWaitMs = 1000;

/** How long the header Retry-After asks to wait: seconds, or a date (RFC 9110, section 10.2.3). Pure. */
export function retryAfterMs(header: string | undefined, now: Date): number {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) {
    return Math.max(leastWaitMs, Number(text) * 1000);
  }
  // only a date as HTTP has it: Date.parse takes nearly anything for one
  const at = /^[A-Z][a-z]+,? .*GMT$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? defaultWaitMs : Math.max(leastWaitMs, at - now.getTime());
}
