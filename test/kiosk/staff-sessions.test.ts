import { expect, test } from "vitest";
import { SCREEN_IDLE_SECONDS, STAFF_IDLE_SECONDS } from "../../src/core/staff-limits.ts";
import { openStaffSessions } from "../../src/kiosk/staff-sessions.ts";
import { memoryPins } from "../support/memory-staff.ts";

const PIN = "314159";
const SIGN_IN = { staff: "s-07", pin: PIN };
const WRONG = { staff: "s-07", pin: "000111" };

function opened() {
  const pins = memoryPins({ "s-07": PIN, "s-08": "271828" });
  const time = { ms: 0 };
  let tokens = 0;
  const start = () => openStaffSessions({ pins, clock: { monotonicMs: () => time.ms }, newToken: () => `token-${++tokens}` });
  return { pins, time, start, sessions: start() };
}

async function signedIn(sessions: ReturnType<typeof openStaffSessions>, place = "d-1"): Promise<string> {
  const { token } = await sessions.signIn(SIGN_IN, place);
  if (token === undefined) throw new Error("not signed in");
  return token;
}

test("whoever is idle for fifteen minutes is out, and the page's own questions are no use of it", async () => {
  const { sessions, time } = opened();
  const token = await signedIn(sessions);
  time.ms += STAFF_IDLE_SECONDS * 1000 - 1;
  expect(await sessions.staffOf(token, "d-1", true)).toBe("s-07");
  time.ms += STAFF_IDLE_SECONDS * 1000 - 1;
  expect(await sessions.staffOf(token, "d-1", false)).toBe("s-07");
  time.ms += 1;
  expect(await sessions.staffOf(token, "d-1", true)).toBeUndefined();
  time.ms -= 1000;
  expect(await sessions.staffOf(token, "d-1", true), "out is out").toBeUndefined();
});

test("on the kiosk's own screen two minutes are enough: a visitor is the next to stand there", async () => {
  const { sessions, time } = opened();
  const token = await signedIn(sessions, "screen");
  time.ms += SCREEN_IDLE_SECONDS * 1000 - 1;
  expect(await sessions.staffOf(token, "screen", true)).toBe("s-07");
  time.ms += SCREEN_IDLE_SECONDS * 1000;
  expect(await sessions.staffOf(token, "screen", false)).toBeUndefined();
});

test("no session goes on for more than twelve hours, however often somebody touches the page", async () => {
  const { sessions, time } = opened();
  const token = await signedIn(sessions);
  let touches = 0;
  for (; (await sessions.staffOf(token, "d-1", true)) !== undefined; touches++) time.ms += 600_000;
  expect(touches).toBe(72);
});

test("a new PIN ends the sessions of the one before", async () => {
  const { sessions, pins } = opened();
  const token = await signedIn(sessions);
  await pins.set("s-07", "161803");
  expect(await sessions.staffOf(token, "d-1", true)).toBeUndefined();
});

test("a session counts where it began, until somebody else signs in there, signs out, or loses the code", async () => {
  const { sessions, pins } = opened();
  const token = await signedIn(sessions);
  expect(await sessions.staffOf(token, "d-2", true)).toBeUndefined();
  expect(await sessions.staffOf("", "d-1", true)).toBeUndefined();
  const next = await signedIn(sessions);
  expect(await sessions.staffOf(token, "d-1", true)).toBeUndefined();
  sessions.signOut("another");
  expect(await sessions.staffOf(next, "d-1", true)).toBe("s-07");
  sessions.signOut(next);
  expect(await sessions.staffOf(next, "d-1", true)).toBeUndefined();
  const last = await signedIn(sessions);
  await pins.remove("s-07");
  expect(await sessions.staffOf(last, "d-1", true)).toBeUndefined();
});

test("from the third wrong PIN on the wait doubles, for this code at this place alone", async () => {
  const { sessions, time, pins } = opened();
  const waits: unknown[] = [];
  for (let attempt = 0; attempt < 3; attempt++) waits.push(await sessions.signIn(WRONG, "screen"));
  expect(waits).toMatchObject([{ waitSeconds: 0 }, { waitSeconds: 0 }, { kind: "wrong", waitSeconds: 30 }]);
  const { looks } = pins;
  time.ms += 29_500;
  expect(await sessions.signIn(SIGN_IN, "screen")).toEqual({ kind: "wait", waitSeconds: 1 });
  expect(pins.looks, "a PIN is not even looked at while one waits").toBe(looks);
  expect(await sessions.signIn(SIGN_IN, "d-1")).toMatchObject({ kind: "in" });
  expect(await sessions.signIn({ staff: "s-08", pin: "271828" }, "screen")).toMatchObject({ kind: "in" });
  time.ms += 500;
  expect(await sessions.signIn(WRONG, "screen")).toEqual({ kind: "wrong", waitSeconds: 60 });
  time.ms += 60_000;
  expect(await sessions.signIn(SIGN_IN, "screen")).toMatchObject({ kind: "in" });
  expect(await sessions.signIn(WRONG, "screen"), "a right one ends it").toEqual({ kind: "wrong", waitSeconds: 0 });
});

test("a restart does not shorten the wait, and a colleague's own PIN does not end it", async () => {
  const { sessions, start } = opened();
  for (let attempt = 0; attempt < 3; attempt++) await sessions.signIn(WRONG, "d-1");
  await sessions.signIn({ staff: "s-08", pin: "271828" }, "d-1");
  expect(await start().signIn(SIGN_IN, "d-1")).toEqual({ kind: "wait", waitSeconds: 30 });
});

test("a hundred attempts at once are no hundred guesses", async () => {
  const { sessions, pins } = opened();
  const answers = await Promise.all(Array.from({ length: 100 }, () => sessions.signIn(WRONG, "d-1")));
  expect(pins.looks).toBe(3);
  expect(answers.filter(({ kind }) => kind === "wait")).toHaveLength(97);
});

test("a code that nobody has is wrong, and costs nothing", async () => {
  const { sessions, pins } = opened();
  expect(await sessions.signIn({ staff: "s-99", pin: PIN }, "d-1")).toEqual({ kind: "wrong", waitSeconds: 0 });
  expect(pins.looks).toBe(0);
});
