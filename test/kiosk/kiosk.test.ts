import { setTimeout as delay } from "node:timers/promises";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Hint } from "../../src/core/coaching.ts";
import { entryFromJson } from "../../src/core/journal-entry.ts";
import { type Policy, WANT_EVERYTHING } from "../../src/core/policy.ts";
import type { SourceKind } from "../../src/core/scan.ts";
import { stickEndView, stickWorkingView } from "../../src/core/stick-texts.ts";
import type { OutOfServiceView, View } from "../../src/core/view.ts";
import type { InForce } from "../../src/kiosk/in-force.ts";
import { type Answered, type Kiosk, type KioskParts, startKiosk } from "../../src/kiosk/kiosk.ts";
import type { Journal, Output, Source } from "../../src/ports.ts";
import { AT, ED_KEY, ISSUER, makeCredential } from "../support/credential-maker.ts";
import { EMPTY_HISTORY } from "../support/empty-history.ts";
import { CARD_KEY, makeJws, splitCard } from "../support/health-card-maker.ts";
import { keyEntry, trustWith } from "../support/judging.ts";
import { memoryJournal } from "../support/memory-journal.ts";
import { TEST_PSEUDONYMS } from "../support/names.ts";
import { NO_SEALING } from "../support/no-sealing.ts";
import { makeTyped, TYPED_EXAMPLES } from "../support/typed-examples.ts";

const CARD = "099190000001||Nguyễn Thị Kiểm Thử|15051990|Nữ|Thôn Thử Nghiệm|20062021";
const bytes = (text: string) => new TextEncoder().encode(text);

const CLOCK_AT = { now: () => AT, doubt: () => undefined, monotonicMs: () => 0 };

/** Waits until it is so; two cores and many test files make a second long. */
const soon = (check: () => void) => vi.waitFor(check, { timeout: 10_000 });

let kiosk: Kiosk | undefined;
afterEach(async () => {
  vi.useRealTimers();
  await kiosk?.close();
  kiosk = undefined;
});

/** A kiosk whose outputs and answers can be looked at. */
function start({ inForce = {}, ...changes }: Partial<Omit<KioskParts, "inForce">> & { readonly inForce?: Partial<InForce> } = {}) {
  const views: View[] = [];
  const answers: Answered[] = [];
  const output: Output = { show: (view) => views.push(view), close: async () => undefined };
  const journal = memoryJournal();
  kiosk = startKiosk({
    clock: { now: () => 1_767_225_600, doubt: () => undefined, monotonicMs: () => performance.now() },
    sources: [],
    outputs: [output],
    journal,
    inForce: () => ({
      trust: undefined,
      policy: WANT_EVERYTHING,
      history: EMPTY_HISTORY,
      ...inForce,
    }),
    pseudonyms: TEST_PSEUDONYMS,
    sealing: NO_SEALING,
    onAnswered: (answer) => answers.push(answer),
    onBug: (error) => {
      throw error;
    },
    ...changes,
  });
  return { kiosk, views, answers, journal };
}

test("a kiosk that starts shows what to do", () => {
  expect(start().views).toEqual([{ kind: "attract" }]);
});

test("a symbol becomes a decision, an entry and an answer, in this order", async () => {
  const { kiosk, views, answers, journal } = start();
  kiosk.scan(bytes(CARD), "serial");
  await soon(() => expect(answers).toHaveLength(1));
  expect(views.at(-1)).toMatchObject({ kind: "answer", verdict: "read-only", code: "T-300", person: "N. T. K. T. · …001" });
  const stored = await Array.fromAsync(journal.read(0));
  expect(stored.map(({ body }) => entryFromJson(body))).toMatchObject([
    { seq: 0, at: 1_767_225_600, reason: "document-read", source: "serial", type: "citizen-card", policy: "want-everything", trust: 0 },
  ]);
});

