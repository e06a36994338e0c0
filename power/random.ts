/**
 * A small seeded random source. The judge draws with it, so that the same measurements always give the same verdict.
 *
 * Generator: xoshiro128** 1.1 by David Blackman and Sebastiano Vigna (public domain,
 * https://prng.di.unimi.it/xoshiro128starstar.c). Its four words of state are filled by running splitmix32 over an
 * FNV-1a hash of the seed's text.
 */
export interface RandomSource {
  /** The next 32 random bits, as an unsigned integer. */
  readonly bits: () => number;
  /** A whole number from 0 to `n` − 1, each equally likely to within n / 2³². */
  readonly below: (n: number) => number;
  /** A number in [0, 1) with 32 random bits. */
  readonly unit: () => number;
}

/** A source seeded from any texts and numbers; `['ab']` and `['a', 'b']` differ. */
export function seededRandom(...parts: readonly (string | number)[]): RandomSource {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    const text = `${part}\u0000`;
    for (let i = 0; i < text.length; i++) {
      hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    }
  }
  let state = hash >>> 0;
  const splitmix = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return z ^ (z >>> 15);
  };
  return xoshiro128([splitmix(), splitmix(), splitmix(), splitmix()]);
}

/** The generator on its own, from four words of state that are not all zero. */
export function xoshiro128(words: readonly [number, number, number, number]): RandomSource {
  let [a, b, c, d] = words.map((word) => word | 0) as [number, number, number, number];
  const bits = (): number => {
    const scrambled = Math.imul(b, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };
  const unit = (): number => bits() / 0x1_0000_0000;
  // Lemire's multiply-and-shift without the rejection step: the bias is below n / 2³².
  const below = (n: number): number => Math.floor(unit() * n);
  return { bits, below, unit };
}
