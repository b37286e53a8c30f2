/** How often a call is tried that may succeed the next time. */
export const attempts = 4;

/** A server that does not take a connection by then is tried again. */
export const connectionTimeoutMs = 10_000;
