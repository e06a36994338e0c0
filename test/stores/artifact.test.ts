import { beforeEach, describe, expect, test } from 'vitest';
import { type ArtifactService, createArtifactStore } from '../../src/stores/artifact.ts';
import { environmentKey } from '../../src/stores/environment-key.ts';
import type { StoreProblem } from '../../src/stores/store.ts';
import { commitOf, describeStore, entryOf, LINUX } from './contract.ts';

/** Our stand-in for the artifact service: every upload is one of a run for the entry's own commit. */
class FakeService implements ArtifactService {
  readonly made: { id: number; name: string; headSha: string; files: Map<string, string | Buffer> }[] = [];
  downloads = 0;

  async list({ name, limit }: { name?: string; limit: number }) {
    return this.made
      .filter((artifact) => name === undefined || artifact.name === name)
      .reverse()
      .slice(0, limit);
  }

  async download(id: number, isWanted: (name: string) => boolean) {
    this.downloads++;
    const files = [...(this.made.find((artifact) => artifact.id === id)?.files ?? [])];
    return new Map(files.filter(([name]) => isWanted(name)).map(([name, text]) => [name, text.toString()]));
  }

  async upload(name: string, files: ReadonlyMap<string, string>) {
    expect(name).not.toMatch(/[":<>|*?\r\n\\/]/);
    const headSha = /"commit": "([0-9a-f]+)"/.exec([...files.values()][0] ?? '')?.[1] ?? '';
    return this.made.push({ id: this.made.length + 1, name, headSha, files: new Map(files) });
  }
}

describeStore('artifact', async () => {
  const service = new FakeService();
  return {
    open: (onProblem) => createArtifactStore({ service, onProblem }),
    async damage(location, content) {
      const files = service.made.find(({ name, id }) => `${name}#${id}` === location)?.files;
      for (const name of files?.keys() ?? []) files?.set(name, content);
    },
    close: async () => {},
  };
});

describe('artifact store', () => {
  let service: FakeService;
  let problems: StoreProblem[];
  const key = environmentKey(LINUX);
  const open = (name?: string) =>
    createArtifactStore({ service, name, onProblem: (problem) => problems.push(problem) });

  beforeEach(() => {
    service = new FakeService();
    problems = [];
  });

  test('downloads the artifact of the commit that is wanted, not all of them', async () => {
    for (const [at, digit] of [...'abcdef'].entries()) await open().save(entryOf(digit, at));
    expect((await open().find({ environmentKey: key, commits: [commitOf('c')] }))?.commit).toBe(
      commitOf('c'),
    );
    expect(service.downloads).toBe(1);
  });

  test('an artifact that says it was measured for another commit is not used for this one', async () => {
    await open().save(entryOf('a', 0));
    const [made] = service.made;
    if (made) made.headSha = commitOf('b');
    expect(await open().find({ environmentKey: key, commits: [commitOf('b')] })).toBeUndefined();
  });

  test('uses do not see each other', async () => {
    await open('api').save(entryOf('a', 0));
    await open('api-v2').save(entryOf('b', 1));
    expect((await open('api').list()).map(({ commit }) => commit)).toEqual([commitOf('a')]);
    expect(problems).toEqual([]);
  });

  test('an archive that cannot be read is told and skipped', async () => {
    await open().save(entryOf('a', 0));
    service.download = async () => {
      throw new Error('the archive is broken');
    };
    expect(await open().find({ environmentKey: key })).toBeUndefined();
    expect(problems).toEqual([{ location: expect.stringMatching(/#1$/), message: 'the archive is broken' }]);
  });
});
