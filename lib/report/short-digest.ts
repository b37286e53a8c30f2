/** As much of a digest or of a commit as people compare. */
export function shortDigest(hexadecimal: string): string {
  return hexadecimal.slice(0, 12);
}
