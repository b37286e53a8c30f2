/**
 * A signal that follows another one after some time: for requests that must not be cut off, because they begin or end
 * something on the server.
 */
export function laterSignal(signal: AbortSignal, laterMs: number): AbortSignal {
  const later = new AbortController();
  const follow = (): void => {
    setTimeout(() => later.abort(signal.reason), laterMs).unref();
  };
  signal.addEventListener('abort', follow, { once: true });
  if (signal.aborted) {
    follow();
  }
  return later.signal;
}
