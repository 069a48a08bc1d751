import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { STICK_NAMES, type StickName, type StickState } from "../core/sockets.ts";
import { JOURNAL_STICK_FOLDER } from "../core/stick-batch.ts";
import type { EpochSeconds } from "../core/time.ts";
import { parseTimestamp } from "../core/timestamp.ts";
import { nodeFileSystem } from "./file-system.ts";
import { journalsOnStick } from "./journal-stick.ts";
import { takeOverRepository } from "./repository-take-over.ts";
import { STICK_FOLDER } from "./stick-folder.ts";

/** Sticks as folders: in a drawer, or in the port of a kiosk, which finds a stick there as it would under /run/media. One hand does it all: one thing after another. */
export interface StickDrawer {
  /** The folder under which the kiosk looks for sticks. */
  readonly port: string;
  state(): Promise<{ readonly usbPort?: StickName; readonly sticks: readonly StickState[] }>;
  /** Puts this stick into the port, and any other back into the drawer; undefined: empties the port. */
  plug(stick: StickName | undefined): Promise<void>;
  /** Copies the newest publication onto a stick; false where it is in the kiosk. Throws where there is nothing that a kiosk would take. */
  write(stick: StickName, repository: string, now: EpochSeconds): Promise<boolean>;
  /** Carries a stick away for as long as `use` takes, which gets its folder; undefined where it is in the kiosk. */
  carry<T>(stick: StickName, use: (path: string) => Promise<T>): Promise<T | undefined>;
}

/** Opens the drawer in this folder and makes what is missing of it. */
export async function openStickDrawer(folder: string): Promise<StickDrawer> {
  const [drawer, port] = [join(folder, "drawer"), join(folder, "port")];
  for (const place of [drawer, port]) await nodeFileSystem.makeFolder(place);
  const inPort = await inFolder(port);
  for (const stick of STICK_NAMES) if (!inPort.includes(stick)) await nodeFileSystem.makeFolder(join(drawer, stick, JOURNAL_STICK_FOLDER));

  async function plug(stick: StickName | undefined): Promise<void> {
    // One rename each: whatever the kiosk is reading at that moment is gone from its path at once, as when a hand pulls it out.
    for (const other of await inFolder(port)) if (other !== stick) await nodeFileSystem.rename(join(port, other), join(drawer, other));
    if (stick && !(await inFolder(port)).includes(stick)) await nodeFileSystem.rename(join(drawer, stick), join(port, stick));
  }

  async function write(stick: StickName, repository: string, now: EpochSeconds): Promise<boolean> {
    if ((await inFolder(port)).includes(stick)) return false;
    const taken = await takeOverRepository(repository, join(drawer, stick, STICK_FOLDER), now);
    if (!taken.ok) throw new Error(`stick: ${stick} was not written, it holds what it held: ${taken.refusal}, ${taken.detail}`);
    return true;
  }

  async function carry<T>(stick: StickName, use: (path: string) => Promise<T>): Promise<T | undefined> {
    return (await inFolder(port)).includes(stick) ? undefined : await use(join(drawer, stick));
  }

  let last: Promise<unknown> = Promise.resolve();
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  }

  return {
    port,
    async state() {
      const [usbPort] = await inFolder(port);
      const sticks = STICK_NAMES.map((stick) => stickState(stick, join(stick === usbPort ? port : drawer, stick)));
      return { ...(usbPort && { usbPort }), sticks: await Promise.all(sticks) };
    },
    plug: (stick) => inTurn(() => plug(stick)),
    write: (stick, repository, now) => inTurn(() => write(stick, repository, now)),
    carry: (stick, use) => inTurn(() => carry(stick, use)),
  };
}

async function inFolder(folder: string): Promise<readonly StickName[]> {
  const names = (await nodeFileSystem.list(folder)) ?? [];
  return STICK_NAMES.filter((stick) => names.includes(stick));
}

async function stickState(name: StickName, path: string): Promise<StickState> {
  const [holds, carries] = [await trustOn(path), await entriesOn(path)];
  return { name, ...(holds && { holds }), ...(carries > 0 && { carries }) };
}

async function trustOn(path: string): Promise<StickState["holds"]> {
  try {
    const { signed } = JSON.parse(await readFile(join(path, STICK_FOLDER, "metadata", "timestamp.json"), "utf8"));
    const [version, issuedAt] = [Number(signed.version), parseTimestamp(String(signed.issued))];
    return Number.isSafeInteger(version) && issuedAt !== undefined ? { version, issuedAt } : undefined;
  } catch {
    return undefined;
  }
}

/** Entries on a stick that central has not answered for. */
async function entriesOn(path: string): Promise<number> {
  const stick = journalsOnStick(path);
  let entries = 0;
  for (const kiosk of await stick.kiosks()) {
    const ranges = await stick.batches(kiosk);
    const answered = sizeIn(await stick.readAnswer(kiosk));
    const from = Math.max(answered, Math.min(...ranges.map((range) => range.from)));
    entries += Math.max(0, ...ranges.map(({ until }) => until - from));
  }
  return entries;
}

function sizeIn(answer: Uint8Array | undefined): number {
  try {
    const { size } = JSON.parse(Buffer.from(answer ?? []).toString("utf8"));
    return Number.isSafeInteger(size) ? size : 0;
  } catch {
    return 0;
  }
}
