// What a kiosk tests of itself at every start, and when a technician asks: the doctor's own checks of the parts that break, and the readers
// and cameras as they really run.
import { type BoardStatus, boardFaults } from "../core/board-status.ts";
import type { Text } from "../core/text.ts";
import type { Clock, Sleep, Source } from "../ports.ts";
import type { KioskConfig } from "./config.ts";
import { type Check, fault, missing, ok, sure } from "./doctor-check.ts";
import { checkData } from "./doctor-data.ts";
import { checkDecoder, checkGpio } from "./doctor-devices.ts";
import { checkClock, checkRtc, checkSensors, checkService } from "./doctor-machine.ts";
import type { DoctorProbes } from "./doctor-probes.ts";

/** What is tested. */
export interface SelfTestParts {
  readonly config: Pick<KioskConfig, "board" | "data" | "demo" | "source">;
  readonly probes: Pick<DoctorProbes, "decoder" | "clock" | "sensors" | "service" | "gpio" | "folder">;
  /** Those of the configuration, in its order; open, or about to be. */
  readonly sources: readonly Source[];
  /** How the lines are that this kiosk holds; undefined where it holds none. */
  readonly board: () => BoardStatus | undefined;
  readonly clock: Clock;
  readonly sleep: Sleep;
}

/** At a start everything else is busy, too, and nobody sits there waiting: each look may take 20 s where that of `tram doctor` takes 3.3. */
export const SELF_TEST_PATIENCE = 6;

/** How long a source is waited for, in milliseconds: a camera's program takes up to 5 s on a Zero 2 W. */
const SETTLE_MS = 8000;
const LOOK_EVERY_MS = 100;
/** A mean below this is a lens cap or a dark room, and no code is read there. */
const LEAST_LIGHT = 10;

/** Tests everything; ends when the slowest probe does, whatever is broken. */
export async function testAll(parts: SelfTestParts): Promise<readonly Check[]> {
  // By itself, so that nothing else we do slows what is measured.
  const storage = await TESTS.data(parts);
  const others = await Promise.all(Object.entries(TESTS).flatMap(([name, test]) => (name === "data" ? [] : [test(parts)])));
  return [...others.flat(), ...storage];
}

/** Tests one part by the name of its check; undefined where there is no such part. */
export async function testPart(name: string, parts: SelfTestParts): Promise<Check | undefined> {
  const found = Object.entries(COVERS).find(([, names]) => names.some((each) => name === each || name.startsWith(`${each}.`)));
  const test = found && TESTS[found[0] as keyof typeof TESTS];
  return (await test?.(parts))?.find((check) => check.name === name);
}

const COVERS: Readonly<Record<keyof typeof TESTS, readonly string[]>> = {
  sources: ["source"],
  decoder: ["decoder"],
  board: ["gpio", "relay"],
  clock: ["clock", "rtc"],
  sensors: ["temperature", "power"],
  service: ["service"],
  data: ["data"],
};

const TESTS = {
  sources: ({ sources, sleep }: SelfTestParts) =>
    Promise.all(sources.map((source, place) => checkSource(`source.${place}`, source, sleep))),
  // A kiosk without a camera never loads it.
  decoder: async ({ config, probes }: SelfTestParts) =>
    config.source.some(({ kind }) => kind === "camera")
      ? await sure("decoder", async () => [checkDecoder(await probes.decoder())], list)
      : [],
  board: checkBoard,
  clock: ({ config, probes, clock }: SelfTestParts) =>
    sure(
      "clock",
      async () => {
        const facts = await probes.clock();
        const now = clock.now();
        return [checkClock(facts, now, {}), checkRtc(facts, now, !config.demo && !facts.isSynchronised)];
      },
      list,
    ),
  sensors: ({ probes }: SelfTestParts) => sure("temperature", async () => checkSensors(await probes.sensors()), list),
  service: ({ probes }: SelfTestParts) => sure("service", async () => [checkService(await probes.service())], list),
  data: ({ config, probes }: SelfTestParts) => sure("data", async () => [await checkData(config, probes)], list),
};

async function checkBoard({ config, probes, board }: SelfTestParts): Promise<readonly Check[]> {
  if (config.board.kind !== "gpio") return [];
  const { chips, pins, activeLow } = config.board;
  const checks = await sure("gpio", async () => checkGpio(await probes.gpio({ chips, pins, activeLow }), config.board), list);
  const status = board();
  const faults = status ? boardFaults(status) : [];
  if (!status || faults.length === 0) return checks;
  const why = [status.fault, status.toneFault, status.inputsFault, ...(status.astray ?? [])]
    .filter((each) => each !== undefined)
    .join("; ");
  if (why === "") return checks;
  const todo: Text = {
    vi: "xem dây nối theo hardware/README.md, rồi chạy tram doctor",
    en: "look at the wiring (hardware/README.md), then run tram doctor",
  };
  return [fault("gpio", why, todo), ...checks.filter(({ name }) => name !== "gpio")];
}

/** A reader or a camera that runs: it is there, and a camera sees light. */
async function checkSource(name: string, source: Source, sleep: Sleep): Promise<Check> {
  const never = new AbortController().signal;
  const isSettled = () => source.health().state !== "starting" && (source.light === undefined || source.light() !== undefined);
  for (let waitedMs = 0; !isSettled() && waitedMs < SETTLE_MS; waitedMs += LOOK_EVERY_MS) await sleep(LOOK_EVERY_MS, never);
  const { state, detail } = source.health();
  const light = source.light?.();
  const what: Text = { vi: detail, en: detail };
  if (state !== "ok" || (source.light && light === undefined)) {
    const todo = { vi: "cắm lại dây, rồi chạy tram doctor", en: "plug its cable in again, then run tram doctor" };
    return missing(name, { vi: `chưa sẵn sàng: ${detail || "không trả lời"}`, en: `not ready: ${detail || "no answer"}` }, todo, true);
  }
  if (light === undefined) return ok(name, detail === "" ? { vi: "sẵn sàng", en: "ready" } : what);
  const level = Math.round(light);
  if (light < LEAST_LIGHT) {
    const todo = { vi: "mở nắp che ống kính, bật đèn chiếu mã", en: "take the cap off the lens, switch the illumination on" };
    return missing(name, { vi: `ảnh tối đen (${level}/255)`, en: `the picture is black (${level} of 255)` }, todo, true);
  }
  return ok(name, { vi: `có ảnh, sáng ${level}/255`, en: `sends pictures, brightness ${level} of 255` });
}

const list = (check: Check): Check[] => [check];
