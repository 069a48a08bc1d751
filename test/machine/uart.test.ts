// A reader on the serial port, the installed kiosk under systemd, and the lines of the chip as the chip says them.
import { expect } from "vitest";
import { forgedCode, goodCode } from "./kiosk-files.ts";
import { onMachine, restored, untilLines } from "./restored.ts";

onMachine("a credential on the UART raises green, and the relay with it; a little later all is as before", async () => {
  const machine = await restored();
  const uart = await machine.socket("uart");
  uart.write(`${goodCode(1)}\r`);
  expect(await untilLines(machine, ({ green }) => green === 1)).toMatchObject({ green: 1, red: 0, amber: 0 });
  await untilLines(machine, ({ relay }) => relay === 1);
  expect(await untilLines(machine, ({ green }) => green === 0)).toMatchObject({ green: 0, red: 0, relay: 0, buzzer: 0 });
});

onMachine("a forged one raises red, and never the relay", async () => {
  const machine = await restored();
  const uart = await machine.socket("uart");
  uart.write(`${forgedCode(2)}\r`);
  expect(await untilLines(machine, ({ red }) => red === 1)).toMatchObject({ green: 0, relay: 0 });
  await untilLines(machine, ({ red, relay }) => red === 0 || relay === 1);
  expect(await machine.ask("grep -c . /sys/kernel/debug/gpio; grep -E 'GPIO|tram' /sys/kernel/debug/gpio")).not.toMatch(/relay.*hi/);
});
