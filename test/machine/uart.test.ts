// A reader on the serial port, the installed kiosk under systemd, and the lines of the chip as the chip says them.
import { expect } from "vitest";
import { forgedCode, goodCode } from "./kiosk-files.ts";
import { onMachine, restored, type SeenLines, untilLines } from "./restored.ts";

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
  // Looked at several times a second: the case above sees the relay's three seconds.
  const never = ({ relay, green }: SeenLines) => relay === 1 || green === 1;
  await untilLines(machine, ({ red }) => red === 1, { never });
  await untilLines(machine, ({ red }) => red === 0, { never });
});
