import fc from "fast-check";
import { expect, test } from "vitest";
import { EMPTY_DRAFT, readDraft, type SetUpDraft, writeDraft } from "../../../src/core/set-up/draft.ts";

const DRAFT: SetUpDraft = {
  ...EMPTY_DRAFT,
  step: "reader",
  answered: ["language", "time", "board"],
  choices: {
    languages: ["vi", "km"],
    zone: "Asia/Ho_Chi_Minh",
    board: "gpio",
    readers: [{ kind: "serial", path: "/dev/serial/by-id/usb-A", profile: "gm65" }, { kind: "camera" }],
    panel: "10-inch",
    touch: false,
    sound: { room: "default:CARD=Headphones", volumeDb: -9 },
    service: { counter: "3", phone: "024 1234" },
  },
  tests: { "source.0": { state: "ok", at: 1_800_000_000 } },
  offer: { message: "AAAA", root: "AAAA" },
};

test("what was answered is read back as it was", () => {
  expect(readDraft(writeDraft(DRAFT))).toEqual(DRAFT);
});

test("a draft that is cut off, changed or another version's is none, and never throws", () => {
  const bytes = writeDraft(DRAFT);
  for (let size = 0; size < bytes.length - 1; size += 7) expect(readDraft(bytes.subarray(0, size))).toBeUndefined();
  const text = Buffer.from(bytes).toString("utf8");
  for (const [from, to] of [
    ["tram-set-up-1", "tram-set-up-2"],
    ['"step":"reader"', '"step":"elsewhere"'],
    ["/dev/serial", "dev/serial"],
    ['"volumeDb":-9', '"volumeDb":90'],
  ] as const) {
    expect(text).toContain(from);
    expect(readDraft(Buffer.from(text.replace(from, to)))).toBeUndefined();
  }
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => readDraft(noise) === undefined));
});
