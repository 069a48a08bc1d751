import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import sharp from "sharp";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { runAudit } from "../../src/central/audit-assembly.ts";
import { judgeEvidence } from "../../src/core/audit/evidence.ts";
import { evidenceRecord } from "../../src/core/audit/export.ts";
import type { Entry } from "../../src/core/journal-entry.ts";
import { drawQr } from "../../src/core/qr-drawing.ts";
import { startOfDayInVietnam } from "../../src/core/time.ts";
import { openJournal } from "../../src/drivers/journal-files.ts";
import { openLedgerReader } from "../../src/drivers/ledger-reads.ts";
import { type AuditedCentral, type AuditedKiosk, appendAll, auditedCentral } from "../support/audited-central.ts";
import { newDeviceKey, signerOf } from "../support/device-key.ts";
import { anEntry } from "../support/entries.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { tram as asProcess } from "../support/tram-process.ts";

const folder = temporaryFolder();
const elsewhere = temporaryFolder();
const at = (...names: readonly string[]) => join(folder, ...names);
const DATA = at("central");
const KEYS = at("keys.txt");
const DAYS = ["2026-11-25", "2026-11-26", "2026-11-27"];
const [FIRST, SECOND, THIRD] = DAYS.map(startOfDayInVietnam) as [number, number, number];
let central: AuditedCentral;
let kiosk: AuditedKiosk;
let forked: AuditedKiosk;
let restored: AuditedKiosk;

