import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { temporaryFolder } from "../support/temporary-folder.ts";

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
const read = (file: string) => readFileSync(PROJECT + file, "utf8");
const page = read("hardware/software.md");
const blocks = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block);
const folder = temporaryFolder();
/** Runs part of the page in an empty folder in place of /. */
const run = (commands: string) =>
  execFileSync("sh", ["-euc", `sudo() { "$@"; }\n${commands.replaceAll(" /usr/", ` ${folder}/usr/`)}`], { cwd: PROJECT, encoding: "utf8" });

test("every command on the page is one that a shell can read", () => {
  expect(blocks.length).toBeGreaterThan(6);
  for (const block of blocks) execFileSync("sh", ["-n", "-c", block]);
});

test("the program is tried by what it says of the machine: its version alone loads nothing that could be missing", () => {
  expect(blocks.filter((block) => block.includes("npx tram doctor"))).toHaveLength(1);
  expect(page).not.toContain("--version");
});

test("the step with services puts each file of firmware/ to the place that its README names", () => {
  run(blocks.find((block) => block.includes("firmware/systemd/")) ?? "");
  const rows = [...read("firmware/README.md").matchAll(/^\| ([\w.-]+\/[\w.-]+) +\| (\/usr\/lib\/\S+) +\|/gm)];
  const listed = rows.map(([, file = ""]) => file);
  const kept = readdirSync(`${PROJECT}firmware`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(`${PROJECT}firmware/${name}`).map((file) => `${name}/${file}`));
  // Not every kiosk wants these: for kernels older than those of the page, and to type into the counter's computer.
  const isForAll = (file: string) => file !== "systemd/tram-kiosk-sysfs.conf" && !file.includes("usb-keyboard");
  expect(listed.toSorted()).toEqual(kept.filter(isForAll).toSorted());
  for (const [, file = "", place = ""] of rows)
    expect(readFileSync(`${folder}${place}${file.replace(/.*\//, "")}`, "utf8")).toBe(read(`firmware/${file}`));
});

test("`tram` on the PATH runs what the service runs", () => {
  run(`mkdir -p ${folder}/usr/local/bin\n${page.match(/^printf .*$/m)?.[0]}`);
  const launcher = readFileSync(`${folder}/usr/local/bin/tram`, "utf8");
  const [, node = "?", program = "?"] = /^exec (\S+) (\S+) "\$@"$/m.exec(launcher) ?? [];
  expect(launcher.startsWith("#!/bin/sh\n")).toBe(true);
  const started = /^ExecStart=(\S+) .* (\S+) kiosk /m.exec(read("firmware/systemd/tram-kiosk.service"));
  expect([node, program]).toEqual([folder + (started?.[1] ?? ""), folder + (started?.[2] ?? "")]);
});

test("every file of the project that the page copies is there", () => {
  const named = page.match(/(?<=[\s<])(?:hardware|firmware)\/[\w./-]+/g) ?? [];
  expect(named.length).toBeGreaterThan(7);
  expect(named.filter((file) => !existsSync(PROJECT + file))).toEqual([]);
});

test.each(["software.md", "assembly.md"])("%s names only commands and options of tram that there are", (file) => {
  const help = read("docs/command-line.md") + read("docs/doctor.md");
  const commands = [...read(`hardware/${file}`).matchAll(/(?<=[`\n]|-u tram )tram (\w[a-z-]+(?: [a-z]+[a-z-]*)?)( --[^`\n]*)?(?=[`\n])/g)];
  expect(commands.length).toBeGreaterThan(2);
  const unknown = commands.flatMap(([, words = "", options = ""]) => [
    ...(help.includes(`tram ${words}`) || words === "--version" ? [] : [`tram ${words}`]),
    ...(options.match(/--[a-z-]+/g) ?? []).filter((option) => !help.includes(option)),
  ]);
  expect(unknown).toEqual([]);
});

test("what opens the configuration of a kiosk does so as the user who may", () => {
  const lines = ["software.md", "assembly.md"].flatMap(
    (file) => read(`hardware/${file}`).match(/[^`\n]*--config \/etc\/tram[^`\n]*/g) ?? [],
  );
  expect(lines.length).toBeGreaterThan(5);
  expect(lines.filter((line) => !line.startsWith("sudo -u tram tram "))).toEqual([]);
});
