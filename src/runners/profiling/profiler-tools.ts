/** How a benchmark that another tool runs is profiled: in one process, in which the tool's own timing is replaced. */
import { delimiter, join } from 'node:path';
import type { RunnerSpec } from '../../samples/benchmark-spec.ts';
import type { Checkout } from '../../samples/checkout.ts';
import { harnessDirectory } from '../harness/harness-location.ts';
import type { Interpreter } from '../processes/interpreter.ts';
import { ownInterpreter, quote, sideEnvironment } from '../processes/tool-process.ts';

export interface ToolProfile {
  readonly shell: string;
  readonly env: Readonly<Record<string, string>>;
  /**
   * What the process leaves: one profile, whatever its exit status, since a test may go on to look at times that were
   * not taken; or, for whole commands, one for each of its Python processes, where it ended well.
   */
  readonly leaves: 'one' | 'each-process';
}

/**
 * @param order file that tells harness/ what to profile and where to write it
 * @param env clean environment of the benchmark
 * @returns undefined for the built-in harness's benchmarks and for those that cannot be profiled
 */
export function toolProfile(
  spec: RunnerSpec,
  order: string,
  checkout: Checkout,
  python: Interpreter,
  env: Readonly<Record<string, string>>,
): ToolProfile | undefined {
  const harness = harnessDirectory();
  const ofSide = sideEnvironment({ checkout, spec }, python, env);
  const worker = (rest: string) =>
    `${[python.path, join(harness, 'profile_worker.py'), order].map(quote).join(' ')} ${onOneLine(rest)}`;
  switch (spec.kind) {
    case 'pytest':
      return { shell: worker(spec.args), env: ofSide, leaves: 'one' };
    case 'pyperf':
      return { shell: worker(spec.script), env: ofSide, leaves: 'one' };
    case 'asv':
      return { shell: worker(''), env: ofSide, leaves: 'one' };
    case 'command':
      // As when it is timed, it imports what its environment gives it.
      return {
        shell: spec.command,
        env: {
          ...env,
          ...ownInterpreter(checkout, python, env),
          PYTHONPATH: [join(harness, 'probe'), env.PYTHONPATH].filter(Boolean).join(delimiter),
          PACEGATE_PROFILE_PROCESS: order,
        },
        leaves: 'each-process',
      };
    default:
      return undefined;
  }
}

function onOneLine(words: string): string {
  return words.replace(/\s*\n\s*/g, ' ');
}
