// Preloaded into a kiosk (`node --import`): the machine's clock as the suite turns it. The file says by how many milliseconds, and is read
// again at each SIGUSR2. Only the time of day is turned: the clock that never jumps is the kernel's own.
import { readFileSync } from "node:fs";

const file = process.env["TRAM_FAULTS_CLOCK"];
const RealDate = Date;
let turnedMs = 0;

function look(): void {
  if (file !== undefined) turnedMs = Number(readFileSync(file, "utf8"));
}

const now = () => RealDate.now() + turnedMs;

look();
process.on("SIGUSR2", look);
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, name, receiver) => (name === "now" ? now : Reflect.get(target, name, receiver)),
});
