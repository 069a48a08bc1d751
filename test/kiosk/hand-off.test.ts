import { describe, expect, onTestFinished, test } from "vitest";
import type { Keystroke } from "../../src/core/hand-off/keystrokes.ts";
import { keystrokesOf } from "../../src/core/hand-off/keystrokes.ts";
import { parseTemplate } from "../../src/core/hand-off/template.ts";
import type { WebhookMessage } from "../../src/core/hand-off/webhook-message.ts";
import type { Claims } from "../../src/core/presentation.ts";
import type { Reason } from "../../src/core/reason.ts";
import { importSealKey } from "../../src/core/seal-key.ts";
import { decodePersonal } from "../../src/core/sealed-part.ts";
import { answerView } from "../../src/core/view.ts";
import { newSealKey, openSealed, publicHalf, sealTo } from "../../src/drivers/hpke.ts";
import type { Typed } from "../../src/hand-off-ports.ts";
import { createHandOff, type KeyboardTarget, type WebhookTarget } from "../../src/kiosk/hand-off.ts";
import { createTyping } from "../../src/kiosk/hand-off-typing.ts";
import { keepResults } from "../../src/kiosk/results.ts";
import { eventually } from "../support/eventually.ts";

const PERSON = { fullName: "Nguyễn Thị Bưởi", personalId: "001190000012", photo: Uint8Array.of(1, 2, 3) };

/** A keyboard that keeps what was typed, and is as told otherwise. */
function keyboard(automatic: boolean, outcomes: Typed[] = []) {
  const typed: (readonly Keystroke[])[] = [];
  const template = parseTemplate("{personalId}{TAB}{fullName}{ENTER}");
  const typist = {
    async type(strokes: readonly Keystroke[]) {
      await Promise.resolve();
      typed.push(strokes);
      return outcomes.shift() ?? ({ ok: true, capsLock: false } as const);
    },
    look: async () => ({ ok: true, detail: "" }),
    close: async () => undefined,
  };
  const typing = createTyping({ typist, profile: "plain", template: template.ok ? template.parts : [] });
  const target: KeyboardTarget = { kind: "keyboard", name: "his", automatic, typing };
  return { typed, target };
}

function begin(targets: readonly (KeyboardTarget | WebhookTarget)[]) {
  const results = keepResults({ monotonicMs: () => 0 });
  const handOff = createHandOff({ kiosk: "quay-1", targets, results, seal: sealTo, log: () => undefined });
  onTestFinished(() => handOff.close());
  let answers = 0;
  return {
    handOff,
    results,
    /** A scan is answered. */
    answer(reason: Reason, disclosed?: Claims, isRecorded = true) {
      const decision = { reason, warnings: [], ...(disclosed && { disclosed }) };
      const seq = answers++;
      const entry = { at: 1795747805, reason, source: "serial", policy: "p", trust: 1, durationMs: 1 } as const;
      const answered = { entry, seq: isRecorded ? seq : undefined, decision, view: answerView(decision, undefined, answers, entry.at) };
      results.answered(answered);
      handOff.answered(answered);
      return seq;
    },
  };
}

const LINE = [
  ...keystrokesOf("001190000012"),
  { usage: 0x2b, shift: false, isLetter: false },
  ...keystrokesOf("Nguyen Thi Buoi"),
  { usage: 0x28, shift: false, isLetter: false },
];

