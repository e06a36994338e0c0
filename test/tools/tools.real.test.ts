import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALL_TOOLS, findTool, type ToolName } from './tools.ts';

const pins = readFileSync(join(import.meta.dirname, 'requirements.in'), 'utf8');
const locked = readFileSync(join(import.meta.dirname, 'requirements.txt'), 'utf8');
const go = JSON.parse(readFileSync(join(import.meta.dirname, 'go-tools.json'), 'utf8')) as {
  tools: Record<string, string>;
};

const VERSION: Partial<Record<ToolName, string[]>> = { k6: ['version'], actionlint: ['-version'] };
/** `go install` sets no version in act and benchstat, and pyperf has no such option. */
const SAY_NOTHING: readonly ToolName[] = ['act', 'benchstat', 'pyperf'];

function pinOf(name: ToolName): string | undefined {
  if (SAY_NOTHING.includes(name)) return undefined;
  return new RegExp(`^${name}==(.*)$`, 'm').exec(pins)?.[1] ?? /@v(.*)$/.exec(go.tools[name] ?? '')?.[1];
}

const tools = await Promise.all(ALL_TOOLS.map(async (name) => ({ name, ...(await findTool(name)) })));

describe('the pinned tools', () => {
  for (const { name, path, missing } of tools) {
    const pin = pinOf(name);
    if (pin === undefined) continue;
    it.skipIf(missing)(`${name} is ${pin} ${missing ?? ''}`, () => {
      const said = execFileSync(path, VERSION[name] ?? ['--version'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      expect(said).toContain(pin);
    });
  }

  it('are locked as they are asked for', () => {
    for (const pin of pins.trim().split('\n')) expect(locked.split('\n')).toContain(pin);
  });
});
