import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { growModule, honeywellModule, plugInModule } from "../support/scripted-reader.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const TRAM = fileURLToPath(new URL("../../src/tram.ts", import.meta.url));
const DOCS = readFileSync(new URL("../../docs/readers.md", import.meta.url), "utf8");
const DOCUMENTED_PATH = "/dev/serial/by-id/usb-GM65";
const folder = temporaryFolder();
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Exit code, and what is printed on both outputs. */
async function tram(...args: readonly string[]): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn(process.execPath, [TRAM, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes: Buffer) => output.push(bytes));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, output: Buffer.concat(output).toString() };
}

test("the example of docs/readers.md is true", async () => {
  const reader = await plugInModule(join(folder, "documented"), growModule());
  closing.push(reader.close);
  const [, block = ""] = /^```console\n([\s\S]*?)^```$/m.exec(DOCS) ?? [];
  const examples = block.split(/^\$ npx tram /m).filter((example) => example !== "");
  expect(examples).toHaveLength(2);
  for (const [at, example] of examples.entries()) {
    const [command = "", ...lines] = example.replaceAll(DOCUMENTED_PATH, reader.path).split("\n");
    expect(await tram(...command.split(" "))).toEqual({ code: at === 0 ? 1 : 0, output: lines.join("\n") });
  }
});

test("one of the configuration is asked, at the speed that stands there; as it should be it is 0, in JSON too", async () => {
  const module = growModule({}, 115_200);
  module.settings.set("0", 0b1101_0111).set("3", 0b10).set("96", 0b1000_0001);
  const reader = await plugInModule(join(folder, "configured"), module);
  closing.push(reader.close);
  const config = join(folder, "kiosk.toml");
  const source = `[[source]]\nkind = "serial"\npath = ${JSON.stringify(reader.path)}\nprofile = "gm65"\nbaudRate = 115200\n`;
  writeFileSync(config, `id = "k"\ndata = "/var/lib/tram"\n[trust]\nroot = "/r"\n[[source]]\nkind = "camera"\n${source}`);
  const { code, output } = await tram("reader", "query", "--config", config, "--json");
  expect({ code, answer: JSON.parse(output) }).toEqual({
    code: 0,
    answer: {
      path: reader.path,
      settingCodes: "by-command",
      kind: "answered",
      baudRate: 115_200,
      says: "GM65 family",
      settings: { "reads-by-itself": true, illumination: true, terminator: true, "setting-codes-locked": true },
    },
  });
});

test("where the configuration wants another end of code than CR, set-up leaves it alone and says so; a family without a command for it says that", async () => {
  const module = growModule({}, 115_200);
  module.settings.set("96", 0b0010_0001);
  const [grow, honeywell] = [
    await plugInModule(join(folder, "crlf"), module),
    await plugInModule(join(folder, "honeywell"), honeywellModule()),
  ];
  closing.push(grow.close, honeywell.close);
  const config = join(folder, "crlf.toml");
  const source = `[[source]]\nkind = "serial"\npath = ${JSON.stringify(grow.path)}\nprofile = "gm65"\nterminator = "crlf"\n`;
  writeFileSync(config, `id = "k"\ndata = "/var/lib/tram"\n[trust]\nroot = "/r"\n${source}`);
  const [kept, unable] = await Promise.all([
    tram("reader", "set-up", "--config", config),
    tram("reader", "query", "--path", honeywell.path, "--profile", "honeywell"),
  ]);
  expect(kept).toMatchObject({ code: 0, output: expect.stringMatching(/để nguyên[\s\S]*terminator = "crlf", this command sets CR alone/) });
  expect(module.settings.get("96")).toBe(0b0010_0001);
  expect(unable.output).toMatch(/thêm CR[\s\S]*end of code: no command that we know of sets it and reads it back/);
});

test("a family without commands, a device that is not there, and a reader that nobody named are told in both languages", async () => {
  const answers = await Promise.all([
    tram("reader", "query", "--path", "/dev/null", "--profile", "zebra"),
    tram("reader", "set-up", "--path", join(folder, "none"), "--profile", "gm65"),
    tram("reader", "trigger"),
  ]);
  expect(answers.map(({ code }) => code)).toEqual([1, 1, 2]);
  expect(answers[0]?.output).toMatch(/không nhận lệnh: quét một lần mã[\s\S]*takes no commands: show it the code/);
  expect(answers[1]?.output).toMatch(/không mở được[\s\S]*cannot be opened/);
  expect(answers[2]?.output).toMatch(/đầu đọc nào\?[\s\S]*which reader\?/);
});
