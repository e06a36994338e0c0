/** The file of `hyperfine --export-json FILE`. It has no version; `results[].times` is there since 1.0. */
import { get, isObject, listAt, objectAt, parseJson, textAt } from '../json.ts';
import { shortName, textParams } from '../names.ts';
import { type Reading, type ReadMetric, type Results, type ResultsText, Unreadable } from '../reading.ts';
import { checkValues } from '../values.ts';

/**
 * Every time, in seconds, is a process of its own, so a run of one value. `user` and `system` are only means over all
 * of them, so there is no CPU time; memory is there since hyperfine 1.19.
 */
export function parseHyperfine({ text }: ResultsText): Results {
  const file = objectAt(parseJson(text), '');
  const results = listAt(get(file, 'results'), 'results');
  if (results.length === 0) throw new Unreadable('hyperfine measured nothing.', { code: 'no-values' });
  return { benchmarks: results.map((result, index) => readResult(result, `results[${index}]`)) };
}

function readResult(value: unknown, path: string): Reading {
  const result = objectAt(value, path);
  const parameters = get(result, 'parameters');
  const named = {
    sub: shortName(textAt(get(result, 'command'), `${path}.command`)),
    ...(isObject(parameters) && { params: textParams(Object.entries(parameters)) }),
  };
  const times = get(result, 'times');
  const hint =
    times === undefined ? 'Write it with `--export-json`; other exports hold only summaries.' : undefined;
  const checked = checkValues(times ?? [], `${path}.times`, hint);
  if ('failure' in checked) return { ...named, metrics: {}, failure: checked.failure };
  const metrics: Record<string, ReadMetric> = { wall_time: eachARun(checked.values, 's') };
  const memory = checkValues(get(result, 'memory_usage_byte') ?? [], `${path}.memory_usage_byte`);
  if ('values' in memory && memory.values.length === checked.values.length)
    metrics.peak_memory = eachARun(memory.values, 'B');
  const exits = get(result, 'exit_codes');
  const failed = Array.isArray(exits) ? exits.filter((exit) => exit !== 0) : [];
  if (failed.length === 0) return { ...named, metrics };
  return {
    ...named,
    metrics,
    failure: {
      code: 'crashed',
      message: `${failed.length} of ${checked.values.length} processes ended with a status other than 0.`,
      hint: 'Where that is how the command is meant to end, add `|| true` to it.',
    },
  };
}

function eachARun(values: readonly number[], unit: string): ReadMetric {
  return { unit, better: 'lower', runs: values.map((value) => [value]) };
}
