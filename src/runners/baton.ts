/**
 * Lets two processes take turns: at any moment at most one of them runs, and who gives the baton away gets it back after
 * the other. Where the machine changes its speed within seconds, both sides of a block so meet the same changes.
 */
export interface Baton {
  join(): Hand;
}

/** One process's part in it. */
export interface Hand {
  /** Resolves once it holds the baton. */
  take(): Promise<void>;
  /** Gives it away, to whoever has waited longest. */
  give(): void;
  /** Gives it away or stops waiting for it: a `take` under way never resolves then. */
  leave(): void;
}

export function createBaton(): Baton {
  let holder: Hand | undefined;
  const waiting: { readonly hand: Hand; readonly resolve: () => void }[] = [];
  return {
    join() {
      const hand: Hand = {
        take: () =>
          new Promise((resolve) => {
            if (holder !== undefined) return void waiting.push({ hand, resolve });
            holder = hand;
            resolve();
          }),
        give() {
          if (holder !== hand) return;
          const next = waiting.shift();
          holder = next?.hand;
          next?.resolve();
        },
        leave() {
          const place = waiting.findIndex((each) => each.hand === hand);
          if (place >= 0) waiting.splice(place, 1);
          hand.give();
        },
      };
      return hand;
    },
  };
}
