// Runs inside an emulated board (gpio-virt.sh): drives real lines through the driver and reads them back through other parts
// of the kernel, which know nothing of us. Prints one line a proof.
import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { LINE_NAMES } from "../../src/core/indication.ts";
import type { AnswerView } from "../../src/core/view.ts";
import { openGpioLines } from "../../src/drivers/gpio-chardev.ts";
import { createLamps } from "../../src/kiosk/lamps.ts";
import { hold, proveDeath, proveOverlay, proveSafe, proveSafeBySysfs } from "./gpio-death.ts";
import { arePins, failed, isPi, keepsLines, pins, prove, WIRING } from "./gpio-pins.ts";

/** Ours drives a relay where it falls with the process, and nowhere else. */
const relayMayBeDriven = !keepsLines;

async function messageOf(promise: Promise<unknown>): Promise<string> {
  return await promise.then(
    () => "no error",
    (error: unknown) => String(error),
  );
}

const accepted: AnswerView = {
  kind: "answer",
  id: 1,
  at: 0,
  verdict: "accept",
  reason: "granted",
  code: "T-000",
  headline: { vi: "", en: "" },
  detail: { vi: "", en: "" },
  next: { vi: "", en: "" },
  warnings: [],
};

async function proveLines(): Promise<void> {
  const lines = await openGpioLines(WIRING);
  console.log(`# chip ${lines.chip}`);
  prove("all lines are outputs and low from open on", arePins({}), pins());
  for (const name of LINE_NAMES) {
    if (name === "relay") continue;
    lines.set({ [name]: true });
    prove(`${name} drives its own pin and no other`, arePins({ [name]: true }), pins());
    lines.set({ [name]: false });
  }
  lines.set({ green: true, relay: true });
  prove(
    `the relay is ${relayMayBeDriven ? "driven" : "held low"} (${lines.relayFault ?? "no fault"})`,
    arePins({ green: true, relay: relayMayBeDriven }),
    pins(),
  );
  prove("the relay's fault is told exactly where it is held", (lines.relayFault === undefined) === relayMayBeDriven, lines.relayFault);
  const busy = await messageOf(openGpioLines(WIRING));
  prove("a second program is told who has the lines", busy.includes("EBUSY") && busy.includes("by tram-kiosk"), busy);

  const started = process.hrtime.bigint();
  for (let i = 0; i < 500; i++) lines.set({ red: i % 2 === 0, green: i % 2 === 1 });
  console.log(`# one set: ${Number(process.hrtime.bigint() - started) / 500e3} µs (emulated)`);
  lines.close();
  lines.close();
  prove(
    "after close every pin is low",
    Object.values(pins()).every((state) => state.endsWith("lo")),
    pins(),
  );
}

async function proveActiveLow(): Promise<void> {
  const lines = await openGpioLines({ ...WIRING, activeLow: ["amber", "relay"] });
  prove("an active-low lamp that is off has its pin high", pins().amber === "out hi", pins());
  lines.set({ amber: true, relay: true });
  prove("and low when it is on", pins().amber === "out lo", pins());
  prove("an active-low relay is never driven", lines.relayFault !== undefined && pins().relay === "out hi", pins());
  lines.close();
}

async function proveLamps(): Promise<void> {
  const lines = await openGpioLines(WIRING);
  const lamps = createLamps({ lines, relayPulseMs: 3000, onFault: (error) => prove("no fault", false, String(error)) });
  lamps.show(accepted);
  prove(
    "accept: green, buzzer and relay together",
    arePins({ green: true, buzzer: true, relay: relayMayBeDriven, illumination: true }),
    pins(),
  );
  await sleep(1500);
  prove("the beeps end, the relay is still pulled in", arePins({ green: true, relay: relayMayBeDriven, illumination: true }), pins());
  lamps.show({ kind: "attract" });
  prove("a new view lets the relay fall at once", arePins({ illumination: true }), pins());
  await lamps.close();
}

async function proveErrors(): Promise<void> {
  const wrongLabel = await messageOf(openGpioLines({ ...WIRING, labels: ["no-such-chip"] }));
  prove(
    "a wrong label is answered with the labels there are",
    wrongLabel.includes("no chip labelled no-such-chip among /dev/gpiochip0 ("),
    wrongLabel,
  );
  const wrongPin = await messageOf(openGpioLines({ ...WIRING, offsets: { red: 63 } }));
  prove("a pin the chip does not have is named", wrongPin.includes("refuses lines 63: EINVAL"), wrongPin);
}

const [, , heldLines] = process.argv;
if (heldLines !== undefined) {
  await hold(heldLines);
} else {
  const chips = readdirSync("/dev").filter((name) => name.startsWith("gpiochip"));
  console.log(
    `\n# Node ${process.version} ${process.arch}, ${isPi ? "Pi" : "PL061"}, ${keepsLines ? "keeps" : "drops"} a dead process's lines, ${chips}`,
  );
  if (isPi) proveOverlay();
  await proveLines();
  await proveActiveLow();
  await proveLamps();
  await proveDeath();
  await proveSafe();
  await proveSafeBySysfs();
  await proveErrors();
  console.log(failed() === 0 ? "RESULT pass" : `RESULT fail: ${failed()}`);
}
