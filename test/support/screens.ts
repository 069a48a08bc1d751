import type { DeskSample } from "../../src/core/desk.ts";
import type { LanguageName } from "../../src/core/language/said.ts";
import type { Panel } from "../../src/core/panel-profile.ts";
import { type Reason, verdictOf } from "../../src/core/reason.ts";
import { headlineOf, REASON_TEXTS } from "../../src/core/reason-texts.ts";
import type { ScreenStatus } from "../../src/core/screen.ts";
import type { AnswerView } from "../../src/core/view.ts";

/** A demo kiosk in order. */
export const STATUS: ScreenStatus = {
  kiosk: "kiosk-0218",
  demo: true,
  version: "0.1.0",
  trust: { version: 7, ageSeconds: 5400, expiresAt: 1_802_586_600, state: "good", secondsLeft: 2_586_600 },
  clock: { state: "ok", by: "system", floor: 1_800_000_000, systemOffsetSeconds: 0 },
  backlog: 0,
  sources: [{ kind: "serial", state: "ok", detail: "open" }],
};

/** The same with everything that can be on its screen at once. */
export function statusOn(panel: Panel, languages: readonly LanguageName[]): ScreenStatus {
  return {
    ...STATUS,
    panel,
    languages,
    callsNoticed: "desk",
    service: { phone: "024 3825 0000", counter: "3" },
    kept: {
      keepDays: 365,
      hasCentral: true,
      sealed: ["fullName", "dateOfBirth"],
      shown: { names: ["fullName", "photo"], seconds: 120 },
      receipts: true,
      rule: "commune-office",
    },
  };
}

/** The answer for a reason, as the kiosk words it. */
export function answer(reason: Reason, id: number, person?: string): AnswerView {
  const verdict = verdictOf(reason);
  const { code, detail, next } = REASON_TEXTS[reason];
  return {
    kind: "answer",
    id,
    at: 1_800_000_000,
    verdict,
    reason,
    code,
    headline: headlineOf(reason),
    detail,
    next,
    ...(person !== undefined && { person }),
    warnings: [],
  };
}

/** A drawing that stands for a code's picture. */
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><rect width="4" height="4" fill="#fff"/><path d="M1 1h2v2H1z"/></svg>`;

/** Two samples: one with every character that a shell or JSON could trip over. */
export const SAMPLES: readonly DeskSample[] = [
  {
    id: "granted",
    label: { vi: "Thẻ còn hạn", en: "Valid credential" },
    expect: { reason: "granted", verdict: "accept" },
    text: "6BF%$*'\"\\\\ Nguyễn",
    svg: SVG,
  },
  {
    id: "link",
    label: { vi: "Đường dẫn", en: "A link" },
    expect: { reason: "not-understood", verdict: "unreadable" },
    text: "https://example.org",
    svg: SVG,
  },
];
