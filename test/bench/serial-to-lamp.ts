import { mkdtempSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { NO_HISTORY } from "../../src/core/history.ts";
import { WANT_EVERYTHING } from "../../src/core/policy.ts";
import { isWhole } from "../../src/core/recognise.ts";
import { openJournal } from "../../src/drivers/journal-files.ts";
import { openPseudoTerminal } from "../../src/drivers/pseudo-terminal.ts";
import { serialReader } from "../../src/drivers/serial-reader.ts";
import { createSimulatedLines } from "../../src/drivers/simulated-lines.ts";
import { systemClock } from "../../src/drivers/system-clock.ts";
import { startKiosk } from "../../src/kiosk/kiosk.ts";
import { createLamps } from "../../src/kiosk/lamps.ts";
import { TEST_SIGNER } from "../support/journal-signer.ts";
import { TEST_PSEUDONYMS } from "../support/names.ts";
import { NO_SEALING } from "../support/no-sealing.ts";
import { quantile } from "./figures.ts";

const SCANS = 300;
const CARD = "099190000001||Nguyễn Thị Kiểm Thử|15051990|Nữ|Thôn Thử Nghiệm, Xã Ví Dụ|20062021\r";
const ENTRY_BYTES = 300;

/** From the serial line to the lamp, journal on disk, against a bare write + fdatasync on the same disk. Goal: at most 1.5 × + 5 ms. */
export async function benchSerialToLamp(): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "tram-bench-"));
  const opened = await openPseudoTerminal();
  if (!opened.ok) return [opened.message];
  const { terminal } = opened;
  const journal = await openJournal(join(folder, "journal"), TEST_SIGNER);
  const lines = createSimulatedLines();
  const lamps = createLamps({ lines, onFault: console.error });
  const source = serialReader({ path: terminal.readerPath, isWhole, log: () => undefined });
  const kiosk = startKiosk({
    clock: { ...systemClock, doubt: () => undefined },
    sources: [source],
    outputs: [lamps],
    journal,
    inForce: () => ({
      trust: undefined,
      policy: WANT_EVERYTHING,
      history: { ...NO_HISTORY, remember: () => undefined, isForEver: () => false, close: async () => undefined },
    }),
    pseudonyms: TEST_PSEUDONYMS,
    sealing: NO_SEALING,
    onAnswered: () => undefined,
    onBug: console.error,
  });
  while (source.health().state !== "ok") await delay(20);

  const symbol = Buffer.from(CARD);
  const scans: number[] = [];
  const bare: number[] = [];
  const probe = await open(join(folder, "probe"), "w");
  await probe.write(Buffer.alloc(1_048_576));
  await probe.sync();
  for (let at = 0; at < SCANS; at++) {
    scans.push(await scanOnce(lines, () => terminal.write(symbol)));
    bare.push(await writeOnce(probe, at * ENTRY_BYTES));
    await delay(3);
  }
  await probe.close();
  await kiosk.close();
  await lamps.close();
  await journal.close();
  await terminal.close();
  rmSync(folder, { recursive: true });

  const row = (share: number) => {
    const [scan, disk] = [quantile(scans, share), quantile(bare, share)];
    return `${scan.toFixed(2)} ms against ${disk.toFixed(2)} ms; goal ${(1.5 * disk + 5).toFixed(2)} ms`;
  };
  return [`${SCANS} scans of a ${symbol.length}-byte code through a pseudo-terminal`, `median: ${row(0.5)}`, `p99: ${row(0.99)}`];
}

/** Milliseconds from the write until the lamps change: first all off by the next scan, then the answer. */
function scanOnce(lines: ReturnType<typeof createSimulatedLines>, write: () => void): Promise<number> {
  return new Promise((resolve) => {
    lines.set({ white: false, buzzer: false });
    const startMs = performance.now();
    const end = lines.subscribe(({ white }) => {
      if (!white) return;
      end();
      resolve(performance.now() - startMs);
    });
    write();
  });
}

/** What the disk takes for one durable append into a file made ready, as the journal does it. */
async function writeOnce(file: Awaited<ReturnType<typeof open>>, position: number): Promise<number> {
  const bytes = Buffer.alloc(ENTRY_BYTES, 1);
  const startMs = performance.now();
  await file.write(bytes, 0, bytes.length, position);
  await file.datasync();
  return performance.now() - startMs;
}
