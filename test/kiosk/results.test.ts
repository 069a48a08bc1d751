import { describe, expect, test } from "vitest";
import type { Decision } from "../../src/core/decision.ts";
import { MAX_RESULTS, RESULT_SECONDS } from "../../src/core/staff-limits.ts";
import { answerView } from "../../src/core/view.ts";
import type { Answered } from "../../src/kiosk/kiosk.ts";
import { keepResults } from "../../src/kiosk/results.ts";
import { anEntry } from "../support/entries.ts";

const JPEG = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2, 3);
const NAME = "Nguyễn Thị Bưởi";

/** An answer that discloses a name and a picture. */
function answered(id: number, decision: Partial<Decision> = {}, seq: number | undefined = id): Answered {
  const whole: Decision = {
    reason: "granted",
    type: "citizen",
    warnings: [],
    disclosed: { fullName: NAME, photo: JPEG, photoFormat: 1 },
    ...decision,
  };
  return { entry: anEntry({ reason: whole.reason }), seq, decision: whole, view: answerView(whole, undefined, id, 1_796_000_000) };
}

function kept() {
  const time = { ms: 0 };
  const timers: { readonly at: number; readonly call: () => void; isOver: boolean }[] = [];
  const results = keepResults({ monotonicMs: () => time.ms }, (delayMs, call) => {
    const timer = { at: time.ms + delayMs, call, isOver: false };
    timers.push(timer);
    return () => (timer.isOver = true);
  });
  const pass = (ms: number) => {
    time.ms += ms;
    for (const timer of timers) {
      if (timer.isOver || timer.at > time.ms) continue;
      timer.isOver = true;
      timer.call();
    }
  };
  return { results, pass, timers };
}

describe("what the policy discloses", () => {
  test("is there for two minutes, the picture apart, and then gone from memory", () => {
    const { results, pass } = kept();
    const heard: unknown[] = [];
    results.onResult(({ result, claims }) => heard.push([result.seq, claims?.["fullName"]]));
    const changed: string[] = [];
    results.onChanged((result) => changed.push(JSON.stringify(result)));
    results.answered(answered(4));
    expect(heard).toEqual([[4, NAME]]);
    expect(results.list()).toMatchObject([
      { id: 4, seq: 4, secondsLeft: RESULT_SECONDS, hasPortrait: true, disclosed: [{ name: "fullName", value: NAME }] },
    ]);
    expect(results.portrait(4)).toEqual({ mediaType: "image/jpeg", bytes: JPEG });
    pass(RESULT_SECONDS * 1000 - 1);
    expect(results.bySeq(4)).toMatchObject({ result: { secondsLeft: 1 }, claims: { fullName: NAME } });
    pass(1);
    expect(results.portrait(4)).toBeUndefined();
    expect(results.bySeq(4)).not.toHaveProperty("claims");
    expect(JSON.stringify(results.list())).not.toContain("Bưởi");
    expect(changed).toHaveLength(1);
    expect(changed[0]).not.toContain("Bưởi");
    expect(results.list(), "that somebody was answered stays").toMatchObject([{ seq: 4, reason: "granted" }]);
  });

  test("is gone at once where somebody hides it, and every page hears so", () => {
    const { results, timers } = kept();
    const changed: string[] = [];
    results.onChanged((result) => changed.push(JSON.stringify(result)));
    results.answered(answered(4));
    expect(results.hide(4)).toBe(true);
    expect([results.portrait(4), results.bySeq(4)?.claims]).toEqual([undefined, undefined]);
    expect([JSON.stringify(results.list()), ...changed].join()).not.toContain("Bưởi");
    expect([timers[0]?.isOver, results.hide(4), changed.length], "there is nothing left to hide").toEqual([true, true, 1]);
    expect(results.hide(9)).toBe(false);
  });

  test("is forgotten sooner where more results come than are kept, with its timer", () => {
    const { results, timers } = kept();
    for (let id = 1; id <= MAX_RESULTS + 1; id++) results.answered(answered(id));
    expect(results.list().map(({ id }) => id)).toEqual(Array.from({ length: MAX_RESULTS }, (_, index) => index + 2));
    expect(results.bySeq(1)).toBeUndefined();
    expect(timers[0]?.isOver).toBe(true);
    results.close();
    expect(timers.every(({ isOver }) => isOver)).toBe(true);
    expect(results.list()).toEqual([]);
  });

  test("of an answer that could not be recorded there is nothing that could be done with it", () => {
    const { results } = kept();
    results.answered({ ...answered(5, { reason: "journal-failed" }), seq: undefined });
    expect(results.list()).toMatchObject([{ id: 5, reason: "journal-failed" }]);
    expect(results.list()[0]).not.toHaveProperty("seq");
  });
});

test("only an unsigned document must be compared, and what staff did with it stays beside it when it is hidden", () => {
  const { results, pass } = kept();
  results.answered(answered(1, { reason: "document-read", type: "citizen-card" }));
  results.answered(answered(2, { reason: "link-read" }));
  results.answered(answered(3));
  expect(results.list().map(({ mustCompare }) => mustCompare)).toEqual([true, undefined, undefined]);
  const compared = { matches: true, staff: "s-07", at: 12 };
  expect(results.mark(1, { compared })).toMatchObject({ seq: 1, compared, secondsLeft: RESULT_SECONDS });
  pass(RESULT_SECONDS * 1000);
  expect(results.bySeq(1)?.result).toMatchObject({ compared });
  expect(results.mark(9, { compared })).toBeUndefined();
});

test.each([
  ["a JPEG", { photo: JPEG }, "image/jpeg"],
  ["a face as one record", { face: { data: JPEG, format: 0 } }, "image/jpeg"],
  ["a face as a list of records", { face: [{ data: Uint8Array.of(1) }, { data: JPEG }] }, "image/jpeg"],
  ["a PNG", { photo: Buffer.from("\x89PNG\r\n\x1a\n0000", "latin1") }, "image/png"],
  ["a WebP", { photo: Buffer.from("RIFF\x01\x02\x03\x04WEBPVP8 ", "latin1") }, "image/webp"],
  ["an AVIF", { photo: Buffer.from("\0\0\0\x1cftypavif", "latin1") }, "image/avif"],
  ["an SVG, which could hold a script", { photo: Buffer.from("<svg xmlns=") }, undefined],
  ["HTML", { photo: Buffer.from("<!doctype html>") }, undefined],
  ["JPEG 2000, which no browser shows", { photo: Buffer.from("\0\0\0\x0cjP  \r\n\x87\n", "latin1") }, undefined],
  ["nothing", { photo: new Uint8Array() }, undefined],
  ["a text", { photo: "data:image/png;base64,AAAA" }, undefined],
])("a picture is told by its own first bytes: %s", (_name, disclosed, mediaType) => {
  const { results } = kept();
  results.answered(answered(1, { disclosed }));
  expect(results.portrait(1)?.mediaType).toBe(mediaType);
  expect(results.list()[0]?.hasPortrait).toBe(mediaType === undefined ? undefined : true);
});
