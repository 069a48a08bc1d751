import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decide } from "../../../src/core/decide.ts";
import { NO_HISTORY } from "../../../src/core/history.ts";
import { admitKey } from "../../../src/core/key-import/admit-key.ts";
import { box } from "../../../src/core/pdf/page.ts";
import { WANT_EVERYTHING } from "../../../src/core/policy.ts";
import { cardCodes } from "../../../src/core/test-card/card-codes.ts";
import { fitCard, patchLevels, pixelsPerMm } from "../../../src/core/test-card/card-fit.ts";
import { CARD_KEY_X } from "../../../src/core/test-card/card-key-point.ts";
import { CARD_FROM, CARD_UNTIL } from "../../../src/core/test-card/card-keys.ts";
import { CARD, CODE_PLACES, cornersOnCard, PATCHES, RULER } from "../../../src/core/test-card/card-plan.ts";
import { openingAngle, reachesOf } from "../../../src/core/test-card/card-reach.ts";
import { lightOf, NOTHING_READ, nextScore } from "../../../src/core/test-card/card-score.ts";
import { CARD_AT, cardSheet } from "../../../src/core/test-card/card-sheet.ts";
import { loadNotoLetters } from "../../../src/drivers/noto-letters.ts";
import { createQrDecoder } from "../../../src/drivers/qr-decoder.ts";
import { trustWith } from "../../support/judging.ts";
import { pictureOf } from "../../support/page-picture.ts";

const NOW = 1_796_000_000;
const card = cardCodes();

describe("each code of the card", () => {
  test.each(card.codes.map((code) => [code.id, code] as const))("%s comes to the answer that it stands for", (_, { text, reason }) => {
    const { reason: answer } = decide({ symbol: Buffer.from(text), source: "camera", at: NOW }, card.trust, WANT_EVERYTHING, NO_HISTORY);
    expect(answer).toBe(reason);
  });

  test("is the same on every card", () => {
    expect(cardCodes().codes.map(({ text }) => text)).toEqual(card.codes.map(({ text }) => text));
    expect(new Set(card.codes.map(({ text }) => text)).size).toBe(card.codes.length);
  });

  test("is as dense as that of a citizen card, where it stands for one", () => {
    expect(card.codes.filter(({ id }) => id.startsWith("size-")).map(({ modules }) => modules.side)).toEqual([45, 45, 45, 45]);
  });

  test("has its quiet zone on the card, and touches no other thing on it", () => {
    const zones = card.codes.map(({ id, sideMm, modules }) => {
      const quiet = (sideMm / modules.side) * 4;
      const [x, y] = CODE_PLACES[id];
      return box(x - quiet, y - quiet, sideMm + 2 * quiet, sideMm + 2 * quiet);
    });
    const things = [
      ...zones,
      box(PATCHES.xMm, PATCHES.yMm, PATCHES.sideMm * 7, PATCHES.heightMm),
      box(RULER.xMm, RULER.yMm, RULER.lengthMm, 8),
    ];
    for (const one of things) {
      expect(one.xMm >= 0 && one.yMm >= 0 && one.xMm + one.widthMm <= CARD.widthMm && one.yMm + one.heightMm <= CARD.heightMm).toBe(true);
      for (const other of things) {
        if (one === other) continue;
        const apart =
          one.xMm + one.widthMm <= other.xMm ||
          other.xMm + other.widthMm <= one.xMm ||
          one.yMm + one.heightMm <= other.yMm ||
          other.yMm + other.heightMm <= one.yMm;
        expect(apart).toBe(true);
      }
    }
  });
});

describe("nobody who trusts real issuers believes the card", () => {
  test("a kiosk does not know its publisher", () => {
    const signed = card.codes.filter(({ credential }) => credential !== undefined);
    expect(signed).toHaveLength(3);
    for (const { text } of signed) {
      const { reason } = decide({ symbol: Buffer.from(text), source: "camera", at: NOW }, trustWith(), WANT_EVERYTHING, NO_HISTORY);
      expect(reason).toBe("issuer-unknown");
    }
  });

  test("its key enters no trust list", () => {
    expect(admitKey({ kty: "OKP", crv: "Ed25519", x: CARD_KEY_X })).toEqual({ ok: false, refusal: "test-card-key" });
  });

  test("its own trust is a demo's, which every real kiosk refuses", () => {
    expect(card.trust.isDemo).toBe(true);
  });
});

