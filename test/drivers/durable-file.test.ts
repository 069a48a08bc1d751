import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { replaceFile } from "../../src/drivers/durable-file.ts";
import { MAX_STATE_BYTES, openState } from "../../src/drivers/state-document.ts";
import { type Effect, type Faulty, FaultyDisk } from "../support/faulty-disk.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tram-durable-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const bytesOf = (text: string) => new TextEncoder().encode(text);
const FAULTS: readonly (readonly [Faulty, Effect, "old" | "new"])[] = [
  ["write", "lost", "old"],
  ["write", "half", "old"],
  ["write", "persisted", "old"],
  ["sync", "lost", "old"],
  ["sync", "persisted", "old"],
  ["rename", "lost", "old"],
  ["rename", "persisted", "old"], // the folder was never synced
  ["sync-folder", "lost", "old"],
  ["sync-folder", "persisted", "new"],
];

describe("replacing a file", () => {
  test("puts the new bytes there, readable by nobody else, and leaves nothing beside", async () => {
    const path = join(folder, "key");
    await replaceFile(path, bytesOf("one"));
    await replaceFile(path, bytesOf("two"));
    expect(readFileSync(path, "utf8")).toBe("two");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["key"]);
  });

  test("many times at once ends with the bytes of the last call", async () => {
    const path = join(folder, "key");
    await Promise.all(Array.from({ length: 20 }, (_, index) => replaceFile(path, bytesOf(`${index}`.repeat(1000)))));
    expect(readFileSync(path, "utf8")).toBe("19".repeat(1000));
  });

  test("without a folder is rejected, and a later call goes on", async () => {
    await expect(replaceFile(join(folder, "none", "key"), bytesOf("x"))).rejects.toThrow("key was not replaced");
    await replaceFile(join(folder, "key"), bytesOf("x"));
    expect(readFileSync(join(folder, "key"), "utf8")).toBe("x");
  });

  test.each(FAULTS)("that fails at %s (%s) and then loses power leaves all of the %3$s bytes", async (call, effect, left) => {
    const disk = new FaultyDisk();
    const path = join(folder, "key");
    await replaceFile(path, bytesOf("old"), disk);
    disk.failNext(call, effect);
    await expect(replaceFile(path, bytesOf("new"), disk)).rejects.toThrow("was not replaced");
    disk.powerCut();
    expect(readFileSync(path, "utf8")).toBe(left);
    await replaceFile(path, bytesOf("later"), disk);
    disk.powerCut();
    expect(readFileSync(path, "utf8")).toBe("later");
  });
});

describe("a state document", () => {
  interface Cursor {
    readonly size: number;
  }
  const parse = (value: unknown): Cursor | undefined =>
    typeof value === "object" && value !== null && "size" in value && typeof value.size === "number" ? { size: value.size } : undefined;
  const open = () => openState<Cursor>(join(folder, "sync", "cursor.json"), parse, { size: 0 });

  test("begins with the fallback, and has after a restart what was saved", async () => {
    const first = await open();
    expect(first).toMatchObject({ data: { size: 0 }, setAside: undefined });
    await first.update(() => ({ size: 5 }));
    expect(first.data).toEqual({ size: 5 });
    expect(await open()).toMatchObject({ data: { size: 5 }, setAside: undefined });
  });

  test("is updated in the order of the calls, each seeing the one before", async () => {
    const state = await open();
    await Promise.all(Array.from({ length: 30 }, () => state.update(({ size }) => ({ size: size + 1 }))));
    expect((await open()).data).toEqual({ size: 30 });
  });

  test.each([
    ["torn", '{"size":'],
    ["empty", ""],
    ["of another shape", '{"length":3}'],
    ["no UTF-8", Uint8Array.of(0xff, 0xfe)],
    ["too large", `{"size":1,"x":"${"x".repeat(MAX_STATE_BYTES)}"}`],
  ])("that is %s is set aside and said, and the fallback is used", async (_name, contents) => {
    await (await open()).update(() => ({ size: 5 }));
    writeFileSync(join(folder, "sync", "cursor.json"), contents);
    const state = await open();
    expect(state).toMatchObject({ data: { size: 0 }, setAside: "cursor.json.damaged" });
    expect(readFileSync(join(folder, "sync", "cursor.json.damaged"))).toEqual(Buffer.from(contents as string));
    await state.update(() => ({ size: 6 }));
    expect(await open()).toMatchObject({ data: { size: 6 }, setAside: undefined });
  });

  test("that cannot be saved keeps its data, says so, and can be saved later", async () => {
    const disk = new FaultyDisk();
    const state = await openState<Cursor>(join(folder, "cursor.json"), parse, { size: 0 }, disk);
    await state.update(() => ({ size: 1 }));
    disk.failNext("sync", "lost");
    await expect(state.update(() => ({ size: 2 }))).rejects.toThrow("cursor.json was not replaced");
    expect(state.data).toEqual({ size: 1 });
    await state.update(({ size }) => ({ size: size + 10 }));
    disk.powerCut();
    expect(readFileSync(join(folder, "cursor.json"), "utf8")).toBe('{"size":11}\n');
  });
});