test("the answer is shown only after the entry would survive a power cut", async () => {
  const gate = Promise.withResolvers<void>();
  const memory = memoryJournal();
  const slow: Journal = { ...memory, append: (entry) => gate.promise.then(() => memory.append(entry)) };
  const { kiosk, views } = start({ journal: slow });
  kiosk.scan(bytes(CARD), "desk");
  await delay(20);
  expect(views).toEqual([{ kind: "attract" }]);
  gate.resolve();
  await soon(() => expect(views.at(-1)).toMatchObject({ kind: "answer", verdict: "read-only" }));
});

test("a journal that fails makes the answer cannot-check, and the person is told it is the machine's fault", async () => {
  const failing: Journal = { ...memoryJournal(), append: () => Promise.reject(new Error("disk full")) };
  const { kiosk, views, answers } = start({ journal: failing });
  kiosk.scan(bytes(CARD), "desk");
  await soon(() => expect(answers).toHaveLength(1));
  expect(views.at(-1)).toMatchObject({ verdict: "cannot-check", reason: "journal-failed", code: "T-508" });
  expect(views.at(-1)).not.toHaveProperty("person");
  expect(answers).toMatchObject([{ seq: undefined, entry: { reason: "journal-failed" }, decision: { reason: "journal-failed" } }]);
});

test("while an answer is being recorded the newest showing at each source waits, and none of another source is lost", async () => {
  const gate = Promise.withResolvers<void>();
  const memory = memoryJournal();
  const slow: Journal = { ...memory, append: (entry) => gate.promise.then(() => memory.append(entry)) };
  const { kiosk, answers } = start({ journal: slow });
  kiosk.scan(bytes("first"), "serial");
  kiosk.scan(bytes("overtaken"), "serial");
  kiosk.scan(bytes("second"), "camera");
  kiosk.scan(bytes(CARD), "serial");
  gate.resolve();
  await soon(() => expect(answers).toHaveLength(3));
  await delay(20);
  expect(answers.map(({ entry }) => [entry.source, entry.reason])).toEqual([
    ["serial", "not-understood"],
    ["serial", "document-read"],
    ["camera", "not-understood"],
  ]);
});

describe("a card in several codes", () => {
  const trust = trustWith({ issuers: [{ id: ISSUER, types: ["health-card"], keys: [keyEntry(CARD_KEY)] }] });
  const codes = splitCard(makeJws(), 3).map(bytes);
  const clock = { ...CLOCK_AT, monotonicMs: () => performance.now() };

  test("is asked for part by part, and answered as a whole at the last", async () => {
    const { kiosk, views, answers } = start({ inForce: { trust }, clock });
    for (const [index, code] of codes.entries()) {
      kiosk.scan(code, "camera");
      await soon(() => expect(answers).toHaveLength(index + 1));
    }
    expect(answers.map(({ entry }) => entry.reason)).toEqual(["more-parts-needed", "more-parts-needed", "granted"]);
    expect(views.filter((view) => view.kind === "answer").map(({ code }) => code)).toEqual(["T-409", "T-409", "T-100"]);
    // Nothing of it is kept: the next person's code is only a part again.
    kiosk.scan(bytes(Buffer.from(codes[0] ?? []).toString()), "camera");
    await soon(() => expect(answers).toHaveLength(4));
    expect(answers.at(-1)?.entry.reason).toBe("more-parts-needed");
  });

  test("that lie side by side in one picture is whole, although only the newest showing waits", async () => {
    const { kiosk, answers } = start({ inForce: { trust }, clock });
    for (const code of codes) kiosk.scan(code, "camera");
    await soon(() => expect(answers).toHaveLength(2));
    expect(answers.map(({ entry }) => entry.reason)).toEqual(["more-parts-needed", "granted"]);
  });

  test("is forgotten after a minute", async () => {
    vi.useFakeTimers();
    const { kiosk, answers } = start({ inForce: { trust }, clock: CLOCK_AT });
    const [last = bytes(""), ...others] = codes;
    for (const code of others) kiosk.scan(code, "camera");
    await vi.advanceTimersByTimeAsync(60_000);
    kiosk.scan(last, "camera");
    await vi.advanceTimersByTimeAsync(0);
    expect(answers.at(-1)?.entry.reason).toBe("more-parts-needed");
  });
});

