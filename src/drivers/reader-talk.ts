// Conversations with a reader: is it there, how is it set, set it otherwise.

import type { ReaderFacts } from "../core/machine-facts.ts";
import { type CommandSet, type FastBaudRate, LIKELY_BAUD_RATES, type SettingName, WAKE_MS } from "../core/readers/command-set.ts";
import { messageOf } from "./awaited-reader.ts";
import { openPort, type ReaderLine, readerLine } from "./reader-line.ts";

/** A reader that answers. */
interface Met {
  readonly baudRate: number;
  readonly says: string;
}

/**
 * The speed at which a reader answers, `configured` tried first; undefined: at none of the likely ones, and the line is back at `configured`.
 * On USB the first one is right whatever it is.
 */
async function findSpeed(line: ReaderLine, commands: CommandSet, configured: number, others = LIKELY_BAUD_RATES): Promise<Met | undefined> {
  for (const baudRate of [configured, ...others.filter((each) => each !== configured)]) {
    const says = await greet(line, commands, baudRate);
    if (says !== undefined) return { baudRate, says };
  }
  await line.setSpeed(configured);
  return undefined;
}

/** What a kiosk knows of its reader from one opening to the next. */
export interface Acquaintance {
  /** The speed at which it answered last; undefined: it never did, or does no more. */
  speed: number | undefined;
  /** What it said of itself then. */
  says?: string | undefined;
  /** It did not answer when it was asked last: it is not asked at every speed again, because meanwhile no code is read. */
  isSilent: boolean;
  /** Which of the other speeds is the next to be tried. */
  turn: number;
}

/**
 * Asks a reader whether it is there: at the speed that it had last, at the configured one, and then at all others, at the next of them, or at
 * none, as on USB. Of one that is silent the line is left at the configured speed.
 */
export async function meetReader(
  line: ReaderLine,
  commands: CommandSet,
  configured: number,
  known: Acquaintance,
  others: "all" | "next" | "none",
): Promise<void> {
  const likely = LIKELY_BAUD_RATES.filter((each) => each !== configured);
  const next = likely.slice(known.turn, known.turn + 1);
  const tried = [configured, ...(others === "all" ? likely : others === "next" ? next : [])];
  const met = await findSpeed(line, commands, known.speed ?? configured, tried);
  if (!met) await line.setSpeed(configured);
  if (others === "next") known.turn = (known.turn + 1) % likely.length;
  Object.assign(known, { speed: met?.baudRate, says: met?.says, isSilent: met === undefined });
}

/** Makes a reader read once. `sent`: this family does not acknowledge it. */
export async function triggerReader(line: ReaderLine, commands: CommandSet): Promise<"acknowledged" | "not-acknowledged" | "sent"> {
  if (commands.wake) await line.ask(commands.wake, WAKE_MS);
  const reply = await line.ask(commands.trigger);
  if (reply && commands.isDone(reply)) return "acknowledged";
  return commands.isTriggerUnanswered ? "sent" : "not-acknowledged";
}

async function greet(line: ReaderLine, commands: CommandSet, baudRate: number): Promise<string | undefined> {
  await line.setSpeed(baudRate);
  if (commands.wake) await line.ask(commands.wake, WAKE_MS);
  const reply = await line.ask(commands.query);
  return reply && commands.understand(reply);
}

/** Opens a reader for the length of a conversation. Does not disturb a kiosk that has it open. */
export async function withReader<T>(
  path: string,
  baudRate: number,
  commands: CommandSet,
  talk: (line: ReaderLine) => Promise<T>,
): Promise<T | Extract<ReaderFacts, { readonly kind: "held" | "unopened" }>> {
  let line: ReaderLine;
  try {
    const port = await openPort(path, baudRate);
    port.on("error", () => undefined); // an unplugged reader is a silent one
    line = readerLine(port, commands.replies);
  } catch (error) {
    const why = messageOf(error);
    return /lock port/i.test(why) ? { kind: "held" } : { kind: "unopened", why };
  }
  try {
    return await talk(line);
  } finally {
    await line.close();
  }
}

