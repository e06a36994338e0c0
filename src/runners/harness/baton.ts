/**
 * Lets the two processes of a block take turns. Each prepares itself as it likes, and asks for its first turn when it is
 * ready to be timed; from when both have asked, exactly one of them runs, in the order A B B A A B B A, until both have
 * finished. Where the machine changes its speed within moments, both sides of a block so meet the same changes, and
 * neither is always the first on a core.
 */
export interface Baton {
  /**
   * The place of one side for one process of its own. Processes of both sides with one `tag` take turns with each other;
   * the case of a benchmark's parameters is such a tag.
   */
  join(tag: string): Hand;
  /** The place of one side for a process that measures several benchmarks, in an order that both sides have. */
  joinSuite(): Hand;
}

/** One process's part in it. */
export interface Hand {
  /**
   * For a process that measures several benchmarks: goes on to the one at `place`; whoever waits for it at an earlier one waits
   * no longer. False where there is no use in measuring more, because the other side's process is gone.
   */
  readonly goTo?: (place: number) => boolean;
  /** Ends its turn and resolves when its next one begins. */
  take(): Promise<void>;
  /** Ends its last turn and resolves when the other side has finished, too. */
  finish(): Promise<void>;
  /** Nothing more is to be expected of it: a `take` or `finish` under way never resolves. */
  leave(): void;
}

/** Both sides' batons. Each is to be closed when its side starts no more processes. */
export function createBatons(): readonly [Baton & { close(): void }, Baton & { close(): void }] {
  const tables = new Map<string, Table>();
  const closed = [false, false];
  /** The place to which each side's suite has come. */
  const reached = [0, 0];
  const hasLeft = (side: number, tag: string) => closed[side] || Number(tag) < (reached[side] as number);
  const tableOf = (tag: string): Table => {
    const table = tables.get(tag) ?? createTable();
    tables.set(tag, table);
    for (const side of [0, 1]) if (hasLeft(side, tag)) table.gone(side);
    return table;
  };
  function sitInSuite(side: number): Hand {
    let hand: Hand | undefined;
    return {
      goTo(place) {
        hand?.leave();
        hand = undefined;
        reached[side] = place;
        for (const [tag, table] of tables) if (hasLeft(side, tag)) table.gone(side);
        if (closed[1 - side]) return false;
        hand = tableOf(String(place)).sit(side);
        return true;
      },
      take: async () => hand?.take(),
      finish: async () => hand?.finish(),
      leave: () => hand?.leave(),
    };
  }
  const batonOf = (side: number) => ({
    join: (tag: string) => tableOf(tag).sit(side),
    joinSuite: () => sitInSuite(side),
    close() {
      closed[side] = true;
      for (const table of tables.values()) table.gone(side);
    },
  });
  return [batonOf(0), batonOf(1)];
}

/** For a suite's process that has no other side beside it: it is only followed from one benchmark to the next. */
export function createLoneHand(): Hand {
  return { goTo: () => true, take: async () => {}, finish: async () => {}, leave() {} };
}

/** How a side stands: not there yet, being timed or getting ready, waiting for a turn, done, or gone. */
interface Seat {
  state: 'expected' | 'busy' | 'waiting' | 'done' | 'gone';
  turns: number;
  resume?: (() => void) | undefined;
}

interface Table {
  sit(side: number): Hand;
  gone(side: number): void;
}

function createTable(): Table {
  const seats: readonly [Seat, Seat] = [
    { state: 'expected', turns: 0 },
    { state: 'expected', turns: 0 },
  ];
  const resume = (seat: Seat, state: Seat['state']): void => {
    seat.state = state;
    const go = seat.resume;
    seat.resume = undefined;
    go?.();
  };
  function proceed(): void {
    if (seats.some(({ state }) => state === 'expected' || state === 'busy')) return;
    const waiting = seats.filter(({ state }) => state === 'waiting');
    if (waiting.length === 0) {
      for (const seat of seats) if (seat.state === 'done') resume(seat, 'gone');
      return;
    }
    const [one, two] = seats;
    // With as many turns on both sides, the side that went second goes first now.
    const first =
      one.turns === two.turns ? (one.turns % 2 === 0 ? one : two) : one.turns < two.turns ? one : two;
    const next = first.state === 'waiting' ? first : (waiting[0] as Seat);
    next.turns++;
    resume(next, 'busy');
  }
  const waitAs = (seat: Seat, state: Seat['state']): Promise<void> =>
    new Promise((go) => {
      seat.state = state;
      seat.resume = go;
      proceed();
    });
  const gone = (side: number): void => {
    const seat = seats[side] as Seat;
    seat.state = 'gone';
    seat.resume = undefined;
    proceed();
  };
  return {
    gone,
    sit(side) {
      const seat = seats[side] as Seat;
      seat.state = 'busy';
      return {
        take: () => waitAs(seat, 'waiting'),
        finish: () => waitAs(seat, 'done'),
        leave: () => gone(side),
      };
    },
  };
}
