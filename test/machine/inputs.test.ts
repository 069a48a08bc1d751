// Button and contacts: edges made by the chip, seen in the kiosk's figures and in its journal.
import { expect } from "vitest";
import { INPUT_PINS, type InputName } from "../../src/core/board/standard-pins.ts";
import type { Machine } from "./qemu.ts";
import { linesOf, METRICS, onMachine, restored, untilSo } from "./restored.ts";

const pull = (machine: Machine, input: InputName, how: "press" | "release") => machine.ask(`board ${how} ${INPUT_PINS[input].gpio}`);

onMachine("a door that is opened is in the figures and in the journal, and so is the case", async () => {
  const machine = await restored();
  for (const [input, contact] of [
    ["door-contact", "door"],
    ["tamper-switch", "case"],
  ] as const) {
    await pull(machine, input, "press");
    await untilSo(machine, `${METRICS} | grep -qx 'tram_contact_open{contact="${contact}"} 0'`);
    await pull(machine, input, "release");
    await untilSo(machine, `${METRICS} | grep -qx 'tram_contact_open{contact="${contact}"} 1'`);
  }
  const show = "/usr/lib/tram/node_modules/node/bin/node /usr/lib/tram/dist/tram.js journal show /var/lib/tram/journal";
  const events = ["door-closed", "door-opened", "case-closed", "case-opened"].map((event) => `grep -q event-${event} /run/events`);
  console.log(await untilSo(machine, `${show} >/run/events; ${events.join(" && ")} && grep -E 'event-(door|case)-' /run/events`));
});

onMachine("the service button carries the journal to the stick, and opens nothing", { retry: 0 }, async () => {
  const machine = await restored();
  await pull(machine, "service-button", "press");
  await pull(machine, "service-button", "release");
  // Looked at all the while, and once more afterwards: an accept would be on the lines for seconds.
  for (let hasCarried = false; ; ) {
    expect(await linesOf(machine)).toMatchObject({ relay: 0, green: 0 });
    if (hasCarried) break;
    hasCarried = (await machine.run("busybox wget -qO- http://127.0.0.1:8420/status | grep -q carriedAt")).code === 0;
  }
});