test("neither names nor numbers of a person reach the journal", async () => {
  const { kiosk, answers, journal } = start();
  kiosk.scan(bytes(CARD), "serial");
  await soon(() => expect(answers).toHaveLength(1));
  const text = (await Array.fromAsync(journal.read(0))).map(({ body }) => new TextDecoder().decode(body)).join();
  for (const word of CARD.split("|").filter((field) => field.length > 3)) expect(text).not.toContain(word);
});

test("an answer gives way to the attract screen after ten seconds", async () => {
  vi.useFakeTimers();
  const { kiosk, views } = start();
  kiosk.scan(bytes(CARD), "desk");
  await vi.advanceTimersByTimeAsync(9_900);
  expect(views.at(-1)).toMatchObject({ kind: "answer" });
  await vi.advanceTimersByTimeAsync(200);
  expect(views.at(-1)).toEqual({ kind: "attract" });
});

test("a fee to be paid stands for a minute, or until the next code is shown", async () => {
  vi.useFakeTimers();
  const application = TYPED_EXAMPLES.find(({ type }) => type === "application");
  if (!application) throw new Error("no example of an application");
  const trust = trustWith({ issuers: [{ id: ISSUER, types: ["application"], keys: [keyEntry(ED_KEY)] }] });
  const policy = { id: "x", fee: { bin: "970400", account: "0000000000" } };
  const { kiosk, views } = start({ inForce: { trust, policy }, clock: CLOCK_AT });
  kiosk.scan(bytes(makeTyped(application).text), "desk");
  await vi.advanceTimersByTimeAsync(59_900);
  expect(views.at(-1)).toMatchObject({ kind: "answer", verdict: "accept", payment: { amountVnd: 50_000 } });
  await vi.advanceTimersByTimeAsync(200);
  expect(views.at(-1)).toEqual({ kind: "attract" });

  kiosk.scan(bytes(makeTyped(application).text), "desk");
  kiosk.scan(bytes(CARD), "desk");
  await vi.advanceTimersByTimeAsync(9_900);
  expect(views.at(-1)).toMatchObject({ kind: "answer", verdict: "read-only" });
  await vi.advanceTimersByTimeAsync(200);
  expect(views.at(-1)).toEqual({ kind: "attract" });
});

test("sources are opened, their symbols are scanned under their own kind, and they are closed at the end", async () => {
  let show: (symbol: Uint8Array) => void = () => undefined;
  let isClosed = false;
  const source: Source = {
    kind: "camera",
    open: (onSymbol) => {
      show = onSymbol;
    },
    health: () => ({ state: "ok", detail: "" }),
    close: async () => {
      isClosed = true;
    },
  };
  const { answers } = start({ sources: [source] });
  show(bytes(CARD));
  await soon(() => expect(answers).toMatchObject([{ entry: { source: "camera" } }]));
  await kiosk?.close();
  expect(isClosed).toBe(true);
  show(bytes(CARD));
  await delay(10);
  expect(answers).toHaveLength(1);
});

test("an empty symbol is no showing", async () => {
  const { kiosk, answers } = start();
  kiosk.scan(new Uint8Array(), "serial");
  await delay(10);
  expect(answers).toEqual([]);
});

