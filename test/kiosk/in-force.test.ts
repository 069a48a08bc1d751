import { describe, expect, test } from "vitest";
import type { Policy } from "../../src/core/policy.ts";
import { type InForceOptions, openInForce, policyInForce } from "../../src/kiosk/in-force.ts";
import { loadHistory, rememberAll } from "../../src/kiosk/recent-history.ts";
import { anEntry } from "../support/entries.ts";
import { memoryJournal } from "../support/memory-journal.ts";
import { heldTrust } from "../support/memory-vault.ts";
import { historyParts, TEST_PSEUDONYMS } from "../support/names.ts";

const NOW = 1_795_437_065;
const OWN: Policy = { id: "own" };
const THEIRS: Policy = { id: "theirs" };
const ONCE: Policy = { id: "pharmacy", once: ["prescription"] };
const withGroups = (groups: Record<string, { policy?: Policy }>, version = 1) => heldTrust(version, NOW, NOW + 1e6, { groups: { groups } });
const CREDENTIAL = "ab".repeat(32);

describe("the policy that counts", () => {
  test.each([
    ["without a group: the kiosk's own", undefined, withGroups({ ward: { policy: THEIRS } }), OWN],
    ["before the first bundle: the kiosk's own", "ward", undefined, OWN],
    ["of a group that the bundle knows: the bundle's", "ward", withGroups({ ward: { policy: THEIRS } }), THEIRS],
    ["of a group without one: the kiosk's own", "ward", withGroups({ ward: {} }), OWN],
    [
      "of a group that the bundle does not know: none, and nothing is guessed",
      "ward",
      withGroups({ other: { policy: THEIRS } }),
      undefined,
    ],
    ["of a group by the name of something else in the language: none", "constructor", withGroups({}), undefined],
  ])("%s", (_, group, held, expected) => {
    expect(policyInForce(group, OWN, held)).toEqual(expected);
  });
});

function options(changes: Partial<InForceOptions> = {}) {
  const journal = memoryJournal();
  const loaded: string[] = [];
  const clock = { ms: 0, monotonicMs: () => clock.ms };
  return {
    journal,
    loaded,
    clock,
    options: {
      group: "ward",
      ownPolicy: OWN,
      held: undefined,
      journal,
      clock,
      loadHistory: (policy) => {
        loaded.push(policy.id);
        return loadHistory(historyParts(journal, policy, NOW));
      },
      catchUp: (history, from, until) => rememberAll(history, journal.read(from, until)),
      ...changes,
    } satisfies InForceOptions,
  };
}

describe("a new bundle", () => {
  test("puts its keys in force at once and its policy with it, where that asks for no other memory", async () => {
    const { options: given, loaded } = options();
    const holder = await openInForce(given);
    expect(holder.current()).toMatchObject({ trust: undefined, policy: OWN });
    const taken = holder.take(withGroups({ ward: { policy: THEIRS } }, 5));
    expect(holder.current()).toMatchObject({ trust: { version: 5 }, policy: THEIRS });
    await taken;
    expect(loaded).toEqual(["own"]);
  });

  test("that takes the group away leaves the kiosk without a policy, and one that brings it back mends that", async () => {
    const { options: given } = options({ held: withGroups({ ward: { policy: THEIRS } }) });
    const holder = await openInForce(given);
    await holder.take(withGroups({}, 2));
    expect(holder.current()).toMatchObject({ trust: { version: 2 }, policy: undefined });
    await holder.take(withGroups({ ward: { policy: ONCE } }, 3));
    expect(holder.current()).toMatchObject({ trust: { version: 3 }, policy: ONCE });
  });

  test("whose policy asks for more memory: old decisions are remembered, also those made while the journal was being read", async () => {
    const journal = memoryJournal();
    const used = anEntry({ type: "prescription", credential: TEST_PSEUDONYMS.name(CREDENTIAL, true), at: NOW - 9000 });
    const gate = Promise.withResolvers<void>();
    const { options: given } = options({
      held: undefined,
      journal,
      loadHistory: async (policy) => {
        const history = await loadHistory(historyParts(journal, policy, NOW));
        if (policy.once) await gate.promise;
        return history;
      },
      catchUp: (history, from, until) => rememberAll(history, journal.read(from, until)),
    });
    await journal.append(used);
    const holder = await openInForce(given);
    const taken = holder.take(withGroups({ ward: { policy: ONCE } }));
    expect(holder.current().policy).toEqual(OWN);
    const later = "cd".repeat(32);
    await journal.append({ ...used, credential: TEST_PSEUDONYMS.name(later, true), at: NOW });
    gate.resolve();
    await taken;
    const { policy, history } = holder.current();
    expect(policy).toEqual(ONCE);
    expect([history.lastAccepted(CREDENTIAL), history.lastAccepted(later)]).toEqual([NOW - 9000, NOW]);
  });

  test("whose policy cannot be put in force at once is in force a minute later, without another bundle", async () => {
    const { journal, options: given, clock } = options();
    let isBroken = false;
    const loadHistory: InForceOptions["loadHistory"] = async (policy) => {
      if (isBroken) throw new Error("the disk does not answer");
      return await given.loadHistory(policy);
    };
    const holder = await openInForce({ ...given, loadHistory });
    isBroken = true;
    await expect(holder.take(withGroups({ ward: { policy: ONCE } }, 2))).rejects.toThrow("does not answer");
    expect(holder.current()).toMatchObject({ trust: { version: 2 }, policy: OWN });
    clock.ms = 59_000;
    isBroken = false;
    await holder.tick();
    expect(holder.current().policy).toEqual(OWN);
    clock.ms = 60_000;
    await journal.append(anEntry({ type: "prescription", credential: TEST_PSEUDONYMS.name(CREDENTIAL, true), at: NOW }));
    await holder.tick();
    expect(holder.current().policy).toEqual(ONCE);
    expect(holder.current().history.lastAccepted(CREDENTIAL)).toBe(NOW);
  });

  test("that comes while the one before is being put in force is the one that counts in the end", async () => {
    const gate = Promise.withResolvers<void>();
    const { options: given, loaded } = options();
    const loadHistory: InForceOptions["loadHistory"] = async (policy) => {
      const history = await given.loadHistory(policy);
      if (policy.once) await gate.promise;
      return history;
    };
    const holder = await openInForce({ ...given, loadHistory });
    const both = [holder.take(withGroups({ ward: { policy: ONCE } }, 2)), holder.take(withGroups({ ward: { policy: THEIRS } }, 3))];
    gate.resolve();
    await Promise.all(both);
    expect(holder.current()).toMatchObject({ trust: { version: 3 }, policy: THEIRS });
    // What the first one asked for need not be loaded any more.
    expect(loaded).toEqual(["own"]);
  });
});
