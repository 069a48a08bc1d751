// Runs the commands of a document as its reader does: at a terminal that asks, on a machine whose sticks, servers and folders are in one folder.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";

const TRAM = fileURLToPath(new URL("../../src/tram.ts", import.meta.url));

/** False where no pseudo-terminal can be had. */
export const HAS_TERMINAL = spawnSync("script", ["--version"]).status === 0;

/** A block of code in a document, with the section (`## `) that it stands in. */
export interface Block {
  readonly section: string;
  readonly language: string;
  readonly text: string;
}

/** The blocks of a document, in their order. */
export function blocksOf(document: string): readonly Block[] {
  return document.split(/^## /m).flatMap((part) => {
    const section = part.split("\n", 1)[0] ?? "";
    return [...part.matchAll(/^( *)```(\w+)\n([\s\S]*?)^ *```$/gm)].map(([, indent = "", language = "", body = ""]) => ({
      section,
      language,
      text: body.replace(new RegExp(`^${indent}`, "gm"), "").trim(),
    }));
  });
}

/** What a finished block left on the terminal. */
export interface Shown {
  readonly code: number | null;
  readonly shown: string;
}

/** What people type: the answer to a question at the end of what the terminal shows, or undefined where that is no question. */
export type Answering = (shown: string) => string | undefined;

/** The words with which an administrator's commands begin, harmless here: nobody else is on this machine. */
const HARMLESS = `
sudo() { if [ "$1" = -u ]; then shift 2; fi; "$@"; }
systemctl() { echo "systemctl $*"; }
install() { while [ $# -gt 0 ]; do case "$1" in -o|-g|-m) shift 2;; -d) shift;; *) mkdir -p -m 700 "$1"; shift;; esac; done; }
`;

/** Runs commands in a shell at a terminal of its own, in this folder, and types the answers. \`tram\` is this program, and what \`bin\` holds. */
export async function runAtTerminal(folder: string, commands: string, answer: Answering): Promise<Shown> {
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, "tram"), `#!/bin/sh\nexec "${process.execPath}" "${TRAM}" "$@"\n`, { mode: 0o755 });
  writeFileSync(join(folder, "commands.sh"), `set -e\nPATH="${join(folder, "usr")}:${bin}:$PATH"${HARMLESS}\n${commands}\n`);
  const child = spawn("script", ["-qec", "sh commands.sh", "/dev/null"], { cwd: folder, stdio: ["pipe", "pipe", "inherit"] });
  let shown = "";
  let answered = 0;
  for await (const chunk of child.stdout) {
    shown += String(chunk);
    // What moves the cursor is no part of a question.
    const typed = answer(stripVTControlCharacters(shown.slice(answered)));
    if (typed === undefined) continue;
    answered = shown.length;
    child.stdin.write(`${typed}\r`);
  }
  const code = await new Promise<number | null>((resolve) =>
    child.exitCode === null ? child.on("close", resolve) : resolve(child.exitCode),
  );
  return { code, shown: shown.replaceAll("\r\n", "\n") };
}