describe("what the kiosk itself cannot judge by", () => {
  const trust = trustWith();
  const credential = bytes(makeCredential().text);

  test("a clock in doubt: nothing signed is accepted, a card is read, and the entry says that its time is not to be believed", async () => {
    const { kiosk, answers, journal } = start({ inForce: { trust }, clock: { ...CLOCK_AT, doubt: () => "behind" } });
    kiosk.scan(credential, "desk");
    await soon(() => expect(answers).toHaveLength(1));
    kiosk.scan(bytes(CARD), "desk");
    await soon(() => expect(answers).toHaveLength(2));
    expect(answers.map(({ entry }) => entry.reason)).toEqual(["clock-wrong", "document-read"]);
    const stored = await Array.fromAsync(journal.read(0));
    expect(stored.map(({ body }) => entryFromJson(body)?.clock)).toEqual(["behind", "behind"]);
  });

  test("no policy for its group: cannot-check, policy-missing, for cards as well", async () => {
    const { kiosk, answers, views } = start({ inForce: { trust, policy: undefined }, clock: CLOCK_AT });
    for (const [index, symbol] of [credential, bytes(CARD)].entries()) {
      kiosk.scan(symbol, "desk");
      await soon(() => expect(answers).toHaveLength(index + 1));
    }
    expect(answers.map(({ entry, decision }) => [entry.reason, entry.policy, decision.claims])).toEqual([
      ["policy-missing", "", undefined],
      ["policy-missing", "", undefined],
    ]);
    expect(views.at(-1)).toMatchObject({ verdict: "cannot-check", code: "T-512" });
  });

  test("without a policy nobody is asked to hold up a code, and the screen follows when a bundle brings one", async () => {
    let policy: Policy | undefined;
    const history = EMPTY_HISTORY;
    const views: View[] = [];
    kiosk = startKiosk({
      clock: CLOCK_AT,
      sources: [],
      outputs: [{ show: (view) => views.push(view), close: async () => undefined }],
      journal: memoryJournal(),
      inForce: () => ({ trust, policy, history }),
      pseudonyms: TEST_PSEUDONYMS,
      sealing: NO_SEALING,
      onAnswered: () => undefined,
      onBug: (error) => {
        throw error;
      },
    });
    kiosk.refresh();
    expect(views).toMatchObject([{ kind: "out-of-service", code: "T-512", next: { en: expect.stringContaining("staff") } }]);
    policy = WANT_EVERYTHING;
    kiosk.refresh();
    kiosk.refresh();
    expect(views.map(({ kind }) => kind)).toEqual(["out-of-service", "attract"]);
    kiosk.scan(credential, "desk");
    await soon(() => expect(views).toHaveLength(3));
    policy = undefined;
    kiosk.refresh();
    expect(views.at(-1)).toMatchObject({ kind: "answer", reason: "granted" });
  });

  test("while staff have put it out of service no code is answered, and the screen says so until they end it", async () => {
    let closed: OutOfServiceView | undefined;
    let dropped = 0;
    const { kiosk, views, answers } = start({
      inForce: { trust, policy: WANT_EVERYTHING },
      clock: CLOCK_AT,
      paused: () => closed,
      onDropped: () => {
        dropped++;
      },
    });
    closed = { kind: "out-of-service", code: "T-745", detail: { vi: "", en: "" }, next: { vi: "", en: "" } };
    kiosk.refresh();
    kiosk.scan(credential, "desk");
    expect(dropped).toBe(1);
    closed = { ...closed, back: { vi: "13:30", en: "13:30" } };
    kiosk.refresh();
    kiosk.refresh();
    closed = undefined;
    kiosk.refresh();
    expect(views.map(({ kind }) => kind)).toEqual(["attract", "out-of-service", "out-of-service", "attract"]);
    kiosk.scan(credential, "desk");
    await soon(() => expect(answers).toHaveLength(1));
  });

  test("a stick's news stands between answers, never in the way of one, and goes when its time is over", async () => {
    const { kiosk, views } = start({ inForce: { trust, policy: WANT_EVERYTHING }, clock: CLOCK_AT });
    const kinds = () => views.map(({ kind }) => kind);
    kiosk.notify(stickWorkingView(1, 0, 10));
    kiosk.refresh();
    expect(kinds()).toEqual(["attract", "stick"]);
    kiosk.notify({ ...stickEndView(1, { kind: "done", entries: 10 }), seconds: 0.05 });
    await soon(() => expect(kinds()).toEqual(["attract", "stick", "stick", "attract"]));
    kiosk.scan(credential, "desk");
    await soon(() => expect(kinds().at(-1)).toBe("answer"));
    kiosk.notify(stickWorkingView(2, 0, 10));
    expect(kinds().at(-1)).toBe("answer");
  });

  test("the end of a stick's writing is heard at once, also while an answer stands on the screen", async () => {
    const heard: View[] = [];
    const signals = [{ show: (view: View) => void heard.push(view), close: async () => undefined }];
    const { kiosk, views } = start({ inForce: { trust, policy: WANT_EVERYTHING }, clock: CLOCK_AT, signals });
    kiosk.scan(credential, "desk");
    await soon(() => expect(views.at(-1)?.kind).toBe("answer"));
    kiosk.notify(stickWorkingView(1, 0, 10));
    expect(heard).toEqual([]);
    kiosk.notify(stickEndView(1, { kind: "done", entries: 10 }));
    expect(heard).toMatchObject([{ kind: "stick", state: "done" }]);
    expect(views.at(-1)?.kind).toBe("answer");
  });

  test("what is accepted is remembered where it counts, also when another bundle was put in force while it was being written", async () => {
    const gate = Promise.withResolvers<void>();
    const memory = memoryJournal();
    const slow: Journal = { ...memory, append: (entry) => gate.promise.then(() => memory.append(entry)) };
    const remembered: string[] = [];
    const historyOf = (name: string) => ({ ...EMPTY_HISTORY, remember: () => void remembered.push(name) });
    let inForce: InForce = { trust, policy: WANT_EVERYTHING, history: historyOf("old") };
    kiosk = startKiosk({
      clock: CLOCK_AT,
      sources: [],
      outputs: [],
      journal: slow,
      inForce: () => inForce,
      pseudonyms: TEST_PSEUDONYMS,
      sealing: NO_SEALING,
      onAnswered: () => remembered.push("answered"),
      onBug: (error) => {
        throw error;
      },
    });
    kiosk.scan(credential, "desk");
    inForce = { trust, policy: WANT_EVERYTHING, history: historyOf("new") };
    gate.resolve();
    await soon(() => expect(remembered).toEqual(["new", "answered"]));
  });
});