async function audit(...words: readonly string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const spies = [
    vi.spyOn(process.stdout, "write").mockImplementation((text) => out.push(String(text)) > 0),
    vi.spyOn(process.stderr, "write").mockImplementation((text) => err.push(String(text)) > 0),
  ];
  try {
    return { code: await runAudit(["audit", ...words]), out: out.join(""), err: err.join("") };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** Verifies, and gives what was found of each kiosk. */
async function verified(file: string, ...words: readonly string[]) {
  const { code, out } = await audit("verify", file, "--keys", KEYS, "--json", ...words);
  const events = out
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return { code, findings: events.filter(({ event }) => event === "kiosk").flatMap(({ findings }) => findings), verdict: events.at(-1) };
}

const scansOn = (day: number, count: number, change: Partial<Entry> = {}) =>
  Array.from({ length: count }, (_, index) => anEntry({ at: day + 8 * 3600 + index * 600, ...change }));

beforeAll(async () => {
  central = await auditedCentral(DATA);
  kiosk = await central.kiosk("hanoi-01");
  for (const day of [FIRST, SECOND, THIRD]) {
    await appendAll(kiosk, [...scansOn(day, 20), ...scansOn(day + 4 * 3600, 5, { reason: "expired" })]);
    if (day === SECOND)
      await kiosk.journal.append({ at: day + 50_000, reason: "event-override", of: 45, because: "urgent", staff: "s-07" });
    await central.send(kiosk, day + 60_000);
  }

  // Real journals on a disk: that of one is put back and written on before it asks, of the other before it has sent.
  forked = { ...(await central.kiosk("forked-01")) };
  const disk = await openJournal(at("disk"), signerOf(forked.id, forked.key));
  for (const entry of scansOn(SECOND, 10)) await disk.append(entry);
  await central.send(forked, SECOND + 60_000, {}, disk);
  await disk.close();
  cpSync(at("disk"), at("image"), { recursive: true });
  const later = await openJournal(at("disk"), signerOf(forked.id, forked.key));
  for (const entry of scansOn(THIRD, 6)) await later.append(entry);
  await central.send(forked, THIRD + 60_000, {}, later);
  await later.close();
  const back = await openJournal(at("image"), signerOf(forked.id, forked.key));
  for (const entry of scansOn(THIRD, 9, { reason: "revoked" })) await back.append(entry);
  expect(await central.send(forked, THIRD + 61_000, { from: 10 }, back)).toMatchObject({ kind: "contradicted" });
  await back.close();

  restored = await central.kiosk("restored-01");
  await appendAll(restored, scansOn(THIRD, 12));
  await central.send(restored, THIRD + 60_000);
  const held = await restored.journal.checkpoint();
  restored.journal.truncate(7);
  expect(await central.send(restored, THIRD + 62_000, { from: 7, held })).toMatchObject({ kind: "contradicted" });

  expect((await audit("keys", "--data", DATA, "--out", KEYS)).code).toBe(0);
});

const exported = async (out: string, ...words: readonly string[]) =>
  (await audit("export", "--data", DATA, "--out", at(out), "--by", "test", ...words)).code;

describe("an export of a day", () => {
  test("is verified on another machine, with public keys and nothing else", async () => {
    expect(await exported("day.gz", "--kiosk", "hanoi-01", "--from", "2026-11-26", "--to", "2026-11-26")).toBe(0);
    const { code, stdout } = await asProcess(["audit", "verify", at("day.gz"), "--keys", KEYS], { cwd: elsewhere });
    expect(code).toBe(0);
    expect(stdout).toContain("✓ WHOLE");
    expect(stdout).toMatch(/hanoi-01: 28\/28 .*witnessed/);
    expect(stdout).toContain("scans in the period: 25");
    expect(stdout).toMatch(/\n +1 {2}Việc khẩn cấp \/ Urgent\n/);
    expect(stdout).not.toContain("s-07");
  });

  test("is read by any tool that unpacks gzip, and the same state gives the same bytes but for the time", async () => {
    expect(await exported("again.gz", "--kiosk", "hanoi-01", "--from", "2026-11-26", "--to", "2026-11-26")).toBe(0);
    const [first, again] = ["day.gz", "again.gz"].map((name) =>
      gunzipSync(readFileSync(at(name)))
        .toString()
        .replace(/"exportedAt":\d+/, ""),
    );
    expect(again).toBe(first);
    expect(first?.split("\n")[0]).toContain(
      '{"format":"tram-audit-1","from":"2026-11-26","to":"2026-11-26","all":false,"kiosks":1,"sealed":false',
    );
  });

  test("is agreed to by the printed reports of its days and by the export of the day before, and not by another's", async () => {
    for (const [name, day] of [
      ["day2.pdf", "2026-11-26"],
      ["day2.html", "2026-11-26"],
    ] as const)
      expect((await audit("report", "--data", DATA, "--kiosk", "hanoi-01", "--date", day, "--out", at(name))).code).toBe(0);
    expect(await exported("before.gz", "--kiosk", "hanoi-01", "--from", "2026-11-25", "--to", "2026-11-25")).toBe(0);
    for (const words of [
      ["--checkpoint", at("day2.pdf")],
      ["--checkpoint", at("day2.html")],
      ["--earlier", at("before.gz")],
    ]) {
      const { code, findings } = await verified(at("day.gz"), ...words);
      expect({ words, code, kinds: findings.map(({ kind }) => kind) }).toMatchObject({ words, kinds: ["head-agrees"] });
    }
  });

  test("is agreed to by a picture of the printed code", async () => {
    const note = /<pre id="checkpoint">([\s\S]*?)<\/pre>/.exec(readFileSync(at("day2.html"), "utf8"))?.[1] ?? "";
    const code = drawQr(note);
    await sharp(
      Buffer.from(
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${code?.modules} ${code?.modules}" width="600"><path d="${code?.path}"/></svg>`,
      ),
    )
      .png()
      .toFile(at("code.png"));
    expect(await verified(at("day.gz"), "--checkpoint", at("code.png"))).toMatchObject({ code: 0, findings: [{ kind: "head-agrees" }] });
    writeFileSync(at("code.txt"), note.replace("hanoi-01", "hanoi-02"));
    expect((await audit("verify", at("day.gz"), "--keys", KEYS, "--checkpoint", at("code.txt"))).code).toBe(2);
  });
});

describe("what was found out", () => {
  test("a fork and a restored disk are shown by what the devices have signed, and both kiosks named", async () => {
    expect(await exported("all.gz", "--all", "--from", "2026-11-25", "--to", "2026-11-27")).toBe(0);
    const { code, out } = await audit("verify", at("all.gz"), "--keys", KEYS);
    expect(code).toBe(1);
    expect(out).toMatch(/forked-01: 16\/16[\s\S]*✗ (VIẾT LẠI|HAI LỊCH SỬ)/);
    expect(out).toMatch(/restored-01: 12\/12[\s\S]*✗ NHẬT KÝ BỊ LÙI: máy từng ký 12 mục, mà sau đó chỉ còn 7/);
    expect(out).toMatch(/hanoi-01: 76\/76/);
  });

  test("evidence that another device has signed, or that was changed, accuses nobody", async () => {
    const reader = openLedgerReader(join(DATA, "ledger.sqlite"));
    const [kept] = (await reader.audited(forked.id, THIRD, THIRD + 86_400))?.evidence ?? [];
    await reader.close();
    if (!kept) throw new Error("there is no evidence");
    const record = evidenceRecord(kept, false);
    expect(judgeEvidence(record, forked.id, signerOf(forked.id, forked.key).key)).toMatchObject({ entries: { length: 9 } });
    expect(judgeEvidence(record, forked.id, signerOf(forked.id, newDeviceKey()).key)).toBeUndefined();
    expect(judgeEvidence(record, "forked-02", signerOf(forked.id, forked.key).key)).toBeUndefined();
    for (const changed of [{ signature: record.signature.replace("=:", "=:A") }, { digest: "sha-256=:AAAA:" }, { content: "AAAA" }])
      expect(judgeEvidence({ ...record, ...changed }, forked.id, signerOf(forked.id, forked.key).key)).toBeUndefined();
  });

  test("a central that was put back itself is shown by an earlier export", async () => {
    expect(await exported("to-third.gz", "--kiosk", "hanoi-01", "--from", "2026-11-25", "--to", "2026-11-27")).toBe(0);
    const old = await auditedCentral(at("old-central"));
    await old.ledger.enrol("hanoi-01", kiosk.key.publicJwk, 1);
    await old.send(kiosk, SECOND + 60_000, { from: 0, until: 30 });
    // The kiosk's checkpoint is of all its entries: what an older central knows ends before.
    const { code } = await audit(
      "export",
      "--data",
      at("old-central"),
      "--kiosk",
      "hanoi-01",
      "--from",
      "2026-11-25",
      "--to",
      "2026-11-27",
      "--out",
      at("old.gz"),
    );
    expect(code).toBe(0);
    const found = await verified(at("old.gz"), "--earlier", at("to-third.gz"));
    expect(found.code).not.toBe(0);
  });
});

describe("what cannot be done", () => {
  test("no file is replaced, and nothing is left of one that was not written", async () => {
    expect(await exported("day.gz", "--kiosk", "hanoi-01", "--from", "2026-11-26", "--to", "2026-11-26")).toBe(1);
    expect(await exported("none/day.gz", "--kiosk", "hanoi-01", "--from", "2026-11-26", "--to", "2026-11-26")).toBe(1);
    expect(existsSync(at("day.gz.new"))).toBe(false);
  });

  test.each([
    [["export", "--data", DATA, "--from", "2026-11-26", "--to", "2026-11-26", "--out", at("x")]],
    [["export", "--data", DATA, "--kiosk", "nobody", "--from", "2026-11-26", "--to", "2026-11-26", "--out", at("x")]],
    [["export", "--data", DATA, "--all", "--from", "2026-11-27", "--to", "2026-11-26", "--out", at("x")]],
    [["export", "--data", DATA, "--all", "--from", "2026-13-27", "--to", "2026-11-26", "--out", at("x")]],
    [["export", "--data", at("nowhere"), "--all", "--from", "2026-11-26", "--to", "2026-11-26", "--out", at("x")]],
    [["report", "--data", DATA, "--kiosk", "hanoi-01", "--date", "2026-11-26", "--out", at("x.doc")]],
    [["verify", KEYS, "--keys", KEYS]],
    [["verify", at("day.gz"), "--keys", at("day.gz")]],
    [["verify", at("nothing"), "--keys", KEYS]],
  ])("is wrong usage: %j", async (words) => {
    const { code, err } = await audit(...words);
    expect(code).toBe(2);
    expect(err.split("\n").length).toBeGreaterThan(2);
    expect([existsSync(at("x")), existsSync(at("nowhere"))]).toEqual([false, false]);
  });
});
