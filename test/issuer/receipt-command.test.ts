import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type Receipt, receiptCode } from "../../src/core/receipt.ts";
import { verifierKeyText } from "../../src/core/signed-note.ts";
import { openJournal } from "../../src/drivers/journal-files.ts";
import { writeQr } from "../../src/drivers/qr-writer.ts";
import { anEntry } from "../support/entries.ts";
import { otherSigner, TEST_SIGNER } from "../support/journal-signer.ts";
import { RECEIPT_KIOSK, signedReceipt } from "../support/receipt-central.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { tram } from "../support/tram-process.ts";

const folder = temporaryFolder();

describe("tram receipt verify, as a process", () => {
  let receipt: Receipt;
  beforeAll(async () => {
    const journal = await openJournal(join(folder, "journal"), TEST_SIGNER);
    for (let count = 0; count < 3; count++) {
      const { seq, leaf } = await journal.append(anEntry({ durationMs: count + 1 }));
      if (seq === 1) receipt = signedReceipt({ kiosk: RECEIPT_KIOSK, seq, leaf });
    }
    await journal.close();
    mkdirSync(join(folder, "nested", "00000001.tramlog"), { recursive: true });
    writeFileSync(join(folder, "kiosk.pub"), `${verifierKeyText(TEST_SIGNER.key)}\n`);
  });
  const verify = async (input: string, ...more: readonly string[]) => {
    const { code, stdout } = await tram(["receipt", "verify", input, "--key", "kiosk.pub", "--json", ...more], { cwd: folder });
    return [code, JSON.parse(stdout).result];
  };

  test("finds the entry of a photographed receipt in the kiosk's own journal", async () => {
    writeFileSync(join(folder, "photo.png"), (await writeQr(receiptCode(receipt, "https://central.example/r"))).png);
    expect(await verify("photo.png", "--journal", "journal")).toEqual([0, "in-journal"]);
  });

  test("says so where that journal has another entry there", async () => {
    const other = signedReceipt({ ...receipt, leaf: new Uint8Array(32) });
    expect(await verify(receiptCode(other, undefined), "--journal", "journal")).toEqual([1, "journal-differs"]);
  });

  test("says that a journal is signed by another key where the kiosk has got one since, and that it is damaged where it is", async () => {
    const rekeyed = await openJournal(join(folder, "rekeyed"), otherSigner(RECEIPT_KIOSK));
    for (let entry = 0; entry < 3; entry++) await rekeyed.append(anEntry());
    await rekeyed.close();
    expect(await verify(receiptCode(receipt, undefined), "--journal", "rekeyed")).toEqual([3, "other-key"]);
    cpSync(join(folder, "journal", "public-key"), join(folder, "rekeyed", "public-key"));
    expect(await verify(receiptCode(receipt, undefined), "--journal", "rekeyed")).toEqual([3, "journal-damaged"]);
  });

  test.each([
    ["a folder that is no journal", ["--journal", "."], /no journal in \./],
    [
      "a folder with a folder for a segment",
      ["--journal", "nested"],
      /nested cannot be read to its end.*00000001\.tramlog is no plain file/,
    ],
    ["a folder that is not there", ["--journal", "nowhere"], /no journal in nowhere/],
    ["an address without http", ["--central", "127.0.0.1:8421"], /--central: the address must begin with http/],
    ["a witness without a proof", ["--witness", "kiosk.pub"], /--witness needs a proof/],
  ])("takes %s for a slip of the pen, and says nothing of the receipt", async (_, words, why) => {
    const said = await tram(["receipt", "verify", receiptCode(receipt, undefined), "--key", "kiosk.pub", ...words], { cwd: folder });
    expect([said.code, said.stdout]).toEqual([2, ""]);
    expect(said.stderr).toMatch(why);
  });

  test("says that central is out of reach, and that nothing is decided by that", async () => {
    expect(await verify(receiptCode(receipt, undefined), "--central", "http://127.0.0.1:1")).toEqual([3, "unreachable"]);
  });
});
