import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { lockFolder } from "../../src/drivers/folder-lock.ts";
import { openMessageQueue } from "../../src/drivers/hand-off-queue.ts";
import { handOffCommands } from "../../src/kiosk/hand-off-commands-assembly.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

afterEach(() => vi.restoreAllMocks());

/** A kiosk with one webhook, whose receiver has answered 410 and whose secret others may read. */
async function kiosk() {
  const folder = temporaryFolder();
  const at = (...names: readonly string[]) => join(folder, ...names);
  mkdirSync(at("data", "journal"), { recursive: true });
  writeFileSync(at("secrets"), `whsec_${Buffer.alloc(32, 7).toString("base64")}\n`, { mode: 0o644 });
  const hook = `[[handOff]]\nkind = "webhook"\nname = "queue"\nurl = "https://his.example/hooks"\nsecrets = "${at("secrets")}"\n`;
  const config = at("kiosk.toml");
  writeFileSync(
    config,
    `id = "quay-3"\ndata = "${at("data")}"\ntrust = { root = "/r" }\n[[source]]\nkind = "serial"\npath = "/dev/ttyS0"\n${hook}`,
  );
  await (await openMessageQueue(at("data", "hand-off", "queue"))).setEnded(true);
  const said: string[] = [];
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, "write").mockImplementation((text) => said.push(String(text)) > 0);
  const isEnded = async () => (await openMessageQueue(at("data", "hand-off", "queue"))).isEnded;
  return { config, journal: at("data", "journal"), said, isEnded };
}

test("a receiver is not switched on again beside a kiosk that runs and would not see it; without one it is", async () => {
  const { config, journal, said, isEnded } = await kiosk();
  const lock = lockFolder(journal);
  expect(await handOffCommands.enable("queue", { config })).toBe(1);
  expect(said.join("")).toContain("máy đang chạy");
  expect(await isEnded()).toBe(true);
  lock?.release();
  expect(await handOffCommands.enable("queue", { config })).toBe(0);
  expect(await isEnded()).toBe(false);
});

test("a check that fails says the code and what to do, in both languages", async () => {
  const { config, said } = await kiosk();
  expect(await handOffCommands.check({ config })).toBe(1);
  expect(said.join("")).toMatch(/✗ queue .*chmod 600\n {2}T-754 .*chmod 600.*\n {2}.*chmod 600/);
  said.length = 0;
  expect(await handOffCommands.check({ config, json: true })).toBe(1);
  expect(JSON.parse(said.join(""))).toMatchObject({ ok: false, targets: [{ name: "queue", code: "T-754" }] });
});
