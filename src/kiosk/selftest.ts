// What a kiosk tests of itself at every start, and when a technician asks: the doctor's own checks of the parts that break, and the readers
// and cameras as they really run.
import type { BoardStatus } from "../core/board-status.ts";
import { faultWords, sourcePart } from "../core/fault-words.ts";
import type { SourceKind } from "../core/scan.ts";
import type { Text } from "../core/text.ts";
import type { Clock, Sleep, Source } from "../ports.ts";
import { withBoard } from "./board-checks.ts";
import type { KioskConfig } from "./config.ts";
import { type Check, coded, fault, missing, ok, sure } from "./doctor-check.ts";
import { checkData } from "./doctor-data.ts";
import { checkDecoder, checkGpio } from "./doctor-devices.ts";
import { type ClockWitnesses, checkClock, checkRtc, checkSensors, checkService } from "./doctor-machine.ts";
import type { DoctorProbes } from "./doctor-probes.ts";

/** What is tested. */
export interface SelfTestParts {
  readonly config: Pick<KioskConfig, "board" | "data" | "demo" | "source">;
  readonly probes: Pick<DoctorProbes, "decoder" | "clock" | "sensors" | "service" | "gpio" | "folder">;
  /** Those of the configuration, in its order; open, or about to be. */
  readonly sources: readonly Source[];
  /** How the lines are that this kiosk holds; undefined where it holds none. */
  readonly board: () => BoardStatus | undefined;
  /** The machine's own, which is tested. */
  readonly clock: Clock;
  /** What is known of the time beside it. */
  readonly witnesses: () => ClockWitnesses | Promise<ClockWitnesses>;
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
  const check = (await test?.(parts))?.find((each) => each.name === name);
  // A row that is there only for its fault, which is over.
  return check ?? (name === "buzzer" ? ok(name, { vi: "tốt", en: "fine" }) : undefined);
}

const COVERS: Readonly<Record<keyof typeof TESTS, readonly string[]>> = {
  sources: ["source"],
  decoder: ["decoder"],
  board: ["gpio", "buzzer", "relay"],
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
  clock: ({ config, probes, clock, witnesses }: SelfTestParts) =>
    sure(
      "clock",
      async () => {
        const [facts, known] = await Promise.all([probes.clock(), witnesses()]);
        const now = clock.now();
        return [checkClock(facts, now, known), checkRtc(facts, now, !config.demo && !facts.isSynchronised)];
      },
      list,
    ),
  sensors: ({ probes }: SelfTestParts) => sure("temperature", async () => checkSensors(await probes.sensors()), list),
  service: ({ probes }: SelfTestParts) => sure("service", async () => [checkService(await probes.service())], list),
  data: ({ config, probes }: SelfTestParts) => sure("data", async () => [await checkData(config, probes)], list),
};

async function checkBoard({ config, probes, board }: SelfTestParts): Promise<readonly Check[]> {
  if (config.board.kind !== "gpio") return [];
  const { chips, pins, activeLow, buzzer } = config.board;
  const checks = await sure(
    "gpio",
    async () => checkGpio(await probes.gpio({ chips, pins, activeLow, ...(buzzer && { buzzer }) }), config.board),
    list,
  );
  const status = board();
  return status ? withBoard(checks, status) : checks;
}

/** A reader or a camera that runs: it is there, and a camera sees light. */
async function checkSource(name: string, source: Source, sleep: Sleep): Promise<Check> {
  const never = new AbortController().signal;
  const isSettled = () => source.health().state !== "starting" && (source.light === undefined || source.light() !== undefined);
  for (let waitedMs = 0; !isSettled() && waitedMs < SETTLE_MS; waitedMs += LOOK_EVERY_MS) await sleep(LOOK_EVERY_MS, never);
  const { state, detail, advice } = source.health();
  const light = source.light?.();
  if (state !== "ok" || (source.light && light === undefined)) return unready(name, source.kind, state === "ok" ? "" : detail, advice);
  if (advice) return { ...fault(name, { vi: "mở được, nhưng không đọc được mã nào", en: "open, but reads no code" }, advice), detail };
  if (light === undefined) return ok(name, { vi: "sẵn sàng", en: detail === "" ? "ready" : `ready: ${detail}` });
  const level = Math.round(light);
  if (light < LEAST_LIGHT) {
    const todo = { vi: "mở nắp che ống kính, bật đèn chiếu mã", en: "take the cap off the lens, switch the illumination on" };
    return coded(
      "reader-silent",
      coded("camera-dark", missing(name, { vi: `ảnh tối đen (${level}/255)`, en: `the picture is black (${level} of 255)` }, todo, true)),
    );
  }
  return ok(name, { vi: `có ảnh, sáng ${level}/255`, en: `sends pictures, brightness ${level} of 255` });
}

/** A source's own words are for logs, in English: people are told what they come to, and what to do. */
function unready(name: string, kind: SourceKind, detail: string, advice?: Text): Check {
  const programs = /none of ([\w, -]+) is installed|([\w-]+) is not installed/
    .exec(detail)
    ?.slice(1)
    .find((part) => part !== undefined);
  if (programs !== undefined) {
    const found = { vi: `chưa cài chương trình đọc camera (${programs})`, en: `the program that reads it is not installed (${programs})` };
    return { ...missing(name, found, INSTALL_CAMERA, true), detail };
  }
  const what = faultWords(sourcePart(kind), detail) ?? NO_ANSWER;
  const todo = advice ?? { vi: "cắm lại dây, rồi chạy tram doctor để biết rõ hơn", en: "plug its cable in again, then run tram doctor" };
  const check = coded(
    "camera-program",
    coded(
      kind === "camera" ? "camera-missing" : "reader-missing",
      missing(name, { vi: `chưa sẵn sàng: ${what.vi}`, en: `not ready: ${what.en}` }, todo, true),
    ),
  );
  return detail === "" ? check : { ...check, detail };
}

const NO_ANSWER: Text = { vi: "thiết bị không trả lời", en: "it does not answer" };

const INSTALL_CAMERA: Text = {
  vi: "cài chương trình: sudo apt install rpicam-apps-lite (camera của Pi) hoặc v4l-utils (camera USB)",
  en: "install it: sudo apt install rpicam-apps-lite (a camera of the Pi) or v4l-utils (a USB camera)",
};

const list = (check: Check): Check[] => [check];
