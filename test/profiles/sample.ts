import type { Profile, ProfiledFunction, ProfileEdge } from '../../src/profiles/profile.ts';

/** A profile out of `name: own seconds` and `caller > called: own seconds` pairs, all in app.py, called once. */
export function makeProfile(
  functions: Readonly<Record<string, number | Partial<ProfiledFunction>>>,
  edges: Readonly<Record<string, number | Partial<ProfileEdge>>> = {},
  rest: Partial<Profile> = {},
): Profile {
  const names = Object.keys(functions);
  return {
    tool: 'cprofile',
    unit: 's',
    python: 'CPython 3.11.7',
    functions: names.map((name, place) => {
      const given = functions[name];
      return {
        name,
        file: 'app.py',
        line: place + 1,
        inside: true,
        calls: 1,
        ...(typeof given === 'number' ? { own: given } : { own: 0, ...given }),
      };
    }),
    edges: Object.entries(edges).map(([pair, given]) => {
      const [from = '', to = ''] = pair.split(' > ');
      const own = typeof given === 'number' ? given : (given.own ?? 0);
      return {
        from: names.indexOf(from),
        to: names.indexOf(to),
        calls: 1,
        own,
        total: own,
        ...(typeof given === 'number' ? {} : given),
      };
    }),
    ...rest,
  };
}

/** The same profile from several processes, each somewhat dearer than the one before: noise only adds. */
export function repeatProfile(profile: Profile, processes = 4, noise = 0.2): Profile[] {
  return Array.from({ length: processes }, (_, process) => ({
    ...profile,
    functions: profile.functions.map((entry) => ({ ...entry, own: entry.own * (1 + noise * process) })),
    edges: profile.edges.map((edge) => ({
      ...edge,
      own: edge.own * (1 + noise * process),
      total: edge.total * (1 + noise * process),
    })),
  }));
}