/** Whether a reader is there, and how it is set. Changes nothing. */
export async function askReader(path: string, baudRate: number, commands: CommandSet): Promise<ReaderFacts> {
  return await withReader(path, baudRate, commands, async (line): Promise<ReaderFacts> => {
    const met = await findSpeed(line, commands, baudRate);
    return met ? { kind: "answered", ...met, settings: await readSettings(line, commands) } : { kind: "silent" };
  });
}

async function readSettings(line: ReaderLine, { settings }: CommandSet): Promise<Partial<Record<SettingName, boolean>>> {
  const read: Partial<Record<SettingName, boolean>> = {};
  for (const { name, read: command, isAsWanted } of settings) {
    const reply = await line.ask(command);
    const state = reply && isAsWanted(reply);
    if (state !== undefined) read[name] = state;
  }
  return read;
}

/** What became of one setting. `refused`: it was written and reads as before. `not-saved`: it is so, and may not be after a power cut. */
export type SetUpStep = "kept" | "changed" | "refused" | "not-understood" | "not-saved";

/** What became of setting a reader up. `lost`: it did not answer any more after the change of speed. */
export type SetUpOutcome =
  | { readonly kind: "silent" }
  | { readonly kind: "lost" }
  | {
      readonly kind: "done";
      readonly says: string;
      readonly foundAt: number;
      readonly baudRate: number;
      readonly steps: Readonly<Partial<Record<SettingName, SetUpStep>>>;
    };

/** Sets everything as a kiosk wants it, and the speed as `wanted`, where that is one that readers are told; keeps it over a power cut. */
export async function setUpReader(
  line: ReaderLine,
  commands: CommandSet,
  configured: number,
  wanted: FastBaudRate | undefined,
): Promise<SetUpOutcome> {
  const met = await findSpeed(line, commands, configured);
  if (!met) return { kind: "silent" };
  const steps: Partial<Record<SettingName, SetUpStep>> = {};
  for (const setting of commands.settings) steps[setting.name] = await setOne(line, setting);
  const baudRate = wanted === undefined || wanted === met.baudRate ? met.baudRate : await changeSpeed(line, commands, met.baudRate, wanted);
  if (baudRate === undefined) return { kind: "lost" };
  const isSaved = await save(line, commands);
  return { kind: "done", says: met.says, foundAt: met.baudRate, baudRate, steps: isSaved ? steps : withoutSaving(steps) };
}

/** Here an acknowledgement is all there is to go by. One may have been lost: it is asked for twice. */
async function save(line: ReaderLine, commands: CommandSet): Promise<boolean> {
  if (!commands.save) return true;
  for (const command of [commands.save, commands.save]) {
    const reply = await line.ask(command);
    if (reply && commands.isDone(reply)) return true;
  }
  return false;
}

function withoutSaving(steps: Readonly<Partial<Record<SettingName, SetUpStep>>>): Partial<Record<SettingName, SetUpStep>> {
  const isSet = (step: SetUpStep): boolean => step === "kept" || step === "changed";
  return Object.fromEntries(Object.entries(steps).map(([name, step]) => [name, isSet(step) ? "not-saved" : step]));
}

async function setOne(line: ReaderLine, { read, isAsWanted, write }: CommandSet["settings"][number]): Promise<SetUpStep> {
  const before = await line.ask(read);
  const state = before && isAsWanted(before);
  if (before === undefined || state === undefined) return "not-understood";
  if (state) return "kept";
  await line.ask(write(before));
  const after = await line.ask(read);
  return after && isAsWanted(after) === true ? "changed" : "refused";
}

/** Resolves to the speed at which the reader answers afterwards. Whether its acknowledgement gets through says nothing (specter-diy #401). */
async function changeSpeed(line: ReaderLine, commands: CommandSet, present: number, wanted: FastBaudRate): Promise<number | undefined> {
  await line.ask(commands.speed(wanted));
  for (const baudRate of [wanted, present]) if ((await greet(line, commands, baudRate)) !== undefined) return baudRate;
  return (await findSpeed(line, commands, wanted))?.baudRate;
}
