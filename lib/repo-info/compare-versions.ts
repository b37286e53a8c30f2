interface Version {
  /** What stands before the numbers, lower case; a lone `v` counts as nothing. */
  readonly prefix: string;
  readonly numbers: readonly bigint[];
  readonly prerelease: readonly string[];
}

const versionPattern = /^(?:([A-Za-z]+)[-_.]?)?(\d+(?:\.\d+)*)(?:-([0-9A-Za-z.-]+))?(?:\+.*)?$/;

/**
 * Negative when `a` is lower than `b`, positive when it is higher, 0 when neither is (`1.2` and `v1.2.0`), and undefined
 * when the two cannot be ordered (`developer`, `1.0a`, `core-1` and `web-1`).
 * Numbers by value, at any count of them; what follows `-` by the rules of https://semver.org/#spec-item-11.
 */
export function compareVersions(a: string, b: string): number | undefined {
  const left = parseVersion(a);
  const right = parseVersion(b);
  if (left === undefined || right === undefined || left.prefix !== right.prefix) {
    return undefined;
  }
  return compareNumbers(left.numbers, right.numbers) || comparePrereleases(left.prerelease, right.prerelease);
}

function parseVersion(text: string): Version | undefined {
  const [, prefix = '', numbers, prerelease] = versionPattern.exec(text) ?? [];
  if (numbers === undefined) {
    return undefined;
  }
  return {
    prefix: prefix.toLowerCase() === 'v' ? '' : prefix.toLowerCase(),
    numbers: numbers.split('.').map(BigInt),
    prerelease: prerelease?.split('.') ?? [],
  };
}

function compareNumbers(a: readonly bigint[], b: readonly bigint[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const order = compareValues(a[index] ?? 0n, b[index] ?? 0n);
    if (order !== 0) {
      return order;
    }
  }
  return 0;
}

function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) {
    // the release itself is higher than each of its prereleases
    return b.length - a.length;
  }
  for (const [index, identifier] of a.entries()) {
    const other = b[index];
    const order = other === undefined ? 1 : compareIdentifiers(identifier, other);
    if (order !== 0) {
      return order;
    }
  }
  return a.length - b.length;
}

function compareIdentifiers(a: string, b: string): number {
  const [aIsNumber, bIsNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (aIsNumber && bIsNumber) {
    return compareValues(BigInt(a), BigInt(b));
  }
  if (aIsNumber || bIsNumber) {
    return aIsNumber ? -1 : 1;
  }
  return compareValues(a, b);
}

function compareValues<T extends bigint | string>(a: T, b: T): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}
