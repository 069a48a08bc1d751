import { readFile } from "node:fs/promises";
import { displayLine } from "../core/display-text.ts";
import type { Terminator } from "../core/line-guard.ts";
import {
  type CommandSet,
  FAST_BAUD_RATE,
  type FastBaudRate,
  isAboutTerminator,
  type SettingName,
  withoutTerminator,
} from "../core/readers/command-set.ts";
import { type ReaderProfile, type ReaderProfileId, readerProfile } from "../core/readers/profiles.ts";
import type { Text } from "../core/text.ts";
import { findReaders } from "../drivers/reader-look.ts";
import { askReader, type SetUpStep, setUpReader, triggerReader, withReader } from "../drivers/reader-talk.ts";
import { parseConfig } from "./config.ts";
import type { ReaderCommands, WhichReader } from "./reader-commands.ts";
import {
  CODES_TEXTS,
  foundText,
  noCommandsText,
  otherTerminator,
  SETTING_TEXTS,
  STEP_TEXTS,
  silenceText,
  sourceToml,
  TERMINATOR_BY_HAND,
} from "./reader-texts.ts";

/** A reader that can be talked to. */
interface Named {
  readonly path: string;
  readonly baudRate: number;
  readonly profile: ReaderProfile;
  readonly commands: CommandSet;
  /** The end of code that the configuration names, where it is another than the profile's, which the commands set. */
  readonly other?: Terminator;
}

const [EXIT_DONE, EXIT_NOT, EXIT_USAGE] = [0, 1, 2] as const;

/** The commands at a kiosk. */
export const readerCommands: ReaderCommands = {
  find: ({ json = false }) => find(json),
  query: (which) => withNamed(which, (reader) => query(reader, which.json ?? false)),
  setUp: (which) => withNamed(which, (reader) => setUp(reader, which.speed ?? speedOf(which, reader), which.json ?? false)),
  trigger: (which) => withNamed(which, (reader) => trigger(reader, which.json ?? false)),
};

async function find(isJson: boolean): Promise<number> {
  const readers = await findReaders("/");
  if (isJson) print(JSON.stringify({ readers }));
  for (const reader of isJson ? [] : readers) {
    say(foundText(reader), process.stdout);
    const toml = sourceToml(reader);
    if (toml !== undefined) print(`\n${toml}\n`);
  }
  if (readers.length === 0 && !isJson) say(NOTHING, process.stderr);
  return readers.length > 0 ? EXIT_DONE : EXIT_NOT;
}

async function query(reader: Named, isJson: boolean): Promise<number> {
  const { path, baudRate, profile, commands } = reader;
  const facts = await askReader(path, baudRate, commands);
  if (isJson) print(JSON.stringify({ path, settingCodes: profile.settingCodes, ...facts }));
  if (facts.kind !== "answered") return isJson ? EXIT_NOT : complain(silenceText(facts, path), EXIT_NOT);
  const isAtSpeed = facts.baudRate === baudRate;
  if (!isJson) {
    sayBoth(`${path}, ${facts.baudRate} baud: ${facts.says}`);
    if (!isAtSpeed) say(otherSpeed(baudRate, facts.baudRate), process.stdout);
    sayStates(mapped(facts.settings, (isAsWanted) => (isAsWanted ? "wanted" : "otherwise")));
    sayAdvice(reader, facts.settings);
  }
  return isAtSpeed && !Object.values(facts.settings).includes(false) ? EXIT_DONE : EXIT_NOT;
}

async function setUp(reader: Named, speed: FastBaudRate | undefined, isJson: boolean): Promise<number> {
  const { path, baudRate, profile, commands } = reader;
  const outcome = await withReader(path, baudRate, commands, (line) => setUpReader(line, commands, baudRate, speed));
  if (isJson) print(JSON.stringify({ path, settingCodes: profile.settingCodes, ...outcome }));
  if (outcome.kind === "lost") return isJson ? EXIT_NOT : complain(LOST, EXIT_NOT);
  if (outcome.kind !== "done") return isJson ? EXIT_NOT : complain(silenceText(outcome, path), EXIT_NOT);
  const { says, foundAt, steps } = outcome;
  if (!isJson) {
    const now = outcome.baudRate;
    say(
      { vi: `${path}: ${says}, từ ${foundAt} nay là ${now} baud`, en: `${path}: ${says}, found at ${foundAt}, now ${now} baud` },
      process.stdout,
    );
    sayStates(steps);
    sayAdvice(reader, steps);
  }
  const isSet = Object.values(steps).every((step: SetUpStep) => step === "kept" || step === "changed");
  return isSet && (speed ?? outcome.baudRate) === outcome.baudRate ? EXIT_DONE : EXIT_NOT;
}

async function trigger({ path, baudRate, commands }: Named, isJson: boolean): Promise<number> {
  const outcome = await withReader(path, baudRate, commands, async (line) => ({ kind: await triggerReader(line, commands) }));
  if (isJson) print(JSON.stringify({ path, ...outcome }));
  if (outcome.kind === "not-acknowledged") return isJson ? EXIT_NOT : complain(NOT_ACKNOWLEDGED, EXIT_NOT);
  if (outcome.kind === "held" || outcome.kind === "unopened") return isJson ? EXIT_NOT : complain(silenceText(outcome, path), EXIT_NOT);
  if (!isJson) say(outcome.kind === "sent" ? SENT(path) : { vi: `${path}: đang đọc`, en: `${path}: it reads` }, process.stdout);
  return EXIT_DONE;
}

