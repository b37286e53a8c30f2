/** Whether an endpoint is one of AWS's own. Without an endpoint it is. */
export function isAws(endpoint: string | undefined): boolean {
  const host = endpoint === undefined ? undefined : URL.parse(endpoint)?.hostname;
  return endpoint === undefined || /\.amazonaws\.com(?:\.cn)?$/.test(host ?? '');
}

/** Whether what goes to an endpoint can be read on the way: it has no TLS, and is not this machine. */
export function isInTheClear(endpoint: string | undefined): boolean {
  const url = endpoint === undefined ? null : URL.parse(endpoint);
  return url?.protocol === 'http:' && !isLoopback(url.hostname);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(?:\.\d+){3}$/.test(host);
}
