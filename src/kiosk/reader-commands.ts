import { type Command, InvalidArgumentError, Option } from "commander";
import { FAST_BAUD_RATE, type FastBaudRate } from "../core/readers/command-set.ts";
import { READER_PROFILE_IDS, type ReaderProfileId } from "../core/readers/profiles.ts";

/** Notes the exit code that an action comes to. */
type Act = (running: Promise<number>) => Promise<void>;

/** Which reader is meant: one of a configuration, or one that no configuration names yet. */
export interface WhichReader {
  readonly config?: string;
  /** Its place among the sources. */
  readonly source?: number;
  readonly path?: string;
  readonly profile?: ReaderProfileId;
  readonly baud?: number;
  readonly json?: boolean;
}

/** What the commands do; each resolves to its exit code. */
export interface ReaderCommands {
  readonly find: (options: { readonly json?: boolean }) => Promise<number>;
  readonly query: (which: WhichReader) => Promise<number>;
  readonly setUp: (which: WhichReader & { readonly speed?: FastBaudRate }) => Promise<number>;
  readonly trigger: (which: WhichReader) => Promise<number>;
}

/** Adds `tram reader`. */
export function addReader(program: Command, load: () => Promise<ReaderCommands>, act: Act): void {
  const reader = program.command("reader").description("find, ask and set up the code reader; one that a running kiosk has is left alone");
  reader
    .command("find")
    .description("which readers are there, and what to write in the configuration: exit 0 some, 1 none")
    .option("--json", "answer as one JSON object")
    .action((options: { readonly json?: boolean }) => act(load().then(({ find }) => find(options))));
  which(reader.command("query"))
    .description("is it there, at which speed, how is it set: exit 0 as a kiosk wants it, 1 not")
    .action((options: WhichReader) => act(load().then(({ query }) => query(options))));
  which(reader.command("set-up"))
    .description("set it as a kiosk wants it, lock its setting codes where it can: exit 0 done, 1 not all of it")
    .option("--speed <baud>", "set its speed, too: 9600 or 115200; absent: that of the configuration", speed)
    .action((options: WhichReader & { readonly speed?: FastBaudRate }) => act(load().then(({ setUp }) => setUp(options))));
  which(reader.command("trigger"))
    .description("make it read once, where it waits for that: exit 0 acknowledged, or sent where a family does not acknowledge, 1 not")
    .action((options: WhichReader) => act(load().then(({ trigger }) => trigger(options))));
}

function which(command: Command): Command {
  return command
    .option("--config <file>", "the kiosk's configuration; its first reader with a profile is meant")
    .option("--source <n>", "place of the reader among its sources, from 0", wholeNumber)
    .option("--path <device>", "a reader that is in no configuration, best below /dev/serial/by-id")
    .addOption(new Option("--profile <family>", "its family, with --path").choices(READER_PROFILE_IDS))
    .option("--baud <n>", "its speed, with --path; that of its family without this, and others are tried", wholeNumber)
    .option("--json", "answer as one JSON object");
}

function wholeNumber(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError("Cần một số nguyên. / A whole number is needed.");
  return Number(text);
}

function speed(text: string): FastBaudRate {
  if (text === "9600") return 9600;
  if (text === String(FAST_BAUD_RATE)) return FAST_BAUD_RATE;
  throw new InvalidArgumentError("9600 hoặc 115200. / 9600 or 115200.");
}
