import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { widthOf } from '../../src/report/words/width.ts';

test('every character has the width that string-width gives it, alone and after another one', () => {
  const wrong: string[] = [];
  for (let code = 0x20; code < 0x3000; code++) {
    const text = String.fromCodePoint(code);
    if (widthOf(text) !== stringWidth(text) || widthOf(`a${text}`) !== stringWidth(`a${text}`))
      wrong.push(code.toString(16));
  }
  expect(wrong).toEqual([]);
});

test.each(['', 'plain', '−1.2 % … ✓ ✗ ∅ ▁▂▃', '速度', '👩‍👩‍👧', 'e\u0301', '\u001b[31mred\u001b[0m'])(
  '%s',
  (text) => {
    expect(widthOf(text)).toBe(stringWidth(text));
  },
);
