// A reader on USB that is not there at first, comes, goes, and comes again.
import { expect } from "vitest";
import { goodCode, USB_READER } from "./kiosk-files.ts";
import type { Machine } from "./qemu.ts";
import { onMachine, restored, untilLines, untilSo } from "./restored.ts";

const opened = (times: number) =>
  `[ $(journalctl --no-pager -u tram-kiosk -o cat | grep -c '"path":"${USB_READER}".*"serial-reader: open"') -ge ${times} ]`;

async function plugIn(machine: Machine, id: string): Promise<void> {
  await machine.qmp("device_add", {
    driver: "usb-serial",
    id,
    chardev: "reader",
    bus: "usb.0",
    serial: "QR001",
    "always-plugged": true,
  });
}

onMachine("a reader that was missing at the start reads once it is plugged in, and again after it was pulled out", async () => {
  const machine = await restored();
  await plugIn(machine, "first");
  await untilSo(machine, opened(1));
  const reader = await machine.socket("reader");
  reader.write(`${goodCode(1)}\r`);
  await untilLines(machine, ({ green }) => green === 1);
  await untilLines(machine, ({ green }) => green === 0);

  await machine.qmp("device_del", { id: "first" });
  await machine.event("DEVICE_DELETED");
  await untilSo(machine, `[ ! -e ${USB_READER} ]`);
  await plugIn(machine, "second");
  await untilSo(machine, `[ -e ${USB_READER} ]`);
  const startedAt = performance.now();
  await untilSo(machine, opened(2));
  console.log(`#   open again ${Math.round(performance.now() - startedAt)} ms after the kernel had it again`);
  reader.write(`${goodCode(2)}\r`);
  expect(await untilLines(machine, ({ green }) => green === 1)).toMatchObject({ green: 1, red: 0 });
});
