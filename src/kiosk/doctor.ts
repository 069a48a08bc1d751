// `tram doctor`: what is there, what is missing, what to do. It looks and judges; it changes nothing.
import type { Clock } from "../ports.ts";
import { type CameraConfig, cameraSettings } from "./camera-config.ts";
import { checkCode } from "./check-codes.ts";
import type { KioskConfig } from "./config.ts";
import { cameraWithoutFfmpeg, checkCamera, checkCameraSource } from "./doctor-cameras.ts";
import { type Check, type DatedCheck, sure } from "./doctor-check.ts";
import { checkConfiguration } from "./doctor-configuration.ts";
import { checkData } from "./doctor-data.ts";
import { checkAddon, checkDecoder } from "./doctor-devices.ts";
import { checkJournal } from "./doctor-journal.ts";
import { checkLanguages } from "./doctor-languages.ts";
import { examineLines } from "./doctor-lines.ts";
import { type ClockWitnesses, checkClock, checkMachine, checkRtc, checkSensors, checkService } from "./doctor-machine.ts";
import { checkCentral, checkScreen } from "./doctor-network.ts";
import { checkLastRefusal, checkSticks } from "./doctor-offers.ts";
import type { DoctorProbes } from "./doctor-probes.ts";
import { checkReader, checkSerialDevices } from "./doctor-readers.ts";
import { type Health, healthOf, type Look, reportAsJson, reportLines, type Section } from "./doctor-report.ts";
import { checkSound } from "./doctor-sound.ts";
import { checkStaff } from "./doctor-staff.ts";
import { checkDeviceKey, checkRoot, checkTrust, trustPlaceOf } from "./doctor-trust.ts";

export interface DoctorOptions {
  /** The kiosk's configuration; absent: the machine alone is looked at. */
  readonly configFile: string | undefined;
  readonly json: boolean;
  readonly look: Look;
  /** Takes one line, without its end. */
  readonly print: (line: string) => void;
  readonly probes: DoctorProbes;
  readonly clock: Clock;
}

/** Exit code: 0 all is well but for what this kiosk can do without, 1 a fault, 3 something that its configuration needs is missing. */
export type DoctorExit = 0 | 1 | 3;

const EXIT_OF: Readonly<Record<Health, DoctorExit>> = { ok: 0, fault: 1, degraded: 3 };

/** Looks at the machine and, with a configuration, at the kiosk; prints the findings. Ends within five seconds, whatever is broken. */
export async function doctor(options: DoctorOptions): Promise<DoctorExit> {
  const sections = await examine(options);
  if (options.json) options.print(reportAsJson(sections));
  else {
    for (const line of reportLines(sections, options.look)) options.print(line);
    const hasCodes = sections.some(({ checks }) => checks.some((check) => checkCode(check) !== undefined));
    if (hasCodes) options.print("  Mã T-…: tram explain MÃ / codes T-...: tram explain CODE");
    if (options.configFile === undefined) {
      options.print("  Thêm --config TỆP để kiểm tra cả cấu hình, dữ liệu, danh sách tin cậy và máy chủ.");
      options.print("  With --config FILE the configuration, the data, the trust list and central are checked, too.");
    }
  }
  return EXIT_OF[healthOf(sections.flatMap(({ checks }) => checks))];
}

/** The findings themselves, section by section. */
export async function examine({
  configFile,
  probes,
  clock,
}: Pick<DoctorOptions, "configFile" | "probes" | "clock">): Promise<readonly Section[]> {
  const configuration =
    configFile === undefined ? undefined : await sure("configuration", () => checkConfiguration(configFile, probes), alone);
  const config = configuration?.config;
  // By itself, so that nothing else we do slows what is measured.
  const data = config && (await sure("data", () => checkData(config, probes), itself));
  const [kiosk, devices, machine] = await Promise.all([
    config && examineKiosk(config, probes, clock),
    examineDevices(config, probes),
    examineMachine(probes),
  ]);
  const timing = await sure("clock", () => examineClock(config, kiosk ?? [], probes, clock), list);
  const kioskChecks = [configuration?.check, data, ...(kiosk ?? []).map(({ check }) => check)].filter((check) => check !== undefined);
  return [
    { title: { vi: "Máy", en: "Machine" }, checks: [...machine, ...timing] },
    { title: { vi: "Thiết bị", en: "Devices" }, checks: devices },
    ...(kioskChecks.length === 0 ? [] : [{ title: { vi: "Kiosk", en: "Kiosk" }, checks: kioskChecks }]),
  ];
}

async function examineMachine(probes: DoctorProbes): Promise<readonly Check[]> {
  const parts = await Promise.all([
    sure("machine", async () => checkMachine(await probes.machine()), list),
    sure("temperature", async () => checkSensors(await probes.sensors()), list),
    sure("service", async () => [checkService(await probes.service())], list),
  ]);
  return parts.flat();
}

