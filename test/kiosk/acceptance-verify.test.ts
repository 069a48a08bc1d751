import { generateKeyPairSync } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { type AcceptanceReport, reportComment, sealPdf, signedReport } from "../../src/core/acceptance/report.ts";
import { journalSigner } from "../../src/core/checkpoint.ts";
import { importPrivateJwk } from "../../src/core/signature.ts";
import { verifierKeyText } from "../../src/core/signed-note.ts";
import { writeQr } from "../../src/drivers/qr-writer.ts";
import { verifyAcceptance } from "../../src/kiosk/acceptance-verify-assembly.ts";
import { tryNewFile, writeNewFile } from "../../src/kiosk/out-file-assembly.ts";
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
  configuration: "0".repeat(64),
  parts: [
    { name: "rtc", outcome },
    { name: "seen-screen", outcome: "seen" },
  ],
});
const [good, bad] = [signedReport(report("ok"), key, sign), signedReport(report("fault"), key, sign)];
const jwk = file("device.json", JSON.stringify(pair.publicKey.export({ format: "jwk" })));
const named = file("device.key", `${verifierKeyText(key)}\n`);
const stranger = file("stranger.json", JSON.stringify(generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" })));

async function verify(path: string, keyFile: string, json = false, kiosk: string | undefined = "xa-vi-du-01") {
  const lines: string[] = [];
  const code = await verifyAcceptance(path, { key: keyFile, json, ...(kiosk !== "" && { kiosk }) }, (line) => void lines.push(line));
  return { code, text: lines.join("\n") };
}

describe("a report is verified with the public key alone", () => {
  const pdf = file("report.pdf", sealPdf(Buffer.from(`%PDF-1.7\n${reportComment(good)}\n%%EOF\n`), key, sign));
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

  test("and a device's own key does not make it another kiosk", async () => {
    const complained = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    expect((await verify(text, jwk, false, "xa-khac-02")).code).toBe(1);
    expect((await verify(text, named, false, "xa-khac-02")).code).toBe(1);
    // A key that says whose it is needs no name beside; a JWK does.
    expect((await verify(text, named, false, "")).code).toBe(0);
    expect((await verify(text, jwk, false, "")).code).toBe(2);
    expect(complained.mock.calls.join()).toContain("--kiosk");
    complained.mockRestore();
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

test("a report's file is tried before the work, and one that is there is never replaced", async () => {
  const path = join(folder, "new.pdf");
  expect(await tryNewFile(path)).toBeUndefined();
  expect(existsSync(path)).toBe(false);
  expect(await writeNewFile(path, Buffer.from("one"))).toBeUndefined();
  expect([await tryNewFile(path), await writeNewFile(path, Buffer.from("two"))]).toEqual([
    expect.objectContaining({ vi: expect.stringContaining("không ghi đè") }),
    expect.objectContaining({ en: expect.stringContaining("not replaced") }),
  ]);
  expect(readFileSync(path, "utf8")).toBe("one");
  expect((await tryNewFile(join(folder, "nowhere/x.pdf")))?.en).toContain("mkdir -p");
  // A folder that nobody may write in, root included: it is no folder on a disk.
  expect((await tryNewFile("/proc/x.pdf"))?.en).toMatch(/\((EACCES|ENOENT|EPERM|EROFS)\)/);
});

test("the test card is written as a PDF, the same each time, and a file that cannot be written is told", async () => {
  const said: string[] = [];
  const [one, two] = [join(folder, "one.pdf"), join(folder, "two.pdf")];
  expect(await writeTestCard(one, (line) => void said.push(line))).toBe(0);
  expect(await writeTestCard(two, () => undefined)).toBe(0);
  expect(readFileSync(one).equals(readFileSync(two))).toBe(true);
  expect(readFileSync(one).subarray(0, 8).toString()).toBe("%PDF-1.7");
  expect(await writeTestCard(join(folder, "nowhere/card.pdf"), (line) => void said.push(line))).toBe(1);
  expect(said.slice(-2)).toEqual([expect.stringContaining("ENOENT): không có thư mục ấy"), expect.stringContaining("mkdir -p")]);
});
