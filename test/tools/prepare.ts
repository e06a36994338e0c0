/**
 * `node test/tools/prepare.ts [name…]`: installs the tools that the tests need, one after the other, with a line each.
 * A tool that cannot be had is named, with the reason; its tests will be skipped. With PACEGATE_REQUIRE_TOOLS=1 it is
 * an error instead. This is the only place that waits for a registry: in the tests nothing is tried again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { ALL_TOOLS, findTool, type ToolName } from './tools.ts';

/** Seconds before each further try. */
const WAITS = [5, 20];

const names = process.argv.slice(2) as ToolName[];
let missing = 0;
for (const name of names.length > 0 ? names : ALL_TOOLS) {
  const start = performance.now();
  let tool = await findTool(name);
  for (const wait of WAITS) {
    if (!tool.missing) break;
    console.log(`  ${name}: once more in ${wait} s ${tool.missing}`);
    await sleep(wait * 1000);
    tool = await findTool(name);
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (tool.missing) missing++;
  console.log(
    `${tool.missing ? '✗' : '✓'} ${name.padEnd(10)} ${seconds.padStart(6)} s  ${tool.missing ?? tool.path}`,
  );
}
if (missing > 0 && process.env.PACEGATE_REQUIRE_TOOLS === '1') process.exitCode = 1;
