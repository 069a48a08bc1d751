// A reader on the serial port, the installed kiosk under systemd, and the lines of the chip as the chip says them.
import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";
import { forgedCode, goodCode } from "./kiosk-files.ts";
import { onMachine, restored, type SeenLines, untilLines } from "./restored.ts";

/** Between two answers: nothing but the light that codes are read by. */
const LAMPS_RESTING = { red: 0, amber: 0, green: 0, white: 0, illumination: 1 } as const;
const RESTING: SeenLines = { ...LAMPS_RESTING, buzzer: 0, relay: 0 };

const areResting = (lines: SeenLines): boolean => isDeepStrictEqual(lines, RESTING);

onMachine("a credential on the UART raises green, and the relay with it; a little later all is as before", async () => {
  const machine = await restored();
  await untilLines(machine, areResting); // the lamps' round of a start is over
  const uart = await machine.socket("uart");
  uart.write(`${goodCode(1)}\r`);
  expect(await untilLines(machine, ({ green }) => green === 1)).toMatchObject({ ...LAMPS_RESTING, green: 1 });
  await untilLines(machine, ({ relay }) => relay === 1);
  expect(await untilLines(machine, ({ green }) => green === 0)).toEqual(RESTING);
});

// No second attempt: a relay that is seen once is the finding.
onMachine("a forged one raises red, and never the relay", { retry: 0 }, async () => {
  const machine = await restored();
  await untilLines(machine, areResting);
  const uart = await machine.socket("uart");
  uart.write(`${forgedCode(2)}\r`);
  // Looked at several times a second: the case above sees the relay's three seconds.
  const never = ({ relay, green }: SeenLines) => relay === 1 || green === 1;
  expect(await untilLines(machine, ({ red }) => red === 1, { never })).toMatchObject({ ...LAMPS_RESTING, red: 1 });
  expect(await untilLines(machine, ({ red }) => red === 0, { never })).toEqual(RESTING);
});
