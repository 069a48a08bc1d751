import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type AcceptanceReport,
  isAccepted,
  type KeyOfKiosk,
  OUTCOMES,
  openPdf,
  openReport,
  parseReportText,
  reportComment,
  reportText,
  sealPdf,
  signedReport,
} from "../../../src/core/acceptance/report.ts";
import { type ReportRow, reportPages } from "../../../src/core/acceptance/report-sheet.ts";
import { journalOrigin, journalSigner, parseCheckpoint } from "../../../src/core/checkpoint.ts";
import { writePdf } from "../../../src/core/pdf/document.ts";
import { importPrivateJwk, type PrivateKey } from "../../../src/core/signature.ts";
import { noteKey } from "../../../src/core/signed-note.ts";
import { loadNotoLetters } from "../../../src/drivers/noto-letters.ts";
import { createQrDecoder } from "../../../src/drivers/qr-decoder.ts";
import { pictureOf } from "../../support/page-picture.ts";

const REPORT: AcceptanceReport = {
  kiosk: "xa-vi-du-01",
  at: 1_796_000_000,
  version: "0.1.0",
  board: "Raspberry Pi 4 Model B Rev 1.4",
  configuration: "c0ffee00".repeat(8),
  parts: [
    { name: "decoder", outcome: "ok" },
    { name: "rtc", outcome: "missing" },
    { name: "source.0", outcome: "ok" },
    { name: "seen-green", outcome: "seen" },
  ],
};

const SEEN = { name: "seen-screen", outcome: "seen" } as const;

function newKey(type: "ed25519" | "p256"): PrivateKey {
  const pair = type === "ed25519" ? generateKeyPairSync("ed25519") : generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = importPrivateJwk(pair.privateKey.export({ format: "jwk" }));
  if (!key) throw new Error("no key");
  return key;
}

const device = newKey("ed25519");
const { key, sign } = journalSigner(REPORT.kiosk, device);
const keyOf =
  ({ publicKey }: PrivateKey): KeyOfKiosk =>
  (kiosk) =>
    noteKey(journalOrigin(kiosk), publicKey);
const signed = signedReport(REPORT, key, sign);

describe("a report", () => {
  test("is lines that a person can read, the result before the parts", () => {
    expect(reportText(REPORT)).toBe(
      `tram-acceptance-1\nxa-vi-du-01\n1796000000\n0.1.0\nRaspberry Pi 4 Model B Rev 1.4\n${"c0ffee00".repeat(8)}\naccepted\ndecoder ok\nrtc missing\nsource.0 ok\nseen-green seen\n`,
    );
  });

  test("is read as it was written, and in no other spelling", () => {
    const part = fc.record({ name: fc.stringMatching(/^[a-z0-9.-]{1,40}$/), outcome: fc.constantFrom(...OUTCOMES) });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), fc.stringMatching(/^[!-~]{1,40}$/), (parts, board) => {
        const report = { ...REPORT, parts, board };
        expect(parseReportText(reportText(report))).toEqual(report);
      }),
    );
  });

  test.each([
    ["a result that its parts do not have", (text: string) => text.replace("rtc missing", "rtc fault")],
    ["an outcome that there is not", (text: string) => text.replace("decoder ok", "decoder fine")],
    ["a line more", (text: string) => `${text}\n`],
    ["another first line", (text: string) => text.replace("-1\n", "-2\n")],
    ["a configuration that has no such sum", (text: string) => text.replace("c0ffee00", "C0FFEE00")],
    ["a kiosk that has no such name", (text: string) => text.replace("xa-vi", "XA vi")],
    ["a time that is none", (text: string) => text.replace("1796000000", "01e9")],
  ])("with %s is none", (_, change) => {
    expect(parseReportText(change(reportText(REPORT)))).toBeUndefined();
  });

  test("is no checkpoint of a journal, whatever it says", () => {
    expect(parseCheckpoint(reportText(REPORT))).toBeUndefined();
  });

  test.each(OUTCOMES)("with a part that is %s", (outcome) => {
    const isFine = ["ok", "missing", "seen"].includes(outcome);
    expect(isAccepted({ parts: [{ name: "rtc", outcome }, SEEN] })).toBe(isFine);
  });

  test("of nothing is not accepted, nor of what nobody has looked at", () => {
    expect([isAccepted({ parts: [] }), isAccepted({ parts: [{ name: "rtc", outcome: "ok" }] })]).toEqual([false, false]);
  });
});

describe.each(["ed25519", "p256"] as const)("the signature of a device key: %s", (type) => {
  const own = newKey(type);
  const signer = journalSigner(REPORT.kiosk, own);
  const note = signedReport(REPORT, signer.key, signer.sign);

  test("proves it", () => {
    expect(openReport(Buffer.from(note), keyOf(own))).toEqual({ ok: true, report: REPORT });
  });

  test("of another device is none", () => {
    expect(openReport(Buffer.from(note), keyOf(newKey(type)))).toEqual({ ok: false, why: "unsigned" });
  });

  test("does not cover another text", () => {
    expect(openReport(Buffer.from(note.replace("rtc missing", "rtc ok")), keyOf(own))).toEqual({ ok: false, why: "wrong" });
  });
});

