/**
 * A process and everything it started. On Linux the members are found in /proc: by process group, by session, and by a
 * marker in their environment, so that a child which calls setsid is found too. Elsewhere on POSIX the process group
 * is all that is known, so a child that leaves the group outlives it; on Windows `taskkill /T` follows the parents.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Environment variable that marks every process we start, and with it what that process starts. */
export const PROCESS_MARKER = 'PACEGATE_PROCESS';

export interface ProcessTree {
  /** Process id of the root, which leads a group and a session of that number. */
  readonly root: number;
  readonly marker: string;
  /** When the root began, in clock ticks since boot; nothing older belongs to the tree. Linux only. */
  readonly began: number;
}

/** To be called right after the start, while the root still has its number. */
export function watchTree(root: number, marker: string): ProcessTree {
  return { root, marker, began: readStat(root)?.began ?? 0 };
}

const living = new Set<ProcessTree>();

/**
 * Ends the tree when this process exits, however it does: a second Ctrl-C does not wait for anything. Returns a function
 * that takes it back, once the tree has ended in the ordinary way.
 */
export function endOnExit(tree: ProcessTree): () => void {
  if (living.size === 0) process.on('exit', endAllNow);
  living.add(tree);
  return () => {
    living.delete(tree);
    if (living.size === 0) process.off('exit', endAllNow);
  };
}

/** Synchronous, as an exit listener has to be. Twice, because a process may fork while we look. */
function endAllNow(): void {
  for (let pass = 0; pass < 2; pass++) {
    for (const tree of living) {
      if (process.platform === 'win32') spawnSync('taskkill', ['/pid', String(tree.root), '/T', '/F']);
      else for (const member of listMembers(tree)) send(member, 'SIGKILL');
    }
  }
}

/** Waits a moment for children to end by themselves after the root has. Returns how many did not. */
export async function settleTree(tree: ProcessTree, patience = 0.5): Promise<number> {
  const until = performance.now() + patience * 1000;
  for (;;) {
    const members = listMembers(tree);
    if (members.length === 0 || performance.now() >= until) return members.length;
    await sleep(10);
  }
}

/** Ends every member: SIGTERM, `grace` seconds to tidy up, then SIGKILL until none is left. */
export async function endTree(tree: ProcessTree, { grace }: { grace: number }): Promise<void> {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(tree.root), '/T', '/F'], { windowsHide: true });
    return;
  }
  if (grace > 0) {
    for (const member of listMembers(tree)) send(member, 'SIGTERM');
    const until = performance.now() + grace * 1000;
    while (listMembers(tree).length > 0 && performance.now() < until) await sleep(20);
  }
  // A process may fork while we look, so look again until a whole pass finds none; a fork bomb gets many passes.
  for (let pass = 0; pass < 200; pass++) {
    const members = listMembers(tree);
    if (members.length === 0) return;
    for (const member of members) send(member, 'SIGKILL');
    await sleep(pass < 10 ? 5 : 20);
  }
}

/** Process numbers of the living members; a negative number stands for a whole process group. */
function listMembers(tree: ProcessTree): number[] {
  if (process.platform === 'win32') return [];
  if (process.platform !== 'linux') return groupLives(tree.root) ? [-tree.root] : [];
  const marker = Buffer.from(`${PROCESS_MARKER}=${tree.marker}\0`);
  const members: number[] = [];
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const stat = readStat(pid);
    if (stat === undefined || stat.state === 'Z' || stat.state === 'X' || stat.began < tree.began) continue;
    if (stat.group === tree.root || stat.session === tree.root || environmentHolds(pid, marker)) {
      members.push(pid);
    }
  }
  return members;
}

function groupLives(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}

function send(member: number, signal: NodeJS.Signals): void {
  try {
    process.kill(member, signal);
  } catch {
    // It has ended in the meantime.
  }
}

function environmentHolds(pid: number, marker: Buffer): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`).includes(marker);
  } catch {
    return false; // It has ended, or belongs to somebody else.
  }
}

/** The fields of /proc/PID/stat that are needed (proc(5)); undefined where there is no such process, or no /proc. */
function readStat(pid: number) {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  // The second field is the program's name in brackets and may itself hold brackets and blanks.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return {
    state: fields[0],
    group: Number(fields[2]),
    session: Number(fields[3]),
    began: Number(fields[19]),
  };
}
