import { describe, expect, test } from "vitest";
import { CARD_CODE_IDS, type CardCodeId, cardCodes } from "../../src/core/test-card/card-codes.ts";
import type { CardScore } from "../../src/core/test-card/card-score.ts";
import { checkCard } from "../../src/kiosk/doctor-card.ts";

const card = cardCodes();
const reasons = new Map(card.codes.map(({ id, reason }) => [id, reason]));

/** A card of which these codes were read, 100 mm across 1280 pixels. */
function score(ids: readonly CardCodeId[], changes: Partial<CardScore> = {}): CardScore {
  const read = new Map(ids.map((id) => [id, { pixelsAModule: 3.1, reason: reasons.get(id) ?? "not-understood" }] as const));
  return { read, viewMm: 100, pixelsPerMm: 12.8, greys: [10, 40, 80, 120, 160, 200, 235], ...changes };
}

const without = (...ids: readonly CardCodeId[]) => CARD_CODE_IDS.filter((id) => !ids.includes(id));
const check = (given: CardScore, distanceMm?: number) => checkCard(given, card, { width: 1280, distanceMm });
const signs = (given: CardScore) => check(given).map(({ name, state, isNeeded }) => `${name} ${isNeeded ? "needed" : state}`);

describe("the doctor says of the card", () => {
  test("that all is well", () => {
    expect(signs(score(CARD_CODE_IDS))).toEqual(["card-view ok", "card-sizes ok", "card-looks ok", "card-answers ok", "card-light ok"]);
  });

  test("that it was not seen at all", () => {
    expect(signs(score([]))).toEqual(["card fault"]);
  });

  test("from how far away each size is read, in millimetres where the distance was measured", () => {
    const [view] = check(score(CARD_CODE_IDS), 150);
    expect(view?.found.en).toBe("the picture is 100 mm wide at 150 mm: an opening angle of 37°");
    expect(view?.also?.[0]?.en).toBe("surely read up to: 11 mm → 156 mm, 15 mm → 213 mm, 18 mm → 256 mm, 25 mm → 355 mm");
    expect(check(score(CARD_CODE_IDS))[0]?.also?.[0]?.en).toContain("11 mm → 1.0 ×");
  });

  test("that the view is too wide for the smallest code", () => {
    expect(signs(score(CARD_CODE_IDS, { viewMm: 140 }))[0]).toBe("card-view fault");
  });

  test("which sizes were not read", () => {
    const sizes = check(score(without("size-11", "size-15"))).find(({ name }) => name === "card-sizes");
    expect(sizes).toMatchObject({ state: "fault", found: { en: "not read: 11 mm, 15 mm" } });
  });

  test("that a hard code was not read, which some cameras cannot", () => {
    expect(signs(score(without("inverted")))).toContain("card-looks missing");
  });

  test("that a code came to a wrong answer, and what to look at", () => {
    const read = new Map(score(CARD_CODE_IDS).read).set("expired", { pixelsAModule: 3, reason: "granted" });
    const answers = check(score(CARD_CODE_IDS, { read })).find(({ name }) => name === "card-answers");
    expect(answers).toMatchObject({ state: "fault", found: { en: "the code “expired” comes to granted" } });
    expect(answers?.todo?.en).toContain("date and time");
  });

  test("that the three answers are not all known yet", () => {
    expect(signs(score(without("revoked")))).toContain("card-answers needed");
  });

  test("that the grey patches were never all seen, so that nothing is known of the light", () => {
    const { greys: _, ...rest } = score(CARD_CODE_IDS);
    expect(signs(rest)).toContain("card-light needed");
  });

  test("that the picture is too dark", () => {
    expect(signs(score(CARD_CODE_IDS, { greys: [2, 8, 20, 35, 48, 60, 72] }))).toContain("card-light fault");
  });
});
