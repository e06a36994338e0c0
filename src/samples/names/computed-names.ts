/**
 * The names of what Pacegate works out itself. Where people choose names – `extra_info`, a k6 script's own metrics, asv's
 * `track_` – none of these is taken from there: a noted number would count as what the budget means by it.
 */
const COMPUTED: ReadonlySet<string> = new Set([
  ...['time', 'wall_time', 'call_time', 'cpu_time', 'median', 'mean', 'min', 'max'],
  ...['throughput', 'peak_memory', 'instructions', 'cost'],
]);

export function isComputedName(name: string): boolean {
  return COMPUTED.has(name) || /^p\d+(\.\d+)?$/.test(name);
}
