// When a journal is compared with what was signed of it. That may take as long as reading all of it, and damage in an old part may make it
// impossible: so it is done beside the scans, no start waits for it, and until it is done nothing counts as held.
import type { OwnContradiction } from "./own-contradiction.ts";

/** `goes-on`: from what was signed. `impossible`: entries that are needed for it, or their tree, cannot be read. */
export type Compared = "goes-on" | "impossible" | OwnContradiction;

/** What is known of a journal beside what was signed of it. */
export interface OwnComparison {
  /** Only then anything that central has said counts, and anything may be removed: not before the comparison, nor where it is impossible. */
  readonly goesOn: boolean;
  /** It was tried, and there is no telling. */
  readonly isImpossible: boolean;
  readonly contradiction: OwnContradiction | undefined;
  /** Resolves when it was tried, or will not be. */
  readonly settled: Promise<void>;
  /** Compares, the first time; resolves as `settled` does. Never rejects. */
  begin(): Promise<void>;
  /** Takes what another comparison has come to, as before an export. A contradiction stays until the next start. */
  found(news: Compared): void;
  /** Compares no more, and resolves when nothing is under way. Never rejects. */
  close(): Promise<void>;
}

export interface OwnComparisonOptions {
  /** Rejects where the journal cannot be read. */
  readonly compare: () => Promise<OwnContradiction | undefined>;
  readonly onContradiction: (found: OwnContradiction) => void;
  /** Told why it is impossible. */
  readonly onFault: (error: unknown) => void;
}

/** A comparison that has not begun. */
export function createComparison({ compare, onContradiction, onFault }: OwnComparisonOptions): OwnComparison {
  const { promise: settled, resolve: settle } = Promise.withResolvers<void>();
  let known: Compared | undefined;
  let running: Promise<void> | undefined;
  let isClosed = false;

  function found(news: Compared): void {
    if (typeof known === "object") return;
    known = news;
    if (typeof news === "object") onContradiction(news);
  }

  async function run(): Promise<void> {
    const news = await comparing(compare, (error) => !isClosed && onFault(error));
    // A press of the button may have been faster: what it found is as good, and a journal that is being closed tells nothing.
    if (!isClosed && (typeof news === "object" || known === undefined)) found(news);
    settle();
  }

  return {
    get goesOn() {
      return known === "goes-on";
    },
    get isImpossible() {
      return known === "impossible";
    },
    get contradiction() {
      return typeof known === "object" ? known : undefined;
    },
    settled,
    begin() {
      if (!isClosed) running ??= run();
      return settled;
    },
    found,
    async close() {
      isClosed = true;
      settle();
      await running;
    },
  };
}

/** What a comparison comes to, also where it is impossible; `onFault` is told why. */
export async function comparing(
  compare: () => Promise<OwnContradiction | undefined>,
  onFault: (error: unknown) => void,
): Promise<Compared> {
  try {
    return (await compare()) ?? "goes-on";
  } catch (error) {
    onFault(error);
    return "impossible";
  }
}
