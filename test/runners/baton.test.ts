import { expect, test } from 'vitest';
import { type Baton, createBatons, type Hand } from '../../src/runners/harness/baton.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Both sides, and what happens when: a letter a turn, and a word for what else there is. */
function table() {
  const [one, two] = createBatons();
  const log: string[] = [];
  return { one, two, log, turns: () => log.filter((entry) => entry.length === 1).join('') };
}

/** A process that takes so many turns, each of them some moments long, and finishes. */
async function play(hand: Hand, name: string, turns: number, log: string[]) {
  for (let turn = 0; turn < turns; turn++) {
    await hand.take();
    log.push(name);
    await settled();
    log.push(`${name} stops`);
  }
  await hand.finish();
  log.push(`${name} is finished`);
}

/** Who had begun a turn and not ended it when another one began. */
function overlaps(log: readonly string[]): string[] {
  const running = new Set<string>();
  return log.flatMap((entry) => {
    const found = entry.length === 1 ? [...running].map((other) => `${entry} while ${other}`) : [];
    if (entry.length === 1) running.add(entry);
    if (entry.endsWith(' stops')) running.delete(entry.charAt(0));
    return found;
  });
}

test.each([
  ['the first', (one: Baton, two: Baton): [Hand, Hand] => [one.join('0'), two.join('0')]],
  [
    'the second',
    (one: Baton, two: Baton): [Hand, Hand] => {
      const second = two.join('0');
      return [one.join('0'), second];
    },
  ],
])('the order is A B B A, with %s there first', async (_, join) => {
  const { one, two, log, turns } = table();
  const [a, b] = join(one, two);
  await Promise.all([play(b, 'B', 8, log), play(a, 'A', 8, log)]);
  expect(turns()).toBe('ABBAABBAABBAABBA');
  expect(overlaps(log)).toEqual([]);
});

test('nobody is timed before both are ready for it', async () => {
  const { one, two, log } = table();
  const a = one.join('0');
  void a.take().then(() => log.push('A'));
  await settled();
  expect(log).toEqual([]);
  const b = two.join('0'); // it starts, imports and warms up
  await settled();
  expect(log).toEqual([]);
  void b.take().then(() => log.push('B'));
  await settled();
  expect(log).toEqual(['A']);
});

test('who has had its last turn goes on only when the other has, too', async () => {
  const { one, two, log, turns } = table();
  await Promise.all([play(one.join('0'), 'A', 2, log), play(two.join('0'), 'B', 5, log)]);
  expect(turns()).toBe('ABBABBB');
  expect(overlaps(log)).toEqual([]);
  expect(log.indexOf('A is finished')).toBeGreaterThan(log.lastIndexOf('B stops'));
});

test('one that crashes in its turn leaves the rest to the other', async () => {
  const { one, two, log, turns } = table();
  const a = one.join('0');
  const whole = play(two.join('0'), 'B', 4, log);
  await a.take();
  log.push('A');
  a.leave();
  a.leave();
  await whole;
  expect(turns()).toBe('ABBBB');
  expect(log.at(-1)).toBe('B is finished');
});

test('one that hangs in its turn keeps the other waiting until it is ended', async () => {
  const { one, two, log, turns } = table();
  const a = one.join('0');
  const whole = play(two.join('0'), 'B', 2, log);
  await a.take();
  for (let moment = 0; moment < 20; moment++) await settled();
  expect(log).toEqual([]);
  a.leave();
  await whole;
  expect(turns()).toBe('BB');
});

test('one that crashes while it waits never has its turn', async () => {
  const { one, two, log, turns } = table();
  const [a, b] = [one.join('0'), two.join('0')];
  void b.take().then(() => log.push('B'));
  const whole = play(a, 'A', 3, log);
  await settled();
  b.leave();
  await whole;
  expect(turns()).toBe('AAA');
});

test('one that crashes before its first turn, or after the last of the other, keeps nobody', async () => {
  const early = table();
  early.one.join('0').leave();
  await play(early.two.join('0'), 'B', 2, early.log);
  expect(early.turns()).toBe('BB');

  const late = table();
  const [a, b] = [late.one.join('0'), late.two.join('0')];
  const whole = play(a, 'A', 1, late.log);
  await b.take();
  await settled();
  expect(late.log).not.toContain('A is finished');
  b.leave();
  await whole;
});

test('a side that starts no process leaves all turns to the other', async () => {
  const { one, two, log, turns } = table();
  const whole = play(one.join('0'), 'A', 3, log);
  await settled();
  expect(turns()).toBe('');
  two.close();
  await whole;
  expect(turns()).toBe('AAA');
  await play(one.join('1'), 'A', 1, log); // it is gone from later tables, too
  expect(turns()).toBe('AAAA');
});

test('each case of the parameters is a table of its own: who is there first waits for the other', async () => {
  const { one, two, log, turns } = table();
  one.join('0').leave(); // its first case crashes
  const later = play(one.join('1'), 'a', 2, log);
  await play(two.join('0'), 'B', 3, log);
  expect(turns()).toBe('BBB');
  await Promise.all([later, play(two.join('1'), 'b', 2, log)]);
  expect(turns()).toBe('BBBabba');
});

test('a case that only one side has goes on when the other side ends', async () => {
  const { one, two, log, turns } = table();
  await Promise.all([play(one.join('0'), 'A', 1, log), play(two.join('0'), 'B', 1, log)]);
  const more = play(one.join('1'), 'a', 2, log);
  await settled();
  two.close();
  await more;
  expect(turns()).toBe('ABaa');
});

/** Goes through its benchmarks in order, two turns each. */
async function playSuite(hand: Hand, name: string, places: readonly number[], log: string[]) {
  for (const place of places) {
    if (!hand.goTo?.(place)) {
      log.push(`${name} is told to end`);
      break;
    }
    await settled();
    for (let turn = 0; turn < 2; turn++) {
      await hand.take();
      log.push(`${name}${place}`);
    }
    await hand.finish();
  }
  hand.leave();
}

test('processes of suites take turns at each benchmark that both come to', async () => {
  const { one, two, log } = table();
  await Promise.all([
    playSuite(one.joinSuite(), 'A', [0, 1], log),
    playSuite(two.joinSuite(), 'B', [0, 1], log),
  ]);
  expect(log).toEqual(['A0', 'B0', 'B0', 'A0', 'A1', 'B1', 'B1', 'A1']);
});

test('nobody waits at a benchmark that the other side has passed by', async () => {
  const { one, two, log } = table();
  await Promise.all([
    playSuite(one.joinSuite(), 'A', [0, 1, 2], log),
    playSuite(two.joinSuite(), 'B', [2], log),
  ]);
  expect(log).toEqual(['A0', 'A0', 'A1', 'A1', 'A2', 'B2', 'B2', 'A2']);
});

test('where the other side is gone, its benchmark is ended alone, and the next one is not begun', async () => {
  const { one, two, log } = table();
  const gone = (async () => {
    const hand = two.joinSuite();
    hand.goTo?.(0);
    await hand.take();
    log.push('B dies');
    hand.leave();
    two.close();
  })();
  await Promise.all([playSuite(one.joinSuite(), 'A', [0, 1], log), gone]);
  expect(log).toEqual(['A0', 'B dies', 'A0', 'A is told to end']);
});
