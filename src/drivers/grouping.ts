/** Groups that are under way at once: one is made ready here while the database writes the other. */
const LANES = 2;

/** What may go into one group. */
export interface GroupLimits {
  readonly items: number;
  readonly weight: number;
}

/** One that waits for its group; of one owner there is never more than one under way. */
export interface Grouped<Item> {
  readonly owner: string;
  readonly weight: number;
  readonly item: Item;
}

/** How each of a group ended, in its order. */
export type GroupResults<Outcome> = readonly PromiseSettledResult<Outcome>[];

interface Waiting<Item, Outcome> extends Grouped<Item> {
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

/** Gathers what arrives at once into groups, each done in one go: what comes while others are under way waits, and goes together. */
export class Grouping<Item, Outcome> {
  readonly #work: (items: readonly Item[]) => Promise<GroupResults<Outcome>>;
  readonly #limits: GroupLimits;
  #waiting: Waiting<Item, Outcome>[] = [];
  readonly #underWay = new Set<string>();
  #lanes = 0;
  #isAsked = false;

  constructor(limits: GroupLimits, work: (items: readonly Item[]) => Promise<GroupResults<Outcome>>) {
    this.#limits = limits;
    this.#work = work;
  }

  /** Resolves or rejects as its work does. */
  add(grouped: Grouped<Item>): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...grouped, resolve, reject });
      if (this.#isAsked) return;
      this.#isAsked = true;
      // Behind what this turn of the event loop still brings.
      setImmediate(() => {
        this.#isAsked = false;
        this.#start();
      });
    });
  }

  #start(): void {
    while (this.#lanes < LANES) {
      const group = this.#take();
      if (group.length === 0) return;
      this.#lanes++;
      void this.#run(group);
    }
  }

  /** Those that have waited longest and may go together; of an owner the next waits for the one before. */
  #take(): readonly Waiting<Item, Outcome>[] {
    const group: Waiting<Item, Outcome>[] = [];
    const left: Waiting<Item, Outcome>[] = [];
    let weight = 0;
    let isFull = false;
    for (const each of this.#waiting) {
      isFull ||= group.length > 0 && (group.length >= this.#limits.items || weight + each.weight > this.#limits.weight);
      if (isFull || this.#underWay.has(each.owner)) {
        left.push(each);
        continue;
      }
      this.#underWay.add(each.owner);
      weight += each.weight;
      group.push(each);
    }
    this.#waiting = left;
    return group;
  }

  async #run(group: readonly Waiting<Item, Outcome>[]): Promise<void> {
    const results = await this.#work(group.map(({ item }) => item)).catch((reason: unknown) =>
      group.map(() => ({ status: "rejected" as const, reason })),
    );
    for (const { owner } of group) this.#underWay.delete(owner);
    this.#lanes--;
    for (const [index, { resolve, reject }] of group.entries()) {
      const result = results[index];
      if (result?.status === "fulfilled") resolve(result.value);
      else reject(result?.reason);
    }
    this.#start();
  }
}
