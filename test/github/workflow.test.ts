import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { neutralise, openWorkflow, quoteTo } from '../../src/github/workflow.ts';

/** What GitHub's runner takes for a command in a line of a step's output. */
const COMMAND = /^\s*::[^:]|##\[/;

function quoted(text: string): string[] {
  let written = '';
  quoteTo({ write: (part) => (written += part) }, 'Output of search', text);
  return written.split('\n');
}

describe('quoting what a benchmark printed', () => {
  const hostile = '::set-output name=x::y\n::error::boo\n::add-mask::1\r::warning::w\n\u001b[31mred\u202e';

  test('stands between stop-commands marks whose token it cannot know', () => {
    const [group, stop, ...rest] = quoted(hostile);
    const token = /^::stop-commands::([0-9a-f-]{36})$/.exec(stop ?? '')?.[1];
    expect(group).toBe('::group::Output of search');
    expect(token).toBeDefined();
    const end = rest.indexOf(`::${token}::`);
    expect(rest.slice(end)).toEqual([`::${token}::`, '::endgroup::', '']);
    expect(rest.slice(0, end).join('\n')).toContain('::error::boo');
    expect(rest.slice(0, end).join('\n')).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
  });

  test('a text cannot end the quotation by repeating an earlier token', () => {
    const token = /::stop-commands::(.+)/.exec(quoted('x').join('\n'))?.[1];
    const second = quoted(`::${token}::\n::error::boo`);
    expect(second[1]).not.toContain(token);
  });

  test('a title holds no command', () => {
    let written = '';
    quoteTo({ write: (part) => (written += part) }, 'x\n::error::boo', 'y');
    expect(written.split('\n').filter((line) => line.startsWith('::error'))).toEqual([]);
  });
});

test.each([
  '::error::x',
  '  ::error::x',
  '##[error]x',
  'a\n::warning::x',
  'a\r\n::warning::x',
  '\u0007::error::x',
])('a line of our own log is never a command: %j', (text) => {
  for (const line of neutralise(text).split('\n')) expect(line).not.toMatch(COMMAND);
});

test('a runner that takes neither outputs nor a summary is told so, and nothing is thrown', async () => {
  const nowhere = join(import.meta.dirname, 'nowhere', 'file');
  vi.stubEnv('GITHUB_OUTPUT', nowhere);
  vi.stubEnv('GITHUB_STEP_SUMMARY', nowhere);
  const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const workflow = await openWorkflow({ write: () => true });
  workflow.setOutput('verdict', 'fail');
  await workflow.writeSummary('### Pacegate');
  const log = printed.mock.calls.join('');
  printed.mockRestore();
  vi.unstubAllEnvs();
  expect(log).toContain('::warning title=The output verdict could not be written::');
  expect(log).toContain('::warning title=The job summary could not be written::');
});
