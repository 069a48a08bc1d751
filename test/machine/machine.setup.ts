// Before the cases: makes what is missing, boots the machine once, waits until the installed kiosk is ready, and saves that moment.
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";
import { writeKioskFiles } from "./kiosk-files.ts";
import { type Machine, type MachineFiles, switchOn } from "./qemu.ts";

const SCRIPTS = fileURLToPath(new URL("../../scripts/machine", import.meta.url));
const CACHE = process.env["TRAM_MACHINE_CACHE"] ?? join(homedir(), ".cache", "tram-machine");
const MIRROR = process.env["TRAM_MACHINE_MIRROR"] ?? "http://deb.debian.org/debian";
const TOOLS = ["qemu-system-x86_64", "qemu-img", "mmdebstrap", "mksquashfs", "mke2fs", "cpio", "depmod", "strip", "debugfs"];
/** For the installed kiosk to take its trust bundle, on the slowest machine, ms. */
const READY_WITHIN_MS = 240_000;

/** The files of a machine that is ready, or why there is none. */
export type MachineForCases = { readonly files: MachineFiles } | { readonly missing: string };

declare module "vitest" {
  interface ProvidedContext {
    machine: MachineForCases;
  }
}

/** Of vitest: its `globalSetup`. Gives what ends it. What is not here is no fault of the kiosk; what fails from the kiosk's installation on is one. */
export async function setup(project: TestProject): Promise<() => void> {
  const absent = whatIsMissing();
  if (absent !== undefined) return skip(project, absent);
  let base: string;
  try {
    base = await stage("Debian, its kernel and the modules", () => basePieces());
  } catch (error) {
    return skip(
      project,
      `${error instanceof Error ? error.message : error}; Debian's mirror (TRAM_MACHINE_MIRROR) and chroot are needed for that`,
    );
  }
  // For work at the cases: a folder of one's own keeps the saved machine from run to run.
  const kept = process.env["TRAM_MACHINE_OUT"];
  const out = kept ?? mkdtempSync(join(tmpdir(), "tram-machine-"));
  const files = { base, out };
  const saved = join(out, "saved");
  if (existsSync(saved)) {
    project.provide("machine", { files });
    return () => undefined;
  }
  await stage("the kiosk as it is installed", () => install(out));
  const machine = await stage("cold boot", () => switchOn(files, "cold"));
  try {
    await stage("kiosk ready", () => untilReady(machine));
    await stage("snapshot", () => machine.save());
  } finally {
    await machine.cut();
  }
  writeFileSync(saved, "");
  project.provide("machine", { files });
  return () => {
    if (kept === undefined) rmSync(out, { recursive: true, force: true });
  };
}

function skip(project: TestProject, missing: string): () => void {
  if (process.env["TRAM_MACHINE"] === "required") throw new Error(`machine: ${missing}`);
  console.log(
    `# skipped: ${missing}\n# NOT PROVED: that the installed kiosk runs under systemd, drives its lines, and survives what the cases do to it`,
  );
  project.provide("machine", { missing });
  return () => undefined;
}

async function stage<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await work();
  console.log(`# ${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${name}`);
  return result;
}

function whatIsMissing(): string | undefined {
  if (process.platform !== "linux" || process.arch !== "x64") return "the emulated board is built on x86-64 Linux only";
  if (process.getuid?.() !== 0) return "the emulated board is built by root (mmdebstrap, chroot)";
  const absent = TOOLS.filter((tool) => spawnSync("sh", ["-c", `command -v ${tool}`], { stdio: "ignore" }).status !== 0);
  if (absent.length > 0) return `not installed: ${absent.join(", ")} (test/machine/README.md)`;
  return undefined;
}

/** What changes with Debian only, kept from run to run under the hash of the scripts that made it. */
function basePieces(): string {
  const hash = createHash("sha256");
  for (const name of ["kernel.sh", "modules.sh", "root.sh", "init.sh"]) hash.update(name).update(readFileSync(join(SCRIPTS, name)));
  const base = join(CACHE, hash.digest("hex").slice(0, 16));
  if (existsSync(base)) return base;
  const aside = `${base}.making`;
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside, { recursive: true });
  for (const name of ["kernel", "modules", "root"]) runScript(`${name}.sh`, aside);
  renameSync(aside, base);
  return base;
}

async function install(out: string): Promise<void> {
  const etc = join(out, "etc");
  await writeKioskFiles(etc);
  runScript("application.sh", out, etc);
  const raw = join(out, "data.raw");
  execFileSync("mke2fs", ["-q", "-t", "ext4", "-L", "data", raw, "256M"]);
  execFileSync("qemu-img", ["convert", "-f", "raw", "-O", "qcow2", raw, join(out, "data.qcow2")]);
  rmSync(raw);
}

function runScript(name: string, ...args: readonly string[]): void {
  const env = { ...process.env, TRAM_MACHINE_MIRROR: MIRROR };
  execFileSync("sh", [join(SCRIPTS, name), ...args], { env, stdio: ["ignore", "ignore", "inherit"] });
}

async function untilReady(machine: Machine): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline) {
    if ((await machine.run(`busybox wget -qO- http://127.0.0.1:8420/metrics | grep -qx 'tram_ready 1'`)).code === 0) return;
    await sleep(500);
  }
  const { output } = await machine.run(
    "systemctl --no-pager status tram-kiosk; journalctl --no-pager -b -p notice; journalctl --no-pager -u tram-kiosk",
  );
  throw new Error(`machine: the kiosk is not ready: ${output}`);
}
