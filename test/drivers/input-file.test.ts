import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readInput } from "../../src/drivers/input-file.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "input-"));
  await writeFile(join(folder, "file"), Buffer.from([0, 255, 10]));
});
afterAll(() => rm(folder, { recursive: true }));

describe("an input", () => {
  test("is read whole, byte for byte", async () => {
    expect([...(await readInput(join(folder, "file"), 3))]).toEqual([0, 255, 10]);
  });

  test("is refused when it is longer than allowed, however long it is", async () => {
    await expect(readInput(join(folder, "file"), 2)).rejects.toThrow("more than 2 bytes");
    await expect(readInput("/dev/zero", 100_000)).rejects.toThrow("more than 100000 bytes");
  });

  test("that is not there, or a folder, is named as such", async () => {
    await expect(readInput(join(folder, "missing"), 2)).rejects.toThrow(/^no such file$/);
    await expect(readInput(folder, 2)).rejects.toThrow(/^a folder, not a file$/);
  });

  test("named - is standard input", async () => {
    const script = `import { readInput } from ${JSON.stringify(new URL("../../src/drivers/input-file.ts", import.meta.url).href)};
      process.stdout.write(await readInput("-", 100));`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["pipe", "pipe", "inherit"] });
    const said: Buffer[] = [];
    child.stdout.on("data", (piece: Buffer) => said.push(piece));
    child.stdin.end("from a pipe");
    await once(child, "close");
    expect(Buffer.concat(said).toString()).toBe("from a pipe");
  });
});
