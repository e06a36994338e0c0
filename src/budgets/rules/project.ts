/** What validation needs to know of the world. Paths are as the budget file writes them, relative to its directory. */
export interface Project {
  exists(path: string): boolean;
  /** The file's text, or undefined where it cannot be read. */
  readText(path: string): string | undefined;
  /** ISO date. */
  readonly today: string;
}