describe("a keyboard", () => {
  test("types nothing by itself, and a result once when a clerk says so", async () => {
    const { typed, target } = keyboard(false);
    const { handOff, answer } = begin([target]);
    const seq = answer("granted", PERSON);
    await Promise.resolve();
    expect(typed).toEqual([]);
    expect(await handOff.send(seq, "his", false)).toEqual({ kind: "done" });
    expect(await handOff.send(seq, "his", false)).toEqual({ kind: "already" });
    expect(typed).toEqual([LINE]);
    expect(await handOff.send(seq, "his", true)).toEqual({ kind: "done" });
    expect(typed).toHaveLength(2);
  });

  test("that is automatic types accepted results alone, and each once", async () => {
    const { typed, target } = keyboard(true);
    const { handOff, answer } = begin([target]);
    const seq = answer("granted", PERSON);
    await eventually(() => typed.length).toBe(1);
    answer("expired", PERSON);
    answer("document-read", PERSON);
    expect(await handOff.send(seq, "his", false)).toEqual({ kind: "already" });
    expect(typed).toEqual([LINE]);
  });

  test("that is asked twice at once types once", async () => {
    const { typed, target } = keyboard(false);
    const { handOff, answer } = begin([target]);
    const seq = answer("granted", PERSON);
    const kinds = (await Promise.all([handOff.send(seq, "his", false), handOff.send(seq, "his", true)])).map(({ kind }) => kind);
    expect(kinds).toEqual(["done", "busy"]);
    expect(typed).toHaveLength(1);
  });

  test("that fails before the first key may be tried again, and is a fault until it types", async () => {
    const { target } = keyboard(false, [{ ok: false, problem: "missing", detail: "", typed: 0 }]);
    const { handOff, answer } = begin([target]);
    const seq = answer("granted", PERSON);
    expect(await handOff.send(seq, "his", false)).toEqual({ kind: "failed", fault: "keyboard-missing", typed: 0, all: LINE.length });
    expect(handOff.troubles()).toEqual([{ name: "his", fault: "keyboard-missing" }]);
    expect(await handOff.send(seq, "his", false)).toEqual({ kind: "done" });
    expect(handOff.troubles()).toEqual([]);
  });

  test("types nothing that staff may not see, and nothing that is not there", async () => {
    const { typed, target } = keyboard(false);
    const { handOff, answer } = begin([target]);
    const seq = answer("granted");
    expect(await handOff.send(seq, "his", false)).toEqual({ kind: "hidden" });
    expect(await handOff.send(seq, "other", false)).toEqual({ kind: "unknown" });
    expect(await handOff.send(99, "his", false)).toEqual({ kind: "unknown" });
    expect(typed).toEqual([]);
  });
});

describe("a webhook", () => {
  const key = newSealKey();
  const sealKey = importSealKey(publicHalf(key), "his");

  function hook(isSealed: boolean) {
    const kept: WebhookMessage[] = [];
    const deliveries = {
      state: () => ({ waiting: kept.length, givenUp: 0 }),
      add: async (message: WebhookMessage) => void kept.push(message),
      close: async () => undefined,
    };
    const target: WebhookTarget = {
      kind: "webhook",
      name: "his",
      deliveries,
      ...(isSealed && sealKey && { sealTo: { key: sealKey, fields: ["fullName", "dob", "photo"] } }),
    };
    return { kept, target };
  }

  test("hears of every recorded answer in order, and of nobody anything", async () => {
    const { kept, target } = hook(false);
    const { handOff, answer } = begin([target]);
    answer("granted", PERSON);
    answer("journal-failed", undefined, false);
    answer("expired", PERSON);
    await eventually(() => kept.map(({ seq }) => seq)).toEqual([0, 2]);
    const [first = ""] = kept.map(({ body }) => Buffer.from(body).toString("utf8"));
    expect(JSON.parse(first)).toEqual({
      type: "tram.answer",
      timestamp: "2026-11-27T09:50:05+07:00",
      data: { kiosk: "quay-1", seq: 0, reason: "granted", code: "T-100", verdict: "accept", policy: "p", warnings: [] },
    });
    expect(handOff.targets()).toEqual([{ kind: "webhook", name: "his", automatic: true, waiting: 2 }]);
  });

  test("has the named fields sealed, so that only its own key opens them, and only in this message", async () => {
    const { kept, target } = hook(true);
    begin([target]).answer("granted", PERSON);
    await eventually(() => kept.length).toBe(1);
    const [message] = kept;
    const text = Buffer.from(message?.body ?? []).toString("utf8");
    expect(text).not.toContain("Bưởi");
    const sealed = Buffer.from(JSON.parse(text).data.person.sealed, "base64url");
    const opened = await openSealed(key, sealed, message?.id ?? "");
    expect(opened.ok && decodePersonal(opened.inside)).toEqual({
      attributes: new Map([["fullName", "Nguyễn Thị Bưởi"]]),
      leftOut: ["photo"],
    });
    expect(await openSealed(key, sealed, "msg_other")).toEqual({ ok: false, refusal: "not-genuine" });
  });

  test("whose secret cannot be used is a fault, and nothing is sent", () => {
    const { handOff, answer } = begin([{ kind: "webhook", name: "his" }]);
    answer("granted", PERSON);
    expect(handOff.troubles()).toEqual([{ name: "his", fault: "handoff-secret" }]);
  });
});
