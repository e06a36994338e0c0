/** Outputs of pip 23 and 25, uv 0.13, gcc and sh, cut to what matters. */
import { expect, test } from 'vitest';
import { tellingLine } from '../../src/checkouts/telling-line.ts';

const TAIL = `
  note: This error originates from a subprocess, and is likely not a problem with pip.
error: subprocess-exited-with-error

× Getting requirements to build editable did not run successfully.
│ exit code: 1
╰─> See above for output.
`;

test.each([
  [
    'a package that is not there (pip)',
    'ERROR: Could not find a version that satisfies the requirement shopp (from versions: none)\nERROR: No matching distribution found for shopp\n',
    'ERROR: No matching distribution found for shopp',
  ],
  [
    'a package that is not there (uv)',
    'error: No solution found when resolving dependencies\n  cause: Because shopp was not found in the package registry and you require shopp, we can conclude that …\n',
    'cause: Because shopp was not found in the package registry and you require shopp, we can conclude that …',
  ],
  [
    'a Python that is too old',
    "ERROR: Package 'x' requires a different Python: 3.11.7 not in '>=3.14'\n",
    "ERROR: Package 'x' requires a different Python: 3.11.7 not in '>=3.14'",
  ],
  [
    'a header that is not there',
    `  error: subprocess-exited-with-error\n  ╰─> [18 lines of output]\n      running build_ext\n      e.c:1:10: fatal error: nosuch.h: No such file or directory\n      compilation terminated.\n      error: Command '['gcc']' returned non-zero exit status 1.${TAIL}ERROR: Could not build wheels for x\n`,
    'e.c:1:10: fatal error: nosuch.h: No such file or directory',
  ],
  [
    'a build that setuptools refuses',
    `  error: subprocess-exited-with-error\n      error: Multiple top-level packages discovered in a flat-layout: ['b', 'a'].\n      \n      To avoid accidental inclusion${TAIL}`,
    "error: Multiple top-level packages discovered in a flat-layout: ['b', 'a'].",
  ],
  [
    'an exception in setup.py',
    `      Traceback (most recent call last):\n        File "setup.py", line 1, in <module>\n      ModuleNotFoundError: No module named 'numpy'\n      [end of output]${TAIL}`,
    "ModuleNotFoundError: No module named 'numpy'",
  ],
  [
    'Debian without python3-venv',
    'The virtual environment was not created successfully because ensurepip is not\navailable.  On Debian/Ubuntu systems, you need to install the python3-venv\npackage using the following command.\n\n    apt install python3.11-venv\n\nFailing command: /x/.pacegate/venv/bin/python3\n',
    'The virtual environment was not created successfully because ensurepip is not',
  ],
  ['a program that is not there', 'sh: 1: poetry: not found\n', 'sh: 1: poetry: not found'],
  [
    'a requirement file that is not there',
    "ERROR: Could not open requirements file: [Errno 2] No such file or directory: 'r.txt'\n",
    "ERROR: Could not open requirements file: [Errno 2] No such file or directory: 'r.txt'",
  ],
  ['anything else', 'one\ntwo\n\n', 'two'],
])('the line that says why: %s', (_, output, line) => {
  expect(tellingLine(output)).toBe(line);
});

test('no output, no line', () => {
  expect(tellingLine(' \n')).toBeUndefined();
});
