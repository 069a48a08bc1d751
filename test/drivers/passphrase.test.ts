import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readPassphrase } from "../../src/drivers/passphrase.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const folder = temporaryFolder();
const DRIVER = fileURLToPath(new URL("../../src/drivers/passphrase.ts", import.meta.url));
const ASKER = join(folder, "asker.ts");
writeFileSync(
  ASKER,
  `import { askWithoutEcho } from ${JSON.stringify(DRIVER)};
const answer = await askWithoutEcho("Passphrase: ");
console.log("answer " + (answer === undefined ? "none" : Buffer.from(answer).toString("hex")));
`,
);
const hasScript = spawnSync("script", ["--version"]).status === 0;

/** What is shown on a terminal on which this is typed once the question stands there. */
async function typed(keys: string): Promise<string> {
  const child = spawn("script", ["-qec", `${process.execPath} ${ASKER}`, "/dev/null"], { stdio: ["pipe", "pipe", "inherit"] });
  let shown = "";
  for await (const chunk of child.stdout) {
    const before = shown;
    shown += String(chunk);
    if (!before.includes("Passphrase: ") && shown.includes("Passphrase: ")) child.stdin.write(keys);
  }
  child.stdin.end();
  return shown;
}

test.skipIf(!hasScript).each([
  ["what was typed", "bốn từ\r", "bốn từ"],
  ["what is left after letters were taken back, Vietnamese ones as a whole", "bốnệ\x7f\x7fn\r", "bốn"],
  ["what came after the line was wiped", "wrong\x15right\r", "right"],
  ["composed letters, whatever the keyboard sends", `${"tiếng".normalize("NFD")}\r`, "tiếng"],
])("the terminal gives %s, and never shows it", async (_, keys, answer) => {
  const shown = await typed(keys);
  expect(shown).toContain(`answer ${Buffer.from(answer.normalize("NFC")).toString("hex")}`);
  expect(shown).not.toContain(answer);
});

test.skipIf(!hasScript)("Ctrl-C ends the question without an answer", async () => {
  expect(await typed("half\x03")).toContain("answer none");
});

test("without a terminal nobody is asked", () => {
  const { stdout } = spawnSync("setsid", [process.execPath, ASKER], { encoding: "utf8" });
  expect(stdout).toBe("answer none\n");
});

test("a file gives its first line, and a long one is refused", async () => {
  writeFileSync(join(folder, "pw"), "first line\r\nsecond\n");
  expect(await readPassphrase(join(folder, "pw"))).toBe("first line");
  writeFileSync(join(folder, "long"), "x".repeat(5000));
  await expect(readPassphrase(join(folder, "long"))).rejects.toThrow("more than 1024 bytes");
});
