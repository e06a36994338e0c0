import { expect, it } from 'vitest';
import { MOST_SHARES, parseShare } from '../../src/samples/share.ts';

it.each(['1/1', '1/20', ' 20/20 '])('%s is a share', (text) => {
  const [index, of] = text.split('/').map(Number);
  expect(parseShare(text, '--shard')).toEqual({ index, of });
});

it.each([
  ['', 'is no share'],
  ['3', 'is no share'],
  ['1-4', 'is no share'],
  ['1/4/2', 'is no share'],
  ['-1/4', 'is no share'],
  ['1.5/4', 'is no share'],
  ['one/four', 'is no share'],
  ['0/4', 'there is no share 0 of 4'],
  ['5/4', 'there is no share 5 of 4'],
  ['0/0', 'there is no share 0 of 0'],
  [`1/${MOST_SHARES + 1}`, 'at most 256 shares'],
])('%j is none, and that is told with what to write', (text, told) => {
  expect(() => parseShare(text, '--shard')).toThrow(
    expect.objectContaining({
      message: expect.stringMatching(new RegExp(`^--shard ".*".*${told}`)),
      hint: expect.stringContaining('1/4'),
    }),
  );
});
