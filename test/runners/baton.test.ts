import { expect, test } from 'vitest';
import { createBaton, type Hand } from '../../src/runners/baton.ts';

/** What happens when, one line each. */
function record() {
  const log: string[] = [];
  const take = (hand: Hand, name: string) => hand.take().then(() => log.push(name));
  return { log, take };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('one has the baton at a time, and who gives it away gets it back after the other', async () => {
  const { log, take } = record();
  const baton = createBaton();
  const [one, two] = [baton.join(), baton.join()];
  await take(one, 'one');
  void take(two, 'two');
  await settled();
  expect(log).toEqual(['one']);
  one.give();
  void take(one, 'one again');
  await settled();
  expect(log).toEqual(['one', 'two']);
  two.give();
  await settled();
  expect(log).toEqual(['one', 'two', 'one again']);
});

test('who gives it away without need has it again at once', async () => {
  const { log, take } = record();
  const hand = createBaton().join();
  await take(hand, 'first');
  hand.give();
  await take(hand, 'second');
  expect(log).toEqual(['first', 'second']);
});

test('who leaves while waiting never gets it, and who leaves with it passes it on', async () => {
  const { log, take } = record();
  const baton = createBaton();
  const [one, two, three] = [baton.join(), baton.join(), baton.join()];
  await take(one, 'one');
  void take(two, 'two');
  void take(three, 'three');
  two.leave();
  one.leave();
  one.leave();
  await settled();
  expect(log).toEqual(['one', 'three']);
  two.give(); // not its to give
  void take(two, 'two');
  await settled();
  expect(log).toEqual(['one', 'three']);
});
