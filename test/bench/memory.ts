import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { publicJwkOf } from "../../src/core/http-signature.ts";
import { importPrivateJwk } from "../../src/core/signature.ts";
import { newPrivateJwk } from "../../src/drivers/key-generator.ts";

const FAKE_CAMERA = fileURLToPath(new URL("../support", import.meta.url));
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const WATCH_SECONDS = 25;

/** Resident memory of a kiosk whose camera delivers empty frames, 1280 × 720 at 15 a second. Aim: below 120 MB. */
export async function benchMemory(): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "tram-bench-"));
  const key = importPrivateJwk(newPrivateJwk("EdDSA"));
  writeFileSync(join(folder, "root.json"), JSON.stringify({ keys: key ? [publicJwkOf(key.publicKey)] : [] }));
  writeFileSync(
    join(folder, "kiosk.toml"),
    `id = "bench"\ndata = ${JSON.stringify(join(folder, "data"))}\n[screen]\nport = 0\n[trust]\nroot = ${JSON.stringify(join(folder, "root.json"))}\n[[source]]\nkind = "camera"\n`,
  );
  // Built, as on an appliance. Inside the clone, because what is built still looks for its packages from where it stands.
  const built = join(ROOT, "node_modules", ".cache", "bench-build");
  execFileSync(process.execPath, [join(ROOT, "scripts", "run.mjs"), "build", built], { stdio: "ignore" });
  const env = { ...process.env, PATH: `${FAKE_CAMERA}:${process.env["PATH"]}` };
  const kiosk = spawn(process.execPath, [join(built, "tram.js"), "kiosk", "--config", join(folder, "kiosk.toml")], {
    env,
    stdio: "ignore",
  });
  const samples: number[] = [];
  for (let second = 0; second < WATCH_SECONDS; second++) {
    await delay(1000);
    samples.push(residentMegabytes(kiosk.pid));
  }
  kiosk.kill("SIGTERM");
  await new Promise((resolve) => kiosk.once("exit", resolve));
  rmSync(folder, { recursive: true });
  const settled = samples.slice(-10);
  return [
    `resident after ${WATCH_SECONDS} s: ${Math.max(...settled).toFixed(0)} MB, peak ${Math.max(...samples).toFixed(0)} MB (aim: below 120 MB)`,
  ];
}

function residentMegabytes(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1000;
}
