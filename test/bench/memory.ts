import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { newPublisher, rootOf } from "../support/tuf-publisher.ts";

const FAKE_CAMERA = fileURLToPath(new URL("../support", import.meta.url));
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const WATCH_SECONDS = 25;
const SETTLED_SECONDS = 10;

/** A whole kiosk with a camera. */
export interface KioskMeasured {
  /** Megabytes: most in the last ten seconds, and most of all. */
  readonly residentMb: number;
  readonly peakMb: number;
  /** Processor time in the last ten seconds, as a part of one core. */
  readonly processorShare: number;
}

/** Resident memory of a kiosk whose camera delivers empty frames, 1280 × 720 at 15 a second. Bar: 130 MB. */
export async function benchMemory(): Promise<readonly string[]> {
  const { residentMb, peakMb } = await measureKiosk({});
  return [`resident after ${WATCH_SECONDS} s: ${residentMb.toFixed(0)} MB, peak ${peakMb.toFixed(0)} MB (bar: 130 MB)`];
}

/** A kiosk as on an appliance, for 25 seconds. `environment`: what its camera shows (test/support/rpicam-vid). */
export async function measureKiosk(environment: Readonly<Record<string, string>>): Promise<KioskMeasured> {
  const folder = mkdtempSync(join(tmpdir(), "tram-bench-"));
  writeFileSync(join(folder, "root.json"), rootOf(newPublisher(), { expires: Date.now() / 1000 + 700 * 86_400 }));
  writeFileSync(
    join(folder, "kiosk.toml"),
    `id = "bench"\ndata = ${JSON.stringify(join(folder, "data"))}\n[screen]\nport = 0\n[trust]\nroot = ${JSON.stringify(join(folder, "root.json"))}\n[[source]]\nkind = "camera"\n`,
  );
  // Built, as on an appliance. Inside the clone, because what is built still looks for its packages from where it stands.
  const built = join(ROOT, "node_modules", ".cache", "bench-build");
  execFileSync(process.execPath, [join(ROOT, "scripts", "run.mjs"), "build", built], { stdio: "ignore" });
  const { flags, environment: ofService } = serviceSettings();
  const env = { ...process.env, ...ofService, PATH: `${FAKE_CAMERA}:${dirname(process.execPath)}:${process.env["PATH"]}`, ...environment };
  const kiosk = spawn(process.execPath, [...flags, join(built, "tram.js"), "kiosk", "--config", join(folder, "kiosk.toml")], {
    env,
    stdio: "ignore",
  });
  const samples: number[] = [];
  let settledSeconds = 0;
  for (let second = 0; second < WATCH_SECONDS; second++) {
    await delay(1000);
    if (second === WATCH_SECONDS - SETTLED_SECONDS - 1) settledSeconds = processorSeconds(kiosk.pid);
    samples.push(residentMegabytes(kiosk.pid));
  }
  const processorShare = (processorSeconds(kiosk.pid) - settledSeconds) / SETTLED_SECONDS;
  kiosk.kill("SIGTERM");
  await new Promise((resolve) => kiosk.once("exit", resolve));
  rmSync(folder, { recursive: true });
  return { residentMb: Math.max(...samples.slice(-SETTLED_SECONDS)), peakMb: Math.max(...samples), processorShare };
}

/** What an appliance gives its Node to be small: flags, and how the C library shares memory out. */
function serviceSettings(): { readonly flags: readonly string[]; readonly environment: Readonly<Record<string, string>> } {
  const unit = readFileSync(join(ROOT, "firmware", "systemd", "tram-kiosk.service"), "utf8");
  const flags = /^ExecStart=\S+\/node ((?:--\S+ )*)/m.exec(unit)?.[1]?.trim().split(" ") ?? [];
  const environment = Object.fromEntries(
    Array.from(unit.matchAll(/^Environment=(MALLOC_\w+)=(.*)$/gm), ([, name = "", value = ""]) => [name, value]),
  );
  return { flags, environment };
}

/** Hundredths of a second are Linux's unit there (proc(5), `utime` and `stime`; USER_HZ). */
function processorSeconds(pid: number | undefined): number {
  const [, after = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ");
  const fields = after.split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function residentMegabytes(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1000;
}