async function examineDevices(config: KioskConfig | undefined, probes: DoctorProbes): Promise<readonly Check[]> {
  const present = await probes.serialDevices().catch(() => []);
  const hasCamera = config?.source.some(({ kind }) => kind === "camera") ?? false;
  const addon = (name: "serialport" | "koffi") => sure(name, async () => [checkAddon(name, await probes.addonFault(name))], list);
  const parts = await Promise.all([
    sure("decoder", async () => [checkDecoder(await probes.decoder())], list),
    addon("serialport"),
    addon("koffi"),
    sure("camera", async () => [checkCamera(await probes.camera(), hasCamera)], list),
    [checkSerialDevices(present)],
    ...(config?.source ?? []).map((source, place) => {
      const name = `source.${place}`;
      if (source.kind === "camera") return sure(name, async () => [await examineCamera(place, source, probes)], list);
      return sure(name, async () => [await examineReader(place, source, present, probes)], list);
    }),
    sure("gpio", () => examineLines(config, probes), list),
  ]);
  return parts.flat();
}

async function examineCamera(place: number, source: CameraConfig, probes: DoctorProbes): Promise<Check> {
  const state = source.device === undefined ? undefined : await probes.device(source.device);
  // A look that fails is told by the check of all cameras.
  const facts = await probes.camera().catch(() => undefined);
  const path = facts && cameraWithoutFfmpeg(source, facts);
  const formats =
    path === undefined || (state ?? "ready") !== "ready" ? undefined : await probes.cameraFormats(path, cameraSettings(source));
  return checkCameraSource(place, source, state, facts, formats);
}

/** A reader that has commands is asked, unless some program has it. */
async function examineReader(
  place: number,
  source: Parameters<typeof checkReader>[1],
  present: readonly string[],
  probes: DoctorProbes,
): Promise<Check> {
  const state = await probes.device(source.path);
  const profile = source.kind === "serial" ? source.profile : undefined;
  const answer =
    state === "ready" && source.kind === "serial" && profile ? await probes.reader(source.path, source.baudRate, profile) : undefined;
  return checkReader(place, source, state, present, answer);
}

/** In the order in which a kiosk needs them at its start. */
async function examineKiosk(config: KioskConfig, probes: DoctorProbes, clock: Clock): Promise<readonly DatedCheck[]> {
  const root = sure(
    "trust-root",
    () => checkRoot(config, clock.now(), probes),
    (check) => ({ check, bytes: undefined }),
  );
  const parts = await Promise.all([
    sure("journal", () => checkJournal(config, probes, clock.monotonicMs), alone),
    root.then(({ check }) => ({ check })),
    root.then(({ bytes }) => sure("trust", () => checkTrust(config, bytes, clock.now(), probes), alone)),
    root.then(({ bytes }) => sure("sticks", () => examineSticks(config, bytes, probes, clock), itself)).then((check) => check && { check }),
    sure("last-refusal", () => checkLastRefusal(config, probes), itself).then((check) => ({ check })),
    sure("device-key", () => checkDeviceKey(config, probes), itself).then((check) => check && { check }),
    sure("central", () => checkCentral(config, probes), alone),
    sure("screen", () => checkScreen(config, probes), itself).then((check) => ({ check })),
    sure("languages", () => checkLanguages(config, probes), itself).then((check) => check && { check }),
    sure("staff", () => checkStaff(config, probes, clock.now()), itself).then((check) => check && { check }),
  ]);
  const sound = await sure(
    "sound",
    () => checkSound(config, probes),
    (check) => [check],
  );
  return [...parts.filter((part) => part !== undefined), ...sound.map((check) => ({ check }))];
}

async function examineSticks(
  config: KioskConfig,
  root: Uint8Array | undefined,
  probes: DoctorProbes,
  clock: Clock,
): Promise<Check | undefined> {
  const known = root && (await trustPlaceOf(config, root, probes));
  return await checkSticks(config, known?.place, Math.max(clock.now(), known?.provenAt ?? 0), probes);
}

async function examineClock(
  config: KioskConfig | undefined,
  kiosk: readonly DatedCheck[],
  probes: DoctorProbes,
  clock: Clock,
): Promise<readonly Check[]> {
  const facts = await probes.clock();
  const now = clock.now();
  const dependsOnRtc = config !== undefined && !config.demo && !facts.isSynchronised;
  return [checkClock(facts, now, witnessesIn(kiosk)), checkRtc(facts, now, dependsOnRtc)];
}

/** What this kiosk's trust bundle, journal and central say of the time. */
export async function clockWitnesses(config: KioskConfig, probes: DoctorProbes, clock: Clock): Promise<ClockWitnesses> {
  return witnessesIn(await examineKiosk(config, probes, clock));
}

function witnessesIn(checks: readonly DatedCheck[]): ClockWitnesses {
  const at = (name: string) => checks.find(({ check }) => check.name === name)?.at;
  return { trustIssuedAt: at("trust"), lastEntryAt: at("journal"), centralAt: at("central") };
}

// What a look that failed comes to, in the shape of the others.
const itself = (check: Check): Check => check;
const alone = (check: Check): { readonly check: Check } => ({ check });
const list = (check: Check): Check[] => [check];
