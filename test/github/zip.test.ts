import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/errors.ts';
import { readZip, writeZip } from '../../src/github/artifacts/zip.ts';

const LIMITS = { archive: 1_000_000, unpacked: 100_000 };
const onlyReport = (name: string) => name === 'report.json';
const zip = (files: Record<string, string>) => writeZip(new Map(Object.entries(files)));

/** Overwrites a 32-bit number of the archive at every place where it stands. */
function lieAbout(archive: Uint8Array, truth: number, lie: number): Uint8Array {
  const bytes = Buffer.from(archive);
  for (let at = 0; at + 4 <= bytes.length; at++)
    if (bytes.readUInt32LE(at) === truth) bytes.writeUInt32LE(lie, at);
  return bytes;
}

describe('reading an archive that somebody else made', () => {
  test('yields the file that is wanted and no other', () => {
    const archive = zip({
      'report.json': '{"a":"é"}',
      '../../etc/passwd': 'x',
      'dir/report.json': 'y',
      '/report.json': 'z',
    });
    expect([...readZip(archive, onlyReport, LIMITS)]).toEqual([['report.json', '{"a":"é"}']]);
  });

  test('a bomb is refused before it is unpacked', () => {
    const archive = zip({ 'report.json': '0'.repeat(50_000_000) });
    expect(archive.byteLength).toBeLessThan(LIMITS.archive);
    expect(() => readZip(archive, onlyReport, LIMITS)).toThrow(/larger than/);
  });

  test('a bomb that lies about its size unpacks to no more than it says', () => {
    const truth = 50_000_000;
    const archive = lieAbout(zip({ 'report.json': '0'.repeat(truth) }), truth, 1_000);
    const before = process.memoryUsage().arrayBuffers;
    let texts: ReadonlyMap<string, string> | undefined;
    try {
      texts = readZip(archive, onlyReport, LIMITS);
    } catch (error) {
      expect(error).toBeInstanceOf(UsageError);
    }
    expect(texts?.get('report.json')?.length ?? 0).toBeLessThanOrEqual(1_000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000);
  });

  test('an archive over the limit is refused unread', () => {
    expect(() => readZip(new Uint8Array(LIMITS.archive + 1), onlyReport, LIMITS)).toThrow(UsageError);
  });

  test('text that is not UTF-8 is refused', () => {
    const archive = zipSync({ 'report.json': new Uint8Array([0xff, 0xfe]) });
    expect(() => readZip(archive, onlyReport, LIMITS)).toThrow(/UTF-8/);
  });

  test('any bytes, and any damage to a sound archive, give texts or a UsageError', () => {
    const good = Buffer.from(zip({ 'report.json': '{"format":"pacegate/report"}'.repeat(20) }));
    const damaged = fc
      .array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
      .map((changes) => {
        const bytes = Buffer.from(good);
        for (const [at, value] of changes) bytes[at] = value;
        return bytes as Uint8Array;
      });
    fc.assert(
      fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 500 })), (bytes) => {
        try {
          for (const text of readZip(bytes, onlyReport, LIMITS).values()) expect(typeof text).toBe('string');
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
