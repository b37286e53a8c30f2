/** How a terminal sets things off; without colours everything is as it is. */
export interface Style {
  heading(text: string): string;
  /** A difference, a problem. */
  marked(text: string): string;
  quiet(text: string): string;
  info(text: string): string;
  warning(text: string): string;
  error(text: string): string;
  success(text: string): string;
}

/** By the codes of ECMA-48, "select graphic rendition". */
export function createStyle(colours: boolean): Style {
  const paint = (code: number) => (text: string) => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);
  return {
    heading: paint(1),
    marked: paint(33),
    quiet: paint(2),
    info: paint(34),
    warning: paint(33),
    error: paint(31),
    success: paint(32),
  };
}
