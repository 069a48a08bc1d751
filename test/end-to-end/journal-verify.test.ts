import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { publicJwkOf } from "../../src/core/http-signature.ts";
import { verifierKeyText } from "../../src/core/signed-note.ts";
import { openJournal } from "../../src/drivers/journal-files.ts";
import { anEntry } from "../support/entries.ts";
import { SMALL } from "../support/journal-bytes.ts";
import { otherSigner, TEST_SIGNER } from "../support/journal-signer.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { tram } from "../support/tram-process.ts";

const folder = temporaryFolder();
const file = (name: string, contents: string) => {
  writeFileSync(join(folder, name), contents);
  return name;
};

beforeAll(async () => {
  const open = (name: string) => openJournal(join(folder, name), TEST_SIGNER, { segmentBytes: SMALL });
  const journal = await open("journal");
  for (let seq = 0; seq < 60; seq++) {
    if (seq === 20) file("yesterday", await journal.checkpoint());
    await journal.append(anEntry({ at: 1_795_437_065 + seq }));
  }
  file("today", await journal.checkpoint());
  await journal.close();
  const other = await open("other");
  for (let seq = 0; seq < 30; seq++) await other.append(anEntry({ at: 1_795_500_000 + seq }));
  await other.close();
  file("key.txt", `${verifierKeyText(TEST_SIGNER.key)}\n`);
  file("key.jwk", JSON.stringify(publicJwkOf(TEST_SIGNER.key.publicKey)));
  file("stranger.txt", verifierKeyText(otherSigner("hanoi-01").key));
  file("nonsense", "nothing of the kind\n");
});

const verify = (journal: string, ...options: string[]) => tram(["journal", "verify", journal, ...options], { cwd: folder });

describe("tram journal verify", () => {
  test.each(["key.txt", "key.jwk"])("takes the device's key as central knows it (%s), and what it signed before", async (key) => {
    const { code, stdout } = await verify("journal", "--key", key, "--checkpoint", "yesterday", "--checkpoint", "today", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      state: "whole",
      checkpoints: [
        { kind: "matches", size: 20 },
        { kind: "matches", size: 60 },
      ],
    });
  });

  test("names another journal in the place of this one, in both languages", async () => {
    const { code, stdout } = await verify("other", "--key", "key.txt", "--checkpoint", "yesterday");
    expect(code).toBe(1);
    expect(stdout).toContain("Nhật ký trái với điều chính máy này đã ký: có mục cũ đã bị viết lại.");
    expect(stdout).toContain("The journal contradicts what this device has signed: old entries were written anew.");
    expect(stdout).toContain("entries 0 – 19 (rewritten)");
    expect(JSON.parse((await verify("other", "--checkpoint", "today", "--json")).stdout)).toMatchObject({
      state: "contradicted",
      checkpoints: [{ kind: "truncated", size: 60, from: 30, until: 60 }],
    });
  });

  test.each([
    ["a key that is none", ["--key", "nonsense"], "not the public key of a device"],
    ["a checkpoint that is none", ["--checkpoint", "nonsense"], "no checkpoint that this device has signed (malformed)"],
    [
      "a checkpoint of another device",
      ["--key", "stranger.txt", "--checkpoint", "today"],
      "no checkpoint that this device has signed (unsigned)",
    ],
    ["a file that is not there", ["--checkpoint", "tomorrow"], "no such file"],
  ])("says what is wrong with %s, and exits with 2", async (_what, options, said) => {
    const { code, stderr } = await verify("journal", ...options);
    expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
  });

  test("does not take another device's signatures", async () => {
    const { code, stdout } = await verify("journal", "--key", "stranger.txt");
    expect(code).toBe(1);
    expect(stdout).toContain("another key than this device's has signed it, or it is another kiosk's");
  });
});
