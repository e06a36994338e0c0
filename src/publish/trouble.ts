/** What went wrong with a server, as a warning: the verdict has been reached without it, and stands. */
import { asUsageError } from '../errors.ts';

/** One line for people. Of what nobody foresaw, the stack goes to the log. */
export function troubleOf(error: unknown, log: (message: string) => void): string {
  const known = asUsageError(error);
  if (known) return [known.message, known.hint].filter(Boolean).join(' ');
  log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const said = error instanceof Error ? error.message : String(error);
  return `Something unexpected went wrong: ${said.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 300)} The log has more.`;
}