describe("the printed card, read by our own decoder", async () => {
  const sheet = cardSheet(card.codes, await loadNotoLetters());
  const picture = pictureOf(sheet, { ...CARD_AT, ...CARD }, 8);
  const decoder = createQrDecoder();
  const found = await decoder.decode({ ...picture, luma: picture.luma.slice() });
  await decoder.close();
  const score = nextScore(NOTHING_READ, picture, found, card, NOW);

  test("shows every code, and each comes to its answer", () => {
    expect([...score.read.keys()].toSorted()).toEqual(card.codes.map(({ id }) => id).toSorted());
    for (const { id, reason } of card.codes) expect(score.read.get(id)?.reason).toBe(reason);
  });

  test("says how wide the view is, and how fine", () => {
    expect(score.viewMm).toBeGreaterThan(103);
    expect(score.viewMm).toBeLessThan(107);
    expect(score.read.get("size-11")?.pixelsAModule).toBeCloseTo((11 * 8) / 45, 0);
  });

  test("says how the light is", () => {
    const greys = score.greys ?? [];
    for (const [index, grey] of PATCHES.greys.entries()) expect(Math.abs((greys[index] ?? -99) - grey * 255)).toBeLessThan(3);
  });

  test("comes to other answers by a clock that is wrong", () => {
    const late = nextScore(NOTHING_READ, picture, found, card, CARD_UNTIL + 1);
    expect(late.read.get("valid")?.reason).toBe("trust-expired");
    expect(nextScore(NOTHING_READ, picture, found, card, CARD_FROM - 86_400).read.get("valid")?.reason).toBe("clock-wrong");
  });
});

test("a code of somebody else is no part of the score", () => {
  const picture = { width: 8, height: 8, stride: 8, luma: new Uint8Array(64) };
  const corners = [0, 1, 2, 3].map((at) => ({ x: at, y: at * at }));
  expect(nextScore(NOTHING_READ, picture, [{ bytes: Buffer.from("hello"), corners }], card, NOW).read.size).toBe(0);
});

test("a card that lies anyhow before the camera is found by its codes", () => {
  const size = fc.double({ min: 2, max: 12, noNaN: true });
  fc.assert(
    fc.property(size, fc.double({ min: -0.6, max: 0.6, noNaN: true }), fc.integer({ min: 0, max: 500 }), (scale, turn, shift) => {
      const [cos, sin] = [Math.cos(turn) * scale, Math.sin(turn) * scale];
      const seen = card.codes.slice(0, 2).map((code) => ({
        code,
        corners: cornersOnCard(code).map(([x, y]) => ({ x: cos * x - sin * y + shift, y: sin * x + cos * y + shift })),
      }));
      const fit = fitCard(seen);
      expect(fit && pixelsPerMm(fit)).toBeCloseTo(scale, 5);
    }),
  );
});

test("codes in one point, or none, are no fit", () => {
  expect(fitCard([])).toBeUndefined();
});

test("patches beyond the picture are not measured", () => {
  const fit = { x: [1, 0, 0], y: [0, 1, 0] } as const;
  expect(patchLevels({ width: 50, height: 50, stride: 50, luma: new Uint8Array(2500) }, fit)).toBeUndefined();
});

test.each([
  ["good", [10, 40, 80, 120, 160, 200, 235]],
  ["bright", [60, 140, 200, 240, 254, 255, 255]],
  ["dark", [2, 8, 20, 35, 48, 60, 72]],
  ["flat", [100, 110, 118, 126, 134, 142, 150]],
  ["flat", [10, 40, 80, 82, 160, 200, 235]],
] as const)("the light is %s", (light, greys) => {
  expect(lightOf(greys)).toBe(light);
});

test("a code twice as large is read from twice as far", () => {
  // 1280 pixels across 104 mm: the 11 mm code is at its limit.
  const reaches = reachesOf(1280 / 104);
  expect(reaches.map(({ sizeMm }) => sizeMm)).toEqual([11, 15, 18, 25]);
  expect(reaches[0]?.times).toBeCloseTo(1, 1);
  expect((reaches[3]?.times ?? 0) / (reaches[0]?.times ?? 1)).toBeCloseTo(25 / 11);
});

test("the opening angle follows from view and distance", () => {
  expect(openingAngle(200, 100)).toBeCloseTo(90);
});
