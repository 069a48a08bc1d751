import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readPrivateFile, writePrivateFile } from "../../src/drivers/private-file.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const folder = temporaryFolder();

describe("a private file", () => {
  test("is its owner's alone, whatever the umask says", async () => {
    const path = join(folder, "a.key");
    const umask = process.umask(0);
    try {
      expect(await writePrivateFile(path, "secret", { replace: false })).toBe("written");
    } finally {
      process.umask(umask);
    }
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await readPrivateFile(path)).toEqual({ text: "secret", isExposed: false });
  });

  test("is not replaced unasked, not even when two try at once", async () => {
    const path = join(folder, "b.key");
    const results = await Promise.all(["one", "two"].map((text) => writePrivateFile(path, text, { replace: false })));
    expect(results.sort()).toEqual(["exists", "written"]);
  });

  test("is replaced as a whole when asked, and is private again", async () => {
    const path = join(folder, "c.key");
    writeFileSync(path, "a longer text than the new one", { mode: 0o644 });
    expect(await writePrivateFile(path, "new", { replace: true })).toBe("written");
    expect([readFileSync(path, "utf8"), statSync(path).mode & 0o777]).toEqual(["new", 0o600]);
  });

  test.each([0o640, 0o604, 0o620])("that others may touch (mode %o) is called exposed", async (mode) => {
    const path = join(folder, `mode-${mode}.key`);
    writeFileSync(path, "secret");
    chmodSync(path, mode);
    expect(await readPrivateFile(path)).toMatchObject({ isExposed: true });
  });

  test("leaves nothing behind where it cannot be written", async () => {
    const inner = join(folder, "inner");
    mkdirSync(inner);
    await expect(writePrivateFile(join(inner, "nowhere", "a.key"), "x", { replace: false })).rejects.toThrow(/ENOENT/);
    expect(readdirSync(inner)).toEqual([]);
  });

  test("that is not there, or far too large, is refused with a sentence", async () => {
    await expect(readPrivateFile(join(folder, "nowhere"))).rejects.toThrow("no such file");
    await expect(readPrivateFile("/dev/zero")).rejects.toThrow("more than 65536 bytes");
  });
});
