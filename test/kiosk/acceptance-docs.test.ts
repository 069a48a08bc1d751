import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isAccepted, OUTCOMES, openReport } from "../../src/core/acceptance/report.ts";
import { journalOrigin } from "../../src/core/checkpoint.ts";
import { selfTestStatus } from "../../src/core/self-test.ts";
import { parseVerifierKey } from "../../src/core/signed-note.ts";
import { cardCodes } from "../../src/core/test-card/card-codes.ts";
import { NOTHING_READ } from "../../src/core/test-card/card-score.ts";
import { checkCard } from "../../src/kiosk/doctor-card.ts";
import { partLabel } from "../../src/kiosk/part-labels.ts";

const DOCS = readFileSync(new URL("../../docs/acceptance.md", import.meta.url), "utf8");

test("the example of a report verifies with the example's key", () => {
  const [, report = ""] = /```\n(tram-acceptance-1\n[\s\S]*?)```/.exec(DOCS) ?? [];
  const [, key = ""] = /```\n(tram\/kiosk\/.*)\n```/.exec(DOCS) ?? [];
  const device = parseVerifierKey(key.trimEnd());
  const opened = openReport(Buffer.from(report), (kiosk) => (device?.name === journalOrigin(kiosk) ? device : undefined));
  expect(opened).toMatchObject({ ok: true, report: { kiosk: "xa-vi-du-01", version: "0.1.0" } });
});

test("the table of outcomes is the truth", () => {
  const rows = [...DOCS.matchAll(/^\| `([a-z-]+)`\s+\|.*\| (yes|no) +\|$/gm)].map(([, outcome, accepted]) => [outcome, accepted]);
  expect(rows).toEqual(
    OUTCOMES.map((outcome) => [
      outcome,
      isAccepted({
        parts: [
          { name: "x", outcome },
          { name: "seen-screen", outcome: "seen" },
        ],
      })
        ? "yes"
        : "no",
    ]),
  );
});

test("every check of the card stands in its table", () => {
  const card = cardCodes();
  const read = new Map(card.codes.map(({ id, reason }) => [id, { pixelsAModule: 4, reason }]));
  const names = [NOTHING_READ, { read, viewMm: 100, pixelsPerMm: 12 }]
    .flatMap((score) => checkCard(score, card, { width: 1280 }))
    .map(({ name }) => name);
  const documented = [...DOCS.matchAll(/^\| `(card[a-z-]*)`/gm)].map(([, name]) => name);
  expect(documented).toEqual(names);
});

test("the example of a status is what a hot kiosk says", () => {
  const status = selfTestStatus([{ name: "temperature", label: partLabel("temperature"), state: "fault" }], 1_796_000_000);
  const example = /```json\n([\s\S]*?)```/.exec(DOCS)?.[1] ?? "";
  expect(JSON.parse(example)).toEqual(status);
});
