import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sealedDigest } from "../../src/core/sealed-part.ts";
import { sealedFolder } from "../../src/drivers/sealed-folder.ts";
import { DyingDisk } from "../support/dying-disk.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const PART = Buffer.alloc(313, 1);
const DIGEST = sealedDigest(PART);

describe("the folder of sealed parts", () => {
  test("keeps a part by its digest, for its owner only", async () => {
    const folder = join(temporaryFolder(), "sealed");
    const parts = sealedFolder(folder);
    expect(await parts.list()).toEqual([]);
    expect(await parts.put(PART)).toBe(DIGEST);
    expect(await parts.list()).toEqual([DIGEST]);
    expect(Buffer.from((await parts.read(DIGEST)) ?? [])).toEqual(PART);
    const mode = (path: string) => statSync(path).mode & 0o777;
    expect([mode(folder), mode(join(folder, `${DIGEST}.sealed`))]).toEqual([0o700, 0o600]);
  });

  test("deletes one part and no other, and does not mind to be asked twice", async () => {
    const parts = sealedFolder(join(temporaryFolder(), "sealed"));
    expect(await parts.remove(DIGEST)).toBe(false);
    const [first, second] = [await parts.put(PART), await parts.put(Buffer.alloc(313, 2))];
    expect([await parts.remove(first), await parts.remove(first)]).toEqual([true, false]);
    expect(await parts.list()).toEqual([second]);
    expect(await parts.read(first)).toBeUndefined();
  });

  test("takes nothing for a part that is not what was put there, nor for one that was deleted", async () => {
    const folder = temporaryFolder();
    const parts = sealedFolder(folder);
    await parts.put(PART);
    writeFileSync(join(folder, `${DIGEST}.sealed`), PART.subarray(1));
    await expect(parts.read(DIGEST)).rejects.toThrow("is damaged");
    writeFileSync(join(folder, `${DIGEST}.sealed`), Buffer.alloc(1_000_000));
    await expect(parts.read(DIGEST)).rejects.toThrow("is damaged");
    for (const name of ["../state.json", "", "x".repeat(43)]) {
      expect(await parts.read(name)).toBeUndefined();
      expect(await parts.remove(name)).toBe(false);
    }
    writeFileSync(join(folder, "notes.txt"), "");
    expect(await parts.list()).toEqual([DIGEST]);
  });

  test("holds a part that was put there when the power goes at any moment after, and never half a one before", async () => {
    for (const death of ["lost", "persisted", "full"] as const) {
      for (let at = 0; ; at++) {
        const folder = join(temporaryFolder(), "sealed");
        const disk = new DyingDisk(at, death);
        const isPut = await sealedFolder(folder, disk)
          .put(PART)
          .then(
            () => true,
            () => false,
          );
        if (death !== "full") disk.powerCut();
        // Half a one is damaged, and no entry names it.
        const kept = await sealedFolder(folder)
          .read(DIGEST)
          .catch(() => undefined);
        if (isPut) expect(kept).toBeDefined();
        if (kept) expect(Buffer.from(kept)).toEqual(PART);
        if (!disk.hasStruck) break;
      }
    }
  });

  test("does not give back after a power cut what was removed", async () => {
    for (const death of ["lost", "persisted"] as const) {
      for (let at = 0; ; at++) {
        const folder = temporaryFolder();
        await sealedFolder(folder).put(PART);
        const disk = new DyingDisk(at, death);
        const isRemoved = await sealedFolder(folder, disk)
          .remove(DIGEST)
          .catch(() => false);
        disk.powerCut();
        if (isRemoved) expect(readdirSync(folder)).toEqual([]);
        if (!disk.hasStruck) break;
      }
    }
  });
});
