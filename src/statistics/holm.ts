/**
 * Which of several hypotheses may be rejected so that the chance of even one false rejection is at most alpha.
 * Holm 1979, "A Simple Sequentially Rejective Multiple Test Procedure", Scand. J. Statistics 6(2).
 * Needs no independence. Returns one flag for each p-value, in the given order.
 */
export function holmRejects(pValues: readonly number[], alpha: number): boolean[] {
  const rejected = pValues.map(() => false);
  const order = pValues
    .map((_, index) => index)
    .sort((a, b) => (pValues[a] as number) - (pValues[b] as number));
  for (let rank = 0; rank < order.length; rank++) {
    const index = order[rank] as number;
    if (!((pValues[index] as number) <= alpha / (order.length - rank))) break;
    rejected[index] = true;
  }
  return rejected;
}
