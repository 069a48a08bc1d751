import fc from "fast-check";
import { expect, test } from "vitest";
import { askInfo, findBridgeReply, sendReport } from "../../../src/core/hand-off/ch9329.ts";

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));

test("frames are those of the protocol's own examples", () => {
  expect(askInfo()).toEqual(bytes("57 AB 00 01 00 03"));
  expect(sendReport(bytes("00 00 04 00 00 00 00 00"))).toEqual(bytes("57 AB 00 02 08 00 00 04 00 00 00 00 00 10"));
});

test.each([
  ["57 AB 00 81 08 30 01 02 00 00 00 00 00 BE", { kind: "info", hasComputer: true, capsLock: true, numLock: false }],
  ["57 AB 00 81 08 30 00 00 00 00 00 00 00 BB", { kind: "info", hasComputer: false, capsLock: false, numLock: false }],
  ["57 AB 00 82 01 00 85", { kind: "taken" }],
  ["57 AB 00 82 01 E5 6A", { kind: "refused", detail: "parameter wrong" }],
  ["57 AB 00 C2 01 E4 A9", { kind: "refused", detail: "sum wrong" }],
])("%s is understood", (hex, reply) => {
  expect(findBridgeReply(bytes(hex))).toEqual({ reply, rest: new Uint8Array() });
});

test("noise, halves and wrong sums before an answer are passed over", () => {
  const taken = bytes("57 AB 00 82 01 00 85");
  expect(findBridgeReply(Buffer.concat([bytes("57 AB 00 82 01 00 86 57 AB 57"), taken, bytes("57 AB")]))).toEqual({
    reply: { kind: "taken" },
    rest: Buffer.from(bytes("57 AB")),
  });
  expect(findBridgeReply(taken.subarray(0, -1))).toBeUndefined();
  fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (heard) => void findBridgeReply(heard)));
});
