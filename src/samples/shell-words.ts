/** Words of a command line, as a shell would separate them; quotes go. Good enough to find names of files. */
export function shellWords(command: string): string[] {
  const found = command.match(/(?:[^\s"'\\;&|<>()]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/g) ?? [];
  return found.map((word) => word.replace(/\\(.)|["']/g, '$1'));
}
