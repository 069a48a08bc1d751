// What becomes of the lines when the kiosk dies or hangs, and of the machine when its kernel does. No second attempt:
// a moment at which the relay stays is the finding. This chip lets lines fall with their process;
// what ExecStopPost= does where they stay is shown in sysfs.test.ts, and on the Pi's own controller by `npm run test:board`.
import { expect } from "vitest";
import { goodCode } from "./kiosk-files.ts";
import type { Machine } from "./qemu.ts";
import { allLow, IS_READY, onMachine, restored, SAFE_ENDED_WELL, untilLines, untilSo } from "./restored.ts";

/** Under emulation a start takes half a minute, and the watchdog waits as long. */
const RESTARTED_WITHIN_MS = 180_000;

async function inTheMiddleOfAnAccept(): Promise<Machine> {
  const machine = await restored();
  const uart = await machine.socket("uart");
  uart.write(`${goodCode(1)}\r`);
  await untilLines(machine, ({ green, relay }) => green === 1 && relay === 1);
  return machine;
}

onMachine(
  "killed in the middle of an accept, the kiosk leaves every line low, and is back by itself",
  { timeout: 300_000, retry: 0 },
  async () => {
    const machine = await inTheMiddleOfAnAccept();
    await machine.ask("systemctl kill --signal=KILL tram-kiosk");
    expect(await untilLines(machine, allLow, { withinMs: 5000 })).toMatchObject({ relay: 0, green: 0 });
    await untilSo(machine, SAFE_ENDED_WELL);
    await untilSo(machine, `systemctl show -P NRestarts tram-kiosk | grep -qx 1 && ${IS_READY}`, RESTARTED_WITHIN_MS);
    expect(await untilLines(machine, () => true)).toMatchObject({ relay: 0 });
  },
);

onMachine(
  "a kiosk that hangs is killed by the watchdog, its lines fall, and it is started again",
  { timeout: 300_000, retry: 0 },
  async () => {
    const machine = await inTheMiddleOfAnAccept();
    await machine.ask("systemctl kill --signal=STOP tram-kiosk");
    expect(await untilLines(machine, ({ relay }) => relay === 1)).toMatchObject({ relay: 1 });
    expect(await untilLines(machine, allLow, { withinMs: 60_000 })).toMatchObject({ relay: 0, green: 0 });
    expect(await machine.ask("journalctl --no-pager -u tram-kiosk -o cat")).toMatch(/Watchdog timeout/);
    await untilSo(machine, "systemctl show -P NRestarts tram-kiosk | grep -qx 1");
  },
);

onMachine("when the kernel stands still, the hardware watchdog fires, which is a reset on a board", { retry: 0 }, async () => {
  const machine = await restored();
  expect(await machine.ask("cat /sys/class/watchdog/watchdog0/state")).toBe("active");
  // Debian restarts by itself after some panics; here it is to stand still.
  await machine.ask("echo 0 >/proc/sys/kernel/panic; echo 1 >/proc/sys/kernel/sysrq");
  const startedAt = performance.now();
  void machine.run("echo c >/proc/sysrq-trigger").catch(() => undefined);
  expect(await machine.event("WATCHDOG")).toMatchObject({ data: { action: "pause" } });
  console.log(`#   fired ${((performance.now() - startedAt) / 1000).toFixed(1)} s after the kernel stood still`);
});
