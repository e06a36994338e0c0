import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { parseProfiles } from '../../src/profiles/parse.ts';

const written = {
  format: 'pacegate/profile',
  version: 1,
  tool: 'cprofile',
  unit: 's',
  python: 'CPython 3.11.7',
  iterations: 3,
  profiles: [
    {
      functions: [{ name: 'f', file: 'a.py', line: 1, inside: true, calls: 1, own: 0.5 }],
      edges: [],
    },
  ],
};

describe('parseProfiles', () => {
  it('gives one profile for each stretch', () => {
    const profiles = parseProfiles({ text: JSON.stringify(written) }, 'x');
    expect(profiles).toHaveLength(1);
    expect(profiles[0]).toMatchObject({ tool: 'cprofile', unit: 's', functions: [{ name: 'f', own: 0.5 }] });
  });

  it.each(['../../etc/passwd', '/etc/passwd', 'C:\\\\x.py', 'a/../../b.py'])(
    'takes %s for no file of the repository',
    (file) => {
      const [profile] = parseProfiles({ text: JSON.stringify(written).replace('a.py', file) }, 'x');
      expect(profile?.functions[0]?.inside).toBe(false);
    },
  );

  it.each([
    ['no JSON', 'Traceback'],
    ['another format', JSON.stringify({ ...written, format: 'other' })],
    ['a negative cost', JSON.stringify(written).replace('0.5', '-0.5')],
    ['a cost that is no number', JSON.stringify(written).replace('0.5', '"much"')],
    [
      'an edge to nowhere',
      JSON.stringify({
        ...written,
        profiles: [{ ...written.profiles[0], edges: [{ from: 0, to: 7, calls: 1, own: 1, total: 1 }] }],
      }),
    ],
  ])('refuses %s', (_, text) => {
    expect(() => parseProfiles({ text }, 'candidate')).toThrow(UsageError);
    expect(() => parseProfiles({ text }, 'candidate')).toThrow(/^candidate: /);
  });
});
