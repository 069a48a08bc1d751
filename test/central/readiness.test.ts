import { expect, test } from "vitest";
import { createReadiness, type ReadinessOptions } from "../../src/central/readiness.ts";

function readiness(change: Partial<ReadinessOptions>) {
  const told: string[] = [];
  const problems = createReadiness({
    ledger: { kiosk: async () => undefined },
    keys: { "time-key": async () => undefined, "witness-key": async () => "a key" },
    isStopping: () => false,
    rest: () => new Promise(() => undefined),
    onProblem: (problem, fault) => told.push(`${problem}: ${fault}`),
    ...change,
  });
  return { problems, told };
}

const fails = (why: string) => async () => {
  throw new Error(why);
};

test("ready: the ledger answers, and a key that was never made is a choice", async () => {
  const { problems, told } = readiness({});
  expect([await problems(), told]).toEqual([[], []]);
});

test("each thing in the way is named, and told to the log when it begins", async () => {
  let isBroken = true;
  const ledger = { kiosk: async () => (isBroken ? await fails("disk")() : undefined) };
  const keys = { "time-key": fails("EACCES"), "witness-key": async () => undefined };
  const { problems, told } = readiness({ ledger, keys, isStopping: () => true });
  expect([await problems(), await problems()]).toEqual([
    ["stopping", "ledger", "time-key"],
    ["stopping", "ledger", "time-key"],
  ]);
  expect(told).toEqual(["ledger: disk", "time-key: EACCES"]);
  isBroken = false;
  expect(await problems()).toEqual(["stopping", "time-key"]);
  isBroken = true;
  await problems();
  expect(told).toEqual(["ledger: disk", "time-key: EACCES", "ledger: disk"]);
});

test("a ledger that says nothing is not there, and is not asked again meanwhile", async () => {
  let asked = 0;
  const ledger = {
    kiosk: () => {
      asked++;
      return new Promise<undefined>(() => undefined);
    },
  };
  const { problems, told } = readiness({ ledger, rest: async () => undefined });
  expect([await problems(), await problems(), asked]).toEqual([["ledger"], ["ledger"], 1]);
  expect(told).toEqual(["ledger: no answer within 2000 ms"]);
});
