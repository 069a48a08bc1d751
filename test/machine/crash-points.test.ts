// Every write of the installed kiosk to its disk is logged. The disk is rebuilt as a power cut might have left it at each flush, and opened.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { journalSigner } from "../../src/core/checkpoint.ts";
import { importPrivateJwk } from "../../src/core/signature.ts";
import { openJournal } from "../../src/drivers/journal-files.ts";
import { inspectJournal } from "../../src/drivers/journal-inspection.ts";
import { verifyJournal } from "../../src/kiosk/journal-verify.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { LOG_SECTOR_BYTES, readBlockLog, replay } from "./block-log.ts";
import { goodCode, KIOSK } from "./kiosk-files.ts";
import { IS_READY, onMachine, restored, untilSo } from "./restored.ts";

const CODES = 12;
/** Of the flushes, evenly chosen; each with two random halves of what was written after it. */
const POINTS = 40;
const HALVES = 2;

/** How many entries the journal has on this disk once the kiosk has opened it; it must be whole. */
async function entriesOn(disk: string, folder: string): Promise<number> {
  expect(spawnSync("e2fsck", ["-fy", disk]).status).toBeLessThanOrEqual(1);
  const [journal, key] = [join(folder, "journal"), join(folder, "device-key.json")];
  for (const path of [journal, key]) rmSync(path, { recursive: true, force: true });
  execFileSync("debugfs", ["-R", `rdump /journal ${folder}`, disk], { stdio: "ignore" });
  execFileSync("debugfs", ["-R", `dump /device-key.json ${key}`, disk], { stdio: "ignore" });
  const deviceKey = existsSync(key) && readFileSync(key).length > 0 ? importPrivateJwk(JSON.parse(readFileSync(key, "utf8"))) : undefined;
  if (!deviceKey || !existsSync(journal)) return 0;
  const opened = await openJournal(journal, journalSigner(KIOSK, deviceKey));
  const { size } = opened;
  await opened.close();
  expect(await verifyJournal(inspectJournal, journal, { json: false }, () => undefined)).toBe(0);
  return size;
}

onMachine(
  "at whichever flush the power goes: what an earlier one made safe is there, and the journal opens",
  { timeout: 600_000, retry: 0 },
  async () => {
    const folder = temporaryFolder();
    const [start, disk, log] = [join(folder, "start.raw"), join(folder, "disk.raw"), join(folder, "writes.log")];
    execFileSync("mke2fs", ["-q", "-t", "ext4", start, "48M"]);
    execFileSync("cp", ["--sparse=always", start, disk]);
    writeFileSync(log, "");
    const machine = await restored();
    await machine.qmp("blockdev-add", {
      driver: "blklogwrites",
      "node-name": "logged",
      file: { driver: "file", filename: disk },
      log: { driver: "file", filename: log },
      "log-sector-size": LOG_SECTOR_BYTES,
    });
    await machine.qmp("device_add", { driver: "scsi-hd", drive: "logged", bus: "scsi.0" });
    await untilSo(machine, "[ -b /dev/sda ]");
    await machine.ask("systemctl stop tram-kiosk && mount -o noatime /dev/sda /var/lib/tram && systemctl start tram-kiosk");
    await untilSo(machine, IS_READY);
    const uart = await machine.socket("uart");
    for (let number = 1; number <= CODES; number++) {
      uart.write(`${goodCode(number)}\r`);
      await untilSo(machine, `busybox wget -qO- http://127.0.0.1:8420/metrics | grep -q '^tram_scans_total.* ${number}$'`);
    }
    await machine.cut();

    const writes = readBlockLog(log);
    const flushes = writes.flatMap(({ isFlush }, index) => (isFlush ? [index] : []));
    const every = Math.max(1, Math.floor(flushes.length / POINTS));
    const attempt = join(folder, "attempt.raw");
    const attemptWith = async (more: typeof writes) => {
      execFileSync("cp", ["--sparse=always", start, attempt]);
      replay(log, more, attempt);
      return await entriesOn(attempt, folder);
    };
    let [safe, done, points] = [0, 0, 0];
    for (const [turn, flush] of flushes.entries()) {
      replay(log, writes.slice(done, flush + 1), start);
      done = flush + 1;
      if (turn % every !== 0) continue;
      const entries = await attemptWith([]);
      expect(entries, `after flush ${turn} of ${flushes.length}`).toBeGreaterThanOrEqual(safe);
      safe = entries;
      const rest = writes.slice(done, flushes[turn + 1] ?? writes.length);
      for (let half = 0; half < HALVES; half++) {
        const some = rest.filter(() => Math.random() < 0.5);
        expect(await attemptWith(some), `after flush ${turn}, ${some.length} of ${rest.length} more writes`).toBeGreaterThanOrEqual(safe);
      }
      points += 1 + HALVES;
    }
    console.log(`#   ${writes.length} writes, ${flushes.length} flushes, ${points} rebuilt disks, ${safe} entries at the last`);
    expect(safe).toBeGreaterThanOrEqual(CODES);
  },
);
