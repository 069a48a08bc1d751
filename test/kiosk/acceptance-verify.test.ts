import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { type AcceptanceReport, sealPdf, signedReport } from "../../src/core/acceptance/report.ts";
import { journalSigner } from "../../src/core/checkpoint.ts";
import { importPrivateJwk } from "../../src/core/signature.ts";
import { verifierKeyText } from "../../src/core/signed-note.ts";
import { writeQr } from "../../src/drivers/qr-writer.ts";
import { verifyAcceptance } from "../../src/kiosk/acceptance-verify-assembly.ts";
import { writeTestCard } from "../../src/kiosk/test-card-assembly.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const folder = temporaryFolder();
const pair = generateKeyPairSync("ed25519");
const device = importPrivateJwk(pair.privateKey.export({ format: "jwk" }));
if (!device) throw new Error("no key");
const { key, sign } = journalSigner("xa-vi-du-01", device);
const file = (name: string, contents: string | Uint8Array) => {
  const path = join(folder, name);
  writeFileSync(path, contents);
  return path;
};
const report = (outcome: "ok" | "fault"): AcceptanceReport => ({
  kiosk: "xa-vi-du-01",
  at: 1_796_000_000,
  version: "0.1.0",
  board: "-",
  parts: [{ name: "rtc", outcome }],
});
const [good, bad] = [signedReport(report("ok"), key, sign), signedReport(report("fault"), key, sign)];
const jwk = file("device.json", JSON.stringify(pair.publicKey.export({ format: "jwk" })));
const named = file("device.key", `${verifierKeyText(key)}\n`);
const stranger = file("stranger.json", JSON.stringify(generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" })));

async function verify(path: string, keyFile: string, json = false) {
  const lines: string[] = [];
  const code = await verifyAcceptance(path, { key: keyFile, json }, (line) => void lines.push(line));
  return { code, text: lines.join("\n") };
}

describe("a report is verified with the public key alone", () => {
  const pdf = file("report.pdf", sealPdf(Buffer.from("%PDF-1.7\n%%EOF\n"), good, key, sign));
  const text = file("report.txt", good);

  test.each([
    ["the page", pdf],
    ["the code's text", text],
  ])("from %s, with a key in either form", async (_, path) => {
    for (const keyFile of [jwk, named]) {
      const { code, text: said } = await verify(path, keyFile);
      expect([code, said.includes("Kết quả: ĐẠT / accepted")]).toEqual([0, true]);
    }
  });

  test("from a picture of the code", async () => {
    const { png } = await writeQr(good, { level: "L", scale: 4 });
    expect((await verify(file("code.png", png), jwk)).code).toBe(0);
  });

  test("and one that says what is wrong is genuine, too", async () => {
    expect(await verify(file("bad.txt", bad), jwk, true)).toMatchObject({
      code: 3,
      text: expect.stringContaining('"state":"not-accepted"'),
    });
  });

  test("and that of another device is not", async () => {
    expect((await verify(pdf, stranger)).code).toBe(1);
  });

  test("and a changed one is not", async () => {
    expect((await verify(file("changed.txt", bad.replace("rtc fault", "rtc ok").replace("not-accepted", "accepted")), jwk)).code).toBe(1);
  });

  test.each([
    ["a file that is no report", () => file("other.txt", "hello"), jwk],
    ["a file that is not there", () => join(folder, "nowhere.pdf"), jwk],
    ["a key that is none", () => text, text],
  ])("and %s is said to be so", async (_, path, keyFile) => {
    const complained = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    expect((await verify(path(), keyFile)).code).toBe(2);
    complained.mockRestore();
  });
});

test("the test card is written as a PDF, the same each time, and a file that cannot be written is told", async () => {
  const said: string[] = [];
  const [one, two] = [join(folder, "one.pdf"), join(folder, "two.pdf")];
  expect(await writeTestCard(one, (line) => void said.push(line))).toBe(0);
  expect(await writeTestCard(two, () => undefined)).toBe(0);
  const { readFileSync } = await import("node:fs");
  expect(readFileSync(one).equals(readFileSync(two))).toBe(true);
  expect(readFileSync(one).subarray(0, 8).toString()).toBe("%PDF-1.7");
  expect(await writeTestCard(join(folder, "nowhere/card.pdf"), (line) => void said.push(line))).toBe(1);
  expect(said.at(-1)).toContain("cannot be written");
});
