/** The order in which a suite's benchmarks are measured in a block. */
import type { KnownSuite } from './block-request.ts';

/** All benchmarks in another order each time; those of one group, which prepare something together, next to each other. */
export function shuffle({ members }: KnownSuite, random: () => number): string[] {
  const groups = new Map<string, string[]>();
  for (const [name, { group }] of members) groups.set(group, [...(groups.get(group) ?? []), name]);
  return shuffled([...groups.values()], random).flatMap((group) => shuffled(group, random));
}

/** Fisher & Yates. */
function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const order = [...items];
  for (let place = order.length - 1; place > 0; place--) {
    const other = Math.floor(random() * (place + 1));
    [order[place], order[other]] = [order[other] as T, order[place] as T];
  }
  return order;
}
