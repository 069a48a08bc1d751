// A kernel with nothing but sysfs: it keeps a dead process's pins whatever the chip does, so that ExecStopPost= alone lets the relay fall.
import { expect } from "vitest";
import { goodCode } from "./kiosk-files.ts";
import type { Machine } from "./qemu.ts";
import { allLow, onMachine, restored, SAFE_ENDED_WELL, untilLines, untilSo } from "./restored.ts";

const DROP_INS = "/etc/systemd/system/tram-kiosk.service.d";
const BOARD = "busybox wget -qO- http://127.0.0.1:8420/status";

/** No character device any more; the kiosk as firmware/README.md says for such a kernel, allowed this chip's folder where it names a Pi's. */
async function withSysfsOnly(more: string): Promise<Machine> {
  const machine = await restored();
  await machine.ask(`systemctl stop tram-kiosk && mv /dev/gpiochip0 /dev/hidden && mkdir -p ${DROP_INS}
    sed 's|^ReadWritePaths=.*|& -/sys/devices/platform/gpio-sim.0|' /usr/lib/systemd/system/tram-kiosk-sysfs.conf >${DROP_INS}/sysfs.conf
    printf '[Service]\\n${more}\\n' >${DROP_INS}/more.conf
    systemctl daemon-reload && systemctl start tram-kiosk`);
  await untilSo(machine, `${BOARD} | grep -q '"driver":"sysfs"'`);
  return machine;
}

async function show(machine: Machine, code: string): Promise<void> {
  (await machine.socket("uart")).write(`${code}\r`);
}

onMachine(
  "killed where nobody else lets the relay fall, it falls by the unit's ExecStopPost=",
  { timeout: 400_000, retry: 0 },
  async () => {
    // A kiosk that starts again takes every line low by itself: here nobody but that line does.
    const machine = await withSysfsOnly("Restart=no");
    await untilSo(machine, `${BOARD} >/run/board && ! grep -o '"relayFault":"[^"]*"' /run/board`); // systemd may take its time to answer
    await show(machine, goodCode(1));
    await untilLines(machine, ({ green, relay }) => green === 1 && relay === 1);
    await machine.ask("systemctl kill --signal=KILL tram-kiosk");
    expect(await untilLines(machine, () => true)).toMatchObject({ green: 1, relay: 1 });
    expect(await untilLines(machine, allLow, { withinMs: 60_000 })).toMatchObject({ relay: 0 });
    await untilSo(machine, SAFE_ENDED_WELL);
  },
);

onMachine("without that line the relay is never driven, and the status says why", { timeout: 400_000, retry: 0 }, async () => {
  const machine = await withSysfsOnly("ExecStopPost=");
  await untilSo(machine, `${BOARD} | grep -q '"relayFault":"relay: systemd does not run'`);
  await show(machine, goodCode(1));
  const never = ({ relay }: { relay: 0 | 1 }) => relay === 1;
  await untilLines(machine, ({ green }) => green === 1, { never });
  await untilLines(machine, ({ green }) => green === 0, { never });
});
