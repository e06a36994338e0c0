/** Finds files that import each other in a circle. */

/** What each file imports, by name. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/**
 * For each import that lies on a circle, the shortest circle through it, written as `a → b → a` from the name that comes
 * first in the alphabet. Where this finds nothing, there is no circle.
 */
export function findCircles(imports: Imports): string[] {
  const circles = new Set<string>();
  for (const [file, targets] of imports) {
    for (const target of targets) {
      const way = shortestWay(imports, target, file);
      if (way) circles.add(describeCircle(way));
    }
  }
  return [...circles].sort();
}

/** The files from one to another, both included. Breadth first. */
function shortestWay(imports: Imports, from: string, to: string): string[] | undefined {
  const cameFrom = new Map<string, string | undefined>([[from, undefined]]);
  for (const file of cameFrom.keys()) {
    if (file === to) return wayTo(file, cameFrom);
    for (const next of imports.get(file) ?? []) if (!cameFrom.has(next)) cameFrom.set(next, file);
  }
  return undefined;
}

function wayTo(end: string, cameFrom: ReadonlyMap<string, string | undefined>): string[] {
  const way: string[] = [];
  for (let file: string | undefined = end; file !== undefined; file = cameFrom.get(file)) way.unshift(file);
  return way;
}

function describeCircle(files: readonly string[]): string {
  const start = files.indexOf([...files].sort()[0] ?? '');
  const turned = [...files.slice(start), ...files.slice(0, start)];
  return [...turned, ...turned.slice(0, 1)].join(' → ');
}
