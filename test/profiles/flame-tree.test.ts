import { describe, expect, it } from 'vitest';
import { buildFlameTree } from '../../src/profiles/flame-tree.ts';
import type { Profile } from '../../src/profiles/profile.ts';
import { makeProfile, repeatProfile } from './sample.ts';

const EDGES = { 'main > tokenise': { own: 4, total: 7 }, 'tokenise > clean': 3, 'main > rank': 2 };
const COSTS = { main: 1, tokenise: 4, clean: 3, rank: 2 };

function app(changes: Partial<typeof COSTS> = {}): Profile {
  const costs = { ...COSTS, ...changes };
  return makeProfile(costs, {
    'main > tokenise': { own: costs.tokenise, total: costs.tokenise + costs.clean },
    'tokenise > clean': costs.clean,
    'main > rank': costs.rank,
  });
}

/** Four processes of each side, up to 6 % dearer than the first. */
const several = (profile: Profile) => repeatProfile(profile, 4, 0.02);

/** `name before → now`, indented by depth; `!` where it changed. */
function drawn(baseline: Profile[], candidate: Profile[], drift = 1, most = 100, least = 0): string[] {
  const { functions, nodes } = buildFlameTree(baseline, candidate, { drift, least }, most);
  return nodes.map(({ frame, depth, baseline: before, candidate: now, changed }) => {
    const name = `${'  '.repeat(depth)}${functions[frame]?.name}`;
    return `${name} ${+before.toFixed(3)} → ${+now.toFixed(3)}${changed ? ' !' : ''}`;
  });
}

describe('buildFlameTree', () => {
  it('lays the stacks of both sides over each other, the dearest first', () => {
    expect(drawn([app()], [app({ rank: 10 })])).toEqual([
      'main 1 → 1',
      '  rank 2 → 10 !',
      '  tokenise 4 → 4',
      '    clean 3 → 3',
    ]);
  });

  it('takes for noise what profiles of one side differ by among themselves', () => {
    const shown = drawn(several(app()), several(app({ tokenise: 4.1, clean: 3.4 })));
    expect(shown).toEqual(['main 1 → 1', '  tokenise 4 → 4.1', '    clean 3 → 3.4 !', '  rank 2 → 2']);
    expect(drawn(several(app()), several(app({ clean: 3.4 })), 1, 100, 0.15).join()).not.toContain('!');
  });

  it('has a colour for every function that is named', () => {
    const [before, now] = [
      repeatProfile(app(), 4, 0.2),
      repeatProfile(app({ clean: 3.4, rank: 2.2 }), 4, 0.2),
    ];
    expect(drawn(before, now).join()).not.toContain('!');
    const noise = { drift: 1, least: 0.5, isCulprit: ({ name }: { name: string }) => name === 'clean' };
    const { functions, nodes } = buildFlameTree(before, now, noise, 100);
    const changed = nodes.filter((node) => node.changed).map(({ frame }) => functions[frame]?.name);
    expect(changed).toEqual(['clean']);
  });

  it('divides out what the machine did meanwhile', () => {
    const slower = several(makeProfile(COSTS, EDGES)).map((profile) => scale(profile, 1.3));
    expect(drawn(several(app()), slower, 1.3).filter((line) => line.endsWith('!'))).toEqual([]);
    expect(drawn(several(app()), slower, 1).filter((line) => line.endsWith('!'))).toHaveLength(4);
  });

  it('shows what is new and what is gone, and a function that moved as one', () => {
    const moved = { own: 4, file: 'words.py' };
    const before = makeProfile({ main: 1, tokenise: 4, old: 2 }, { 'main > tokenise': 4, 'main > old': 2 });
    const now = makeProfile(
      { main: 1, tokenise: moved, fresh: 3 },
      { 'main > tokenise': 4, 'main > fresh': 3 },
    );
    expect(drawn([before], [now])).toEqual([
      'main 1 → 1',
      '  tokenise 4 → 4',
      '  fresh 0 → 3 !',
      '  old 2 → 0 !',
    ]);
  });

  it('gives samples the room that counts have', () => {
    const sampled = (clean: number) => [{ ...app({ clean }), resolution: 0.05 }];
    const changed = (clean: number) => drawn(sampled(3), sampled(clean)).filter((line) => line.endsWith('!'));
    expect(changed(3.8)).toEqual([]);
    expect(changed(6)).toHaveLength(1);
  });

  it('ends where nobody would look, and loses nothing', () => {
    const frames = Array.from({ length: 5_000 }, (_, depth) => depth % 2);
    const deep = { ...makeProfile({ even: 1, odd: 1 }), stacks: [{ frames, own: 7 }] };
    const lines = drawn([], [deep]);
    expect(lines).toHaveLength(100);
    expect(lines.at(-1)).toMatch(/odd 0 → 7$/);
  });

  it('charges what is too small to its caller, and loses nothing', () => {
    expect(drawn([app()], [app()], 1, 2)).toEqual(['main 3 → 3', '  tokenise 7 → 7']);
    expect(drawn([], [app()])).toEqual(['main 0 → 1', '  tokenise 0 → 4', '    clean 0 → 3', '  rank 0 → 2']);
  });
});

function scale(profile: Profile, factor: number): Profile {
  const by = <Cost extends { own: number }>(cost: Cost) => ({ ...cost, own: cost.own * factor });
  return {
    ...profile,
    functions: profile.functions.map(by),
    edges: profile.edges.map((edge) => ({ ...by(edge), total: edge.total * factor })),
  };
}
