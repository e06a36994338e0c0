/** Seven kinds of made-up noise, in which the truth is known. Both sides of a block are measured one after the other. */
import type { RandomSource } from './random.ts';
import type { Block, Process } from './trial.ts';

const ITERATIONS = 30;
const SECONDS = 0.01;

export const KINDS = [
  'quiet',
  'heavy-tailed',
  'bimodal runs',
  'autocorrelated',
  'drifting',
  'machine shift',
  'two speeds',
] as const;
export type Kind = (typeof KINDS)[number];

/** `count` blocks in which the candidate takes `factor` times as long. */
export function synthesise(kind: Kind, factor: number, count: number, random: RandomSource): Block[] {
  const shiftAt = random.below(Math.max(1, count));
  const slope = 0.2 * (random.unit() - 0.3);
  return Array.from({ length: count }, (_, block) => {
    const first = random.unit() < 0.5;
    const speed = kind === 'two speeds' ? twoSpeeds(random) : () => 1;
    const make = (f: number, second: number): Process =>
      process(
        kind,
        f * level(kind, (block + second / 2) / count, block >= shiftAt, slope, random),
        speed,
        random,
      );
    const [one, other] = [make(first ? 1 : factor, 0), make(first ? factor : 1, 1)];
    return first ? { baseline: one, candidate: other } : { baseline: other, candidate: one };
  });
}

/** `slower`: what the whole process is slower by; `speed`: what the machine makes of one call, in the order of calls. */
function process(kind: Kind, slower: number, speed: () => number, random: RandomSource): Process {
  const normal = gaussian(random);
  const base = SECONDS * slower;
  let state = normal();
  const wall: number[] = [];
  const cpu: number[] = [];
  for (let i = 0; i < ITERATIONS; i++) {
    state = 0.97 * state + Math.sqrt(1 - 0.97 ** 2) * normal();
    let work = base * speed() * (1 + 0.004 * Math.abs(normal()));
    if (kind === 'heavy-tailed') work *= 1 + 0.01 * Math.min(50, (1 - random.unit()) ** (-1 / 1.5) - 1);
    if (kind === 'autocorrelated') work *= 1 + 0.03 * Math.abs(state);
    const others =
      kind === 'heavy-tailed' && random.unit() < 0.3 ? 1 + random.unit() : 1 + 0.002 * random.unit();
    cpu.push(work);
    wall.push(work * others);
  }
  return { wall, cpu };
}

/** What a whole process is slower by. */
function level(kind: Kind, time: number, shifted: boolean, slope: number, random: RandomSource): number {
  const normal = gaussian(random);
  switch (kind) {
    case 'quiet':
      return 1 + 0.003 * Math.abs(normal());
    case 'heavy-tailed':
      return 1 + 0.01 * Math.min(50, (1 - random.unit()) ** (-1 / 1.2) - 1);
    case 'bimodal runs':
      return (random.unit() < 0.5 ? 1.12 : 1) * (1 + 0.003 * Math.abs(normal()));
    case 'autocorrelated':
      return 1 + 0.01 * Math.abs(normal());
    case 'drifting':
      return 1 + slope * time + 0.005 * Math.abs(normal());
    case 'machine shift':
      return (shifted ? 1.2 : 1) * (1 + 0.005 * Math.abs(normal()));
    case 'two speeds':
      return 1 + 0.01 * Math.abs(normal());
  }
}

/** A core shared with another tenant, who comes and goes: calls take 1.45 times as long, on average for 100 of them. */
function twoSpeeds(random: RandomSource): () => number {
  let alone = random.unit() < 0.4;
  return () => {
    if (random.unit() < 0.01) alone = !alone;
    return alone ? 1 : 1.45;
  };
}

/**
 * Blocks of a benchmark with two modes, 12 % apart, whose candidate is slower by 8 % in the slow mode and by 1.4 % in the
 * fast one. `shared`: the share of blocks in which both sides are in the same mode; elsewhere each draws its own.
 */
export function slowerMode(shared: number, count: number, random: RandomSource): Block[] {
  return Array.from({ length: count }, () => {
    const mode = random.unit() < 0.5;
    const make = (slower: boolean): Process => {
      const slow = random.unit() < shared ? mode : random.unit() < 0.5;
      const cost = slow ? 1.12 * (slower ? 1.08 : 1) : slower ? 1.014 : 1;
      const own = 1 + 0.004 * random.unit();
      const values = Array.from(
        { length: ITERATIONS },
        () => SECONDS * cost * own * (1 + 0.01 * random.unit() ** 2),
      );
      return { wall: values, cpu: values };
    };
    return { baseline: make(false), candidate: make(true) };
  });
}

/** Box & Muller 1958. */
export function gaussian(random: RandomSource): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit());
}