test("a kiosk cannot sign in the name of another", () => {
  const other = journalSigner("xa-khac-02", device);
  const note = signedReport(REPORT, other.key, other.sign);
  expect(openReport(Buffer.from(note), keyOf(device))).toEqual({ ok: false, why: "unsigned" });
});

describe("the page of a report", async () => {
  const letters = await loadNotoLetters();
  const rows: readonly ReportRow[] = REPORT.parts.map(({ name, outcome }) => ({
    label: { vi: name, en: name },
    outcome,
    found: { vi: "tốt", en: "good" },
  }));
  const facts = { rows, time: "2026-11-30 07:53 +07:00", fingerprint: "ABCD EFGH IJKL MNOP", signed };
  const pages = reportPages(REPORT, facts, letters);
  const pdf = sealPdf(writePdf({ title: "Biên bản", pages, comment: reportComment(signed) }, letters), key, sign);

  test("proves the report", () => {
    expect(openPdf(pdf, keyOf(device))).toEqual({ ok: true, report: REPORT });
  });

  test("is refused when any of its bytes is another, and when it is cut", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: pdf.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Uint8Array.from(pdf);
        changed[at] = (changed[at] ?? 0) ^ change;
        expect(openPdf(changed, keyOf(device)).ok).toBe(false);
        expect(openPdf(pdf.subarray(0, at), keyOf(device)).ok).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  test("is refused with something after its end", () => {
    expect(openPdf(Buffer.concat([pdf, Buffer.from("\n")]), keyOf(device))).toEqual({ ok: false, why: "changed" });
  });

  test("cannot carry the signature of another page of the same kiosk", () => {
    const other = sealPdf(Buffer.from(`%PDF-1.7\n${reportComment(signed)}\n`), key, sign);
    const tail = Buffer.from(other).subarray(Buffer.from(other).lastIndexOf("%tram-signature"));
    const body = Buffer.from(pdf).subarray(0, Buffer.from(pdf).lastIndexOf("%tram-signature"));
    expect(openPdf(Buffer.concat([body, tail]), keyOf(device))).toEqual({ ok: false, why: "changed" });
  });

  test("of 41 parts still ends within what viewers look through for its table, whatever its kiosk is called", () => {
    const parts = Array.from({ length: 41 }, (_, at) => ({ name: `card-reader.${at}`, outcome: "skipped" as const }));
    const long = journalSigner("k".repeat(64), device);
    const note = signedReport({ ...REPORT, kiosk: "k".repeat(64), parts }, long.key, long.sign);
    const file = Buffer.from(sealPdf(writePdf({ title: "x", pages, comment: reportComment(note) }, letters), long.key, long.sign));
    // ISO 32000-1, annex H: the last line is looked for in the last 1024 bytes.
    expect(file.length - file.lastIndexOf("startxref")).toBeLessThan(1024);
    const table = Number(/startxref\n(\d+)\n%%EOF\n%tram-signature /.exec(file.subarray(-1024).toString("latin1"))?.[1]);
    expect(file.subarray(table, table + 5).toString("latin1")).toBe("xref\n");
    expect(openPdf(file, keyOf(device))).toMatchObject({ ok: true, report: { parts } });
  });

  test("says the result again where people sign", () => {
    const said = pages.flatMap(({ drawings }) => drawings.flatMap((drawing) => (drawing.kind === "words" ? [drawing.text] : [])));
    expect(said.filter((text) => text.startsWith("ĐẠT"))).toEqual(["ĐẠT", "ĐẠT · ACCEPTED: xa-vi-du-01, 2026-11-30 07:53 +07:00"]);
  });

  test("shows a code that is the signed report", async () => {
    const last = pages.at(-1);
    if (!last) throw new Error("no page");
    const picture = pictureOf(last, { xMm: 0, yMm: 0, widthMm: 210, heightMm: 297 }, 5);
    const decoder = createQrDecoder();
    const [found] = await decoder.decode(picture);
    await decoder.close();
    expect(found && openReport(found.bytes, keyOf(device))).toEqual({ ok: true, report: REPORT });
  });

  test("goes on to another page where there is much to say, and leaves nothing out", () => {
    const many = Array.from({ length: 60 }, () => rows)
      .flat()
      .slice(0, 90);
    const long = reportPages(REPORT, { ...facts, rows: many }, letters);
    expect(long.length).toBeGreaterThan(1);
    const texts = long.flatMap(({ drawings }) => drawings.flatMap((drawing) => (drawing.kind === "words" ? [drawing] : [])));
    expect(texts.filter(({ text, sizePt }) => text === "decoder" && sizePt === 8.5)).toHaveLength(
      many.filter((_, at) => at % 4 === 0).length,
    );
    expect(Math.max(...long.flatMap(({ drawings }) => drawings.map(({ yMm }) => yMm)))).toBeLessThan(297);
  });
});
