/**
 * Whether a text fits a pattern of IAM, in which `*` stands for anything, slashes too, and `?` for one character.
 * @throws Error for a policy variable
 */
export function matchesPattern(pattern: string, text: string): boolean {
  if (pattern.includes('${')) {
    throw new Error(`policy variables are not known here: ${pattern}`);
  }
  const source = pattern
    .replaceAll(/[\\^$.+()|[\]{}]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}
