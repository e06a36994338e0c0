/**
 * Patterns over benchmark names: `*` is any text, also across `/`, and `?` is one character. Everything else is itself,
 * since names of parametrised tests hold brackets and braces: `test_sort[1000]` matches just that. Not the patterns of
 * shells, whose `[1000]` would be one character of three.
 */

export function matchesGlob(glob: string, name: string): boolean {
  return statesAfter(glob, name).has(globEnd(glob));
}

/** Whether the pattern matches the benchmark itself or could match one of its sub-benchmarks `NAME/…`. */
export function coversBenchmark(glob: string, name: string): boolean {
  const within = [...statesAfter(glob, `${name}/`)];
  return matchesGlob(glob, name) || within.some((state) => state < globEnd(glob));
}

/** Whether the pattern could match a name that begins so. */
export function coversBeginning(glob: string, beginning: string): boolean {
  return statesAfter(glob, beginning).size > 0;
}

/** Whether it is among what was asked for; without patterns everything is. */
export function isChosen(name: string, chosen: readonly string[] | undefined): boolean {
  return chosen?.some((glob) => matchesGlob(glob, name)) ?? true;
}

function globEnd(glob: string): number {
  return [...glob].length;
}

/** The places in the pattern that can be reached by reading `name`: linear in both, whatever the pattern. */
function statesAfter(glob: string, name: string): ReadonlySet<number> {
  const pattern = [...glob];
  const past = (state: number, states: Set<number>): void => {
    let next = state;
    states.add(next);
    while (pattern[next] === '*') states.add(++next);
  };
  let states = new Set<number>();
  past(0, states);
  for (const character of name) {
    const reached = new Set<number>();
    for (const state of states) {
      const expected = pattern[state];
      if (expected === '*') past(state, reached);
      else if (expected === '?' || expected === character) past(state + 1, reached);
    }
    states = reached;
    if (states.size === 0) break;
  }
  return states;
}
