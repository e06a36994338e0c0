/** Which line of a failed set-up's output says why. Pure. The tail alone often ends with what the installer says of itself. */

/** The most telling first; of each kind the first line, since what follows is often its consequence. */
const TELLING: readonly RegExp[] = [
  /:\d+:\d+: (?:fatal )?error: |: fatal error: |^error\[E\d+\]|: undefined reference to /, // a compiler, a linker
  /^The virtual environment was not created /, // Debian's venv without python3-venv
  /^cause: (?:Because|Package) /, // uv's resolver
  /^error: No solution found|^╰─▶ Because |^.*(?:Extra|Group|group) [`'"].*(?:not|isn't) (?:found|defined)/,
  /^ERROR: (?:Package '|Cannot install|No matching distribution|Dependency group|Invalid|Could not open)/, // pip
  /^(?:\w+\.)*\w*(?:Error|Exception|Interrupt)(?:: |$)/, // Python
  /^sh: .*|: (?:command )?not found$|: Permission denied$|: No such file or directory$/, // the shell
  /^error: (?!subprocess-exited|Command ['"[]|Failed to build|metadata-generation)/i,
  /^ERROR: (?!Failed|Could not build|Exception)/,
  /^(?:error|fatal|ERROR)\b/i,
];

const LONGEST = 300;

/** Undefined where nothing was printed. */
export function tellingLine(output: string): string | undefined {
  const lines = output
    .split(/\r?\n/)
    .map((line) => line.replace(/^[\s│|×>]+/, '').trim())
    .filter((line) => line !== '');
  for (const pattern of TELLING) {
    const found = lines.find((line) => pattern.test(line));
    if (found !== undefined) return found.slice(0, LONGEST);
  }
  return lines.at(-1)?.slice(0, LONGEST);
}