async function withNamed(which: WhichReader, talk: (reader: Named) => Promise<number>): Promise<number> {
  const named = await nameReader(which);
  if ("vi" in named) return complain(named, EXIT_USAGE);
  const profile = readerProfile(named.profile);
  const { commands } = profile;
  if (!commands) return complain(noCommandsText(profile), EXIT_NOT);
  const { path, baudRate, terminator = profile.terminator } = named;
  if (terminator === profile.terminator) return await talk({ path, baudRate, profile, commands });
  return await talk({ path, baudRate, profile, commands: withoutTerminator(commands), other: terminator });
}

/** The reader that the options mean, or why none. */
async function nameReader({
  config: file,
  source: place,
  path,
  profile,
  baud,
}: WhichReader): Promise<
  Text | { readonly path: string; readonly profile: ReaderProfileId; readonly baudRate: number; readonly terminator?: Terminator }
> {
  if (path !== undefined && file === undefined)
    return profile ? { path, profile, baudRate: baud ?? readerProfile(profile).baudRate } : PROFILE_MISSING;
  if (file === undefined || path !== undefined) return WHICH_ONE;
  const toml = await readFile(file, "utf8").catch(() => undefined);
  const parsed = toml === undefined ? undefined : parseConfig(toml);
  if (!parsed?.ok) return unusable(file);
  const sources = place === undefined ? parsed.config.source : [parsed.config.source[place]];
  for (const source of sources)
    if (source?.kind === "serial" && source.profile) {
      const { path: device, profile: family, baudRate, terminator } = source;
      return { path: device, profile: family, baudRate, terminator };
    }
  return NO_SUCH_SOURCE;
}

/** Of a reader in the configuration the speed that stands there, where it is one that readers are told. */
function speedOf({ config }: WhichReader, { baudRate }: Named): FastBaudRate | undefined {
  return config !== undefined && (baudRate === 9600 || baudRate === FAST_BAUD_RATE) ? baudRate : undefined;
}

function mapped<A, B>(states: Readonly<Partial<Record<SettingName, A>>>, map: (state: A) => B): Partial<Record<SettingName, B>> {
  return Object.fromEntries(Object.entries(states).map(([name, state]) => [name, map(state)]));
}

function sayStates(states: Readonly<Partial<Record<SettingName, keyof typeof STEP_TEXTS>>>): void {
  for (const name of Object.keys(SETTING_TEXTS) as SettingName[]) {
    const state = states[name];
    if (state === undefined) continue;
    const [about, step] = [SETTING_TEXTS[name], STEP_TEXTS[state]];
    say({ vi: `  ${about.vi}: ${step.vi}`, en: `  ${about.en}: ${step.en}` }, process.stdout);
  }
}

/** What only a person can see to; and where no command says so, how it is with the end of a code and with the setting codes. */
function sayAdvice({ profile, commands, other }: Named, known: Readonly<Partial<Record<SettingName, unknown>>>): void {
  say(profile.advice, process.stdout);
  if (other !== undefined) say(otherTerminator(other), process.stdout);
  else if (!commands.settings.some(({ name }) => isAboutTerminator(name))) say(TERMINATOR_BY_HAND, process.stdout);
  if (known["setting-codes-locked"] === undefined) say(CODES_TEXTS[profile.settingCodes], process.stdout);
}

function sayBoth(text: string): void {
  say({ vi: text, en: text }, process.stdout);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function say({ vi, en }: Text, stream: NodeJS.WriteStream): void {
  for (const text of vi === en ? [vi] : [vi, en]) stream.write(`tram reader: ${displayLine(text)}\n`);
}

function complain(text: Text, code: number): number {
  say(text, process.stderr);
  return code;
}

function otherSpeed(configured: number, found: number): Text {
  return {
    vi: `không phải ${configured} baud như cấu hình: chạy tram reader set-up, hoặc ghi baudRate = ${found}`,
    en: `not ${configured} baud as configured: run tram reader set-up, or configure baudRate = ${found}`,
  };
}

function unusable(file: string): Text {
  return {
    vi: `không dùng được cấu hình ${file}: chạy tram doctor --config ${file}`,
    en: `the configuration ${file} cannot be used: run tram doctor --config ${file}`,
  };
}

const NOTHING: Text = {
  vi: "không thấy đầu đọc USB nào: cắm vào và chạy lại; đầu đọc nối chân UART là /dev/ttyAMA0 và không tự hiện ra",
  en: "no reader on USB: plug it in and run this again; one on the UART pins is /dev/ttyAMA0 and does not show itself",
};
const SENT = (path: string): Text => ({
  vi: `${path}: đã gửi; loại này không xác nhận, xem đèn của nó có sáng không`,
  en: `${path}: sent; this family does not acknowledge it, see whether its light came on`,
});
const LOST: Text = {
  vi: "đầu đọc không trả lời nữa sau khi đổi tốc độ: rút nguồn, cắm lại, rồi chạy tram reader query",
  en: "the reader does not answer any more after the change of speed: take its supply away, plug it in again, then run tram reader query",
};
const NOT_ACKNOWLEDGED: Text = {
  vi: "đầu đọc không xác nhận lệnh: xem đèn của nó có sáng không; nếu không, chạy tram reader query",
  en: "the reader does not acknowledge: see whether its light came on; if not, run tram reader query",
};
const WHICH_ONE: Text = {
  vi: "đầu đọc nào? --config TỆP, hoặc --path THIẾT-BỊ --profile HỌ",
  en: "which reader? --config FILE, or --path DEVICE --profile FAMILY",
};
const PROFILE_MISSING: Text = { vi: "--path cần --profile: xem tram reader find", en: "--path needs --profile: see tram reader find" };
const NO_SUCH_SOURCE: Text = {
  vi: 'trong cấu hình không có [[source]] ấy với kind = "serial" và profile',
  en: 'the configuration has no such [[source]] with kind = "serial" and a profile',
};
