/** What a program says of an error that nobody can act on; `what` is the error. */
export function describeBug(what: string): string {
  return `this is a bug of tagship (${what}); with DEBUG=true its stack is printed, please report it`;
}
