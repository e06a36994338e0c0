import { expect, test } from 'vitest';
import { summariseRunning } from '../../src/profiles/running.ts';
import { renderRunning } from '../../src/report/profiles/running.ts';

const STACKS = `main (/app/a.py:9);work (/app/a.py:3) 6
main (/app/a.py:9);work (/app/a.py:4) 3
main (/app/a.py:9);work (/app/a.py:5);work (/app/a.py:4) 1
process 7:"python3 a.py";other (/app/b.py:2) 10
`;

test('functions and lines by their own time; a recursion counts once, and what is no code is no row', () => {
  const { samples, functions, lines } = summariseRunning(STACKS, 'stacks');
  expect(samples).toBe(20);
  expect(functions).toEqual([
    { function: 'work', file: '/app/a.py', line: 3, own: 0.5, total: 0.5 },
    { function: 'other', file: '/app/b.py', line: 2, own: 0.5, total: 0.5 },
    { function: 'main', file: '/app/a.py', line: 9, own: 0, total: 0.5 },
  ]);
  expect(lines.slice(0, 3).map(({ file, line, own }) => [file, line, own])).toEqual([
    ['/app/b.py', 2, 0.5],
    ['/app/a.py', 3, 0.3],
    ['/app/a.py', 4, 0.2],
  ]);
});

test('shown as two tables, with nothing of a name that could steer a terminal', () => {
  const stacks = STACKS.replaceAll('work', 'wo\u001b[31mrk').replaceAll('/app/b.py', '/app/\u202eb.py');
  expect(
    renderRunning(summariseRunning(stacks, 'stacks')),
  ).toBe(`20 samples of what was at work; waiting threads are left out.

     own   total  function
    50 %    50 %  work /app/a.py:3
    50 %    50 %  other /app/�b.py:2
     0 %    50 %  main /app/a.py:9

     own   total  line
    50 %    50 %  other /app/�b.py:2
    30 %    30 %  work /app/a.py:3
    20 %    20 %  work /app/a.py:4
`);
});
