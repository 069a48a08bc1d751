import { expect, test } from "vitest";
import { leafHash } from "../../src/core/journal-chain.ts";
import type { Policy } from "../../src/core/policy.ts";
import { readReceiptCode } from "../../src/core/receipt.ts";
import { isReceiptSignedBy } from "../../src/core/receipt-signature.ts";
import { importPrivateJwk } from "../../src/core/signature.ts";
import { newPrivateJwk } from "../../src/drivers/key-generator.ts";
import { createReceipts } from "../../src/kiosk/receipts.ts";
import { anEntry } from "../support/entries.ts";
import { memoryJournal } from "../support/memory-journal.ts";

const POLICY: Policy = { id: "counter", receipts: true };
const key = importPrivateJwk(newPrivateJwk("EdDSA"));
if (!key) throw new Error("no key");
const throwOn = (error: unknown) => {
  throw error;
};

test("a receipt names the entry as the journal has it, signed by the device", async () => {
  const journal = memoryJournal(3);
  const recorded = await journal.append(anEntry());
  const written = createReceipts({ id: "quay-3" }, key, throwOn)(recorded, "granted", POLICY);
  const receipt = readReceiptCode(written?.code ?? "");
  const [stored] = await Array.fromAsync(journal.read(3));
  expect([receipt?.kiosk, receipt?.seq]).toEqual(["quay-3", 3]);
  expect(Buffer.from(receipt?.leaf ?? [])).toEqual(Buffer.from(leafHash(stored?.body ?? new Uint8Array())));
  expect(receipt && isReceiptSignedBy(receipt, key.publicKey)).toBe(true);
  expect(written?.qr.modules).toBeGreaterThan(40);
});

test.each([
  ["the page that the configuration names", { receipts: { url: "https://kiem-tra.example/bn" } }, "https://kiem-tra.example/bn#"],
  ["central's", {}, "https://central.example/r#"],
] as const)("its code leads to %s", async (_, more, start) => {
  const central = { url: "https://central.example/", key: "key", trustEverySeconds: 900 };
  const recorded = await memoryJournal().append(anEntry());
  const code = createReceipts({ id: "a", central, ...more }, key, throwOn)(recorded, "expired", POLICY)?.code;
  expect(code?.startsWith(start)).toBe(true);
});

test("in an office without a network it carries the receipt alone", async () => {
  const recorded = await memoryJournal().append(anEntry());
  expect(createReceipts({ id: "a" }, key, throwOn)(recorded, "expired", POLICY)?.code).toMatch(/^TRAM-RECEIPT:/);
});

test("none is offered where the policy does not say so, nor where nothing was understood", async () => {
  const recorded = await memoryJournal().append(anEntry());
  const write = createReceipts({ id: "a" }, key, throwOn);
  for (const policy of [undefined, { id: "x" }, { id: "x", receipts: false }]) expect(write(recorded, "granted", policy)).toBeUndefined();
  expect(write(recorded, "not-understood", POLICY)).toBeUndefined();
  expect(write(recorded, "trust-expired", POLICY)).toBeDefined();
});

test("a key that does not sign is said, and the answer goes out without a receipt", async () => {
  const faults: unknown[] = [];
  const broken = { ...key, handle: key.publicKey.handle };
  const recorded = await memoryJournal().append(anEntry());
  expect(createReceipts({ id: "a" }, broken, (fault) => faults.push(fault))(recorded, "granted", POLICY)).toBeUndefined();
  expect(faults).toHaveLength(1);
});
