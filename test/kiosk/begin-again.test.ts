import { join } from "node:path";
import { expect, test } from "vitest";
import { openJournal } from "../../src/drivers/journal-files.ts";
import { viewJournal } from "../../src/drivers/journal-view.ts";
import { beginAgain } from "../../src/kiosk/begin-again.ts";
import { anEntry } from "../support/entries.ts";
import { SMALL } from "../support/journal-bytes.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("who reads a journal from outside begins again with what remains, whatever goes meanwhile", async () => {
  const folder = join(temporaryFolder(), "journal");
  const journal = await openJournal(folder, TEST_SIGNER, { segmentBytes: SMALL });
  for (let at = 0; at < 300; at++) await journal.append(anEntry({ at }));
  let looks = 0;
  const read = await beginAgain(async () => {
    const view = await viewJournal(folder, TEST_SIGNER);
    const seqs: number[] = [];
    if (looks++ < 3) await journal.release(60 * looks);
    for await (const { seq } of view?.read(0) ?? []) seqs.push(seq);
    return seqs;
  });
  expect([read[0], read.at(-1), looks]).toEqual([journal.firstSeq, 299, 4]);
  await journal.close();
});

test("a file that is not there however often it is looked for is a fault", async () => {
  let looks = 0;
  const gone = Object.assign(new Error("ENOENT: gone"), { code: "ENOENT" });
  await expect(beginAgain(() => Promise.reject(looks++ < 100 ? gone : new Error("too often")))).rejects.toThrow("ENOENT");
  await expect(beginAgain(() => Promise.reject(new Error("EIO")))).rejects.toThrow("EIO");
  expect(looks).toBe(5);
});
