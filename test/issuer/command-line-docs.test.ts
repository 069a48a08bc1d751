import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { temporaryFolder } from "../support/temporary-folder.ts";

const TRAM = fileURLToPath(new URL("../../src/tram.ts", import.meta.url));
const DOCS = readFileSync(new URL("../../docs/command-line.md", import.meta.url), "utf8");
const folder = temporaryFolder();

/** The examples of the page, in their order: a command and what it prints. */
const examples = [...DOCS.matchAll(/^```console\n\$ (.*)\n([\s\S]*?)^```$/gm)].map(([, command = "", output = ""]) => ({
  command,
  output,
}));

test("there are examples", () => {
  expect(examples.length).toBeGreaterThan(8);
});

// One after another: later ones use the files of earlier ones.
test.each(examples)("the example is true: $command", async ({ command, output }) => {
  const literal = output.split("…").map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  expect(await run(command.replaceAll("npx tram ", "tram "))).toMatch(new RegExp(`^${literal.join(".*")}$`));
});

/** What a shell prints on both of its outputs. */
async function run(command: string): Promise<string> {
  const child = spawn("sh", ["-c", `tram() { "${process.execPath}" "${TRAM}" "$@"; }\n${command} 2>&1`], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const output: Buffer[] = [];
  for await (const chunk of child.stdout) output.push(chunk);
  return Buffer.concat(output).toString();
}