/** A source that yields what the test says. */
function scriptedSource(kind: SourceKind) {
  let onSymbol: ((symbol: Uint8Array) => void) | undefined;
  let onHint: ((hint: Hint | undefined) => void) | undefined;
  const source: Source = {
    kind,
    open(symbol, hint) {
      onSymbol = symbol;
      onHint = hint;
    },
    health: () => ({ state: "ok", detail: "" }),
    close: async () => undefined,
  };
  return { source, yields: (symbol: Uint8Array) => onSymbol?.(symbol), hints: (hint?: Hint) => onHint?.(hint) };
}

test("a code that camera and serial reader see within half a second is one scan, of whichever came first", async () => {
  const [camera, serial] = [scriptedSource("camera"), scriptedSource("serial")];
  let nowMs = 0;
  const { answers } = start({ sources: [camera.source, serial.source], clock: { ...CLOCK_AT, monotonicMs: () => nowMs } });
  const meets = async (count: number) => await soon(() => expect(answers).toHaveLength(count));
  serial.yields(bytes(CARD));
  await meets(1);
  nowMs += 300;
  camera.yields(bytes(CARD));
  nowMs += 300;
  // The next person, with the same card text.
  camera.yields(bytes(CARD));
  await meets(2);
  serial.yields(bytes("another"));
  await meets(3);
  expect(answers.map(({ entry }) => entry.source)).toEqual(["serial", "camera", "serial"]);
});

test("what helps whoever holds up a code in vain stands where the kiosk waits, and not in the way of an answer", async () => {
  const [camera, second] = [scriptedSource("camera"), scriptedSource("camera")];
  const { views, answers } = start({ sources: [camera.source, second.source] });
  camera.hints({ advice: "nearer" });
  expect(views.at(-1)).toEqual({ kind: "attract", hint: { advice: "nearer" } });
  second.hints();
  expect(views.at(-1)).toEqual({ kind: "attract", hint: { advice: "nearer" } });
  camera.hints();
  expect(views.at(-1)).toEqual({ kind: "attract" });
  camera.yields(bytes(CARD));
  await soon(() => expect(answers).toHaveLength(1));
  camera.hints({ advice: "tilt" });
  expect(views.at(-1)?.kind).toBe("answer");
});
