const mostCauses = 8;
const shownLength = 4000;

/**
 * What lies behind an error, for who looks closer (DEBUG): each cause in turn with what a server said of it. Texts of
 * servers are in it as they came: it is to be redacted and made printable like every other.
 */
export function describeCauses(error: unknown): readonly string[] {
  const described: string[] = [];
  let cause = causeOf(error);
  while (cause !== undefined && described.length < mostCauses) {
    described.push(describeCause(cause));
    cause = causeOf(cause);
  }
  return described;
}

function causeOf(error: unknown): unknown {
  return error instanceof AggregateError ? error.errors[0] : error instanceof Error ? error.cause : undefined;
}

function describeCause(cause: unknown): string {
  if (!(cause instanceof Error)) {
    return cut(String(cause));
  }
  const details = [
    ...('code' in cause && typeof cause.code === 'string' ? [`code ${cause.code}`] : []),
    ...('$metadata' in cause ? metadataDetails(cause.$metadata) : []),
  ];
  return `${cut(`${cause.name}: ${cause.message}`)}${details.length === 0 ? '' : ` (${details.join(', ')})`}`;
}

/** What the AWS SDK knows of an answer: AWS's support asks for the ids of a request. */
const metadataNames = {
  httpStatusCode: 'status',
  requestId: 'request id',
  extendedRequestId: 'extended request id',
  attempts: 'attempts',
} as const;

function metadataDetails(metadata: unknown): readonly string[] {
  if (typeof metadata !== 'object' || metadata === null) {
    return [];
  }
  const known = new Map<string, unknown>(Object.entries(metadata));
  return Object.entries(metadataNames).flatMap(([name, shown]) => {
    const value = known.get(name);
    return typeof value === 'string' || typeof value === 'number' ? [`${shown} ${value}`] : [];
  });
}

function cut(text: string): string {
  return text.length > shownLength ? `${text.slice(0, shownLength)}...` : text;
}
