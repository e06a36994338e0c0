/** Whose a directory is, and whether that process is still there: what a killed one left may be removed. */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

export interface Owner {
  readonly pid: number;
  /** When that process began, as the system tells it: process numbers are used again. */
  readonly began: string | null;
  readonly host: string;
  /** ISO 8601. */
  readonly created: string;
}

export function ourselves(): Owner {
  return {
    pid: process.pid,
    began: processBegan(process.pid) ?? null,
    host: hostname(),
    created: new Date().toISOString(),
  };
}

/** After this a claim of another host counts as left behind: no measuring takes so long. */
const FOREIGN_HOURS = 24;

export function isAlive(record: Owner): boolean {
  if (record.host !== hostname()) {
    const age = Date.now() - Date.parse(record.created);
    return !(age > FOREIGN_HOURS * 3_600_000);
  }
  try {
    process.kill(record.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return processBegan(record.pid) === (record.began ?? undefined);
}

/** Clock ticks since boot, from /proc (proc(5), field 22); undefined where there is no /proc. */
function processBegan(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended; its parent has only not looked yet.
    return fields[0] === 'Z' || fields[0] === 'X' ? 'ended' : fields[19];
  } catch {
    return undefined;
  }
}
