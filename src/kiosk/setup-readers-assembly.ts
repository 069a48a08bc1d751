import type { FoundReader } from "../core/machine-facts.ts";
import { type ReaderProfileId, readerProfile } from "../core/readers/profiles.ts";
import type { SourceStatus } from "../core/screen.ts";
import type { ChosenReader } from "../core/set-up/draft.ts";
import type { GuideReader } from "../core/set-up/guide-view.ts";
import { hidReader } from "../drivers/hid-reader.ts";
import { keyboardReader } from "../drivers/keyboard-reader.ts";
import { loadLibc } from "../drivers/libc.ts";
import { machineProbes } from "../drivers/machine-probes.ts";
import { findReaders } from "../drivers/reader-look.ts";
import type { Source } from "../ports.ts";
import type { ScreenCommand } from "./provision-options.ts";
import { openCamera, sheetReader } from "./provision-readers-assembly.ts";
import { HID_NAME } from "./reader-texts.ts";

/** The header's own serial line, which says nothing of itself: it is offered, and opened once somebody has chosen it. */
const UART = "/dev/serial0";
const CAMERA = "camera";

/** What there is to read with, before anybody has said which of it this kiosk shall have. */
export interface SetupReaders {
  statuses(): readonly SourceStatus[];
  view(chosen: readonly ChosenReader[] | undefined): readonly GuideReader[];
  /** Those that a kiosk would have if nobody chose. */
  usual(): readonly ChosenReader[];
  /** The reader of this id, as it would be chosen; undefined: there is none. */
  named(id: string): ChosenReader | undefined;
  /** Its open source; undefined: nothing of that kind is open. */
  sourceOf(reader: ChosenReader): Source | undefined;
  /** Opens what was chosen and is not open: a line that says nothing of itself, or another family's speed. */
  take(reader: ChosenReader): Promise<void>;
  /** Looks for what was plugged in meanwhile. */
  look(): Promise<void>;
}

interface Known extends ChosenReader {
  readonly id: string;
  readonly name: string;
  readonly isUsual: boolean;
  source?: Source;
  read: number;
  lastLength?: number;
}

/** Every reader and camera of this machine, or those that were named. Each symbol goes to `onSymbol`; all are closed with `opened`. */
export async function openSetupReaders(
  { serial = [], baud, camera = false }: ScreenCommand,
  onSymbol: (symbol: Uint8Array) => void,
  opened: AsyncDisposableStack,
): Promise<SetupReaders> {
  const known = new Map<string, Known>();
  const isNamed = serial.length > 0 || camera;

  function open(reader: Known, source: Source): void {
    reader.source = source;
    opened.defer(() => source.close());
    source.open((symbol) => {
      reader.read += 1;
      reader.lastLength = symbol.length;
      onSymbol(symbol);
    });
  }

  async function openAs(reader: Known, baudRate = baud): Promise<void> {
    const { kind, path = "" } = reader;
    if (kind === "camera") return open(reader, await openCamera(opened, reader.path));
    if (kind === "serial") return open(reader, sheetReader(path, baudRate));
    if (kind === "hid") return open(reader, hidReader({ path, loadLibc, log: () => undefined }));
    open(reader, keyboardReader({ path, terminator: "cr", isWhole: () => false, loadLibc, log: () => undefined }));
  }

  function add(found: Omit<Known, "read">): Known {
    const reader: Known = { ...found, read: 0 };
    known.set(reader.id, reader);
    return reader;
  }

  async function look(): Promise<void> {
    if (isNamed) return;
    for (const found of await findReaders("/")) {
      const reader = known.has(found.path) ? undefined : readerOf(found);
      if (reader) await openAs(add(reader));
    }
    const isWired = !known.has(UART) && (await machineProbes().device(UART)) === "ready";
    if (isWired) add({ id: UART, kind: "serial", path: UART, name: "UART", isUsual: false });
  }

  for (const path of serial) await openAs(add({ id: path, kind: "serial", path, name: shortName(path), isUsual: true }));
  const found = isNamed ? undefined : await machineProbes().camera();
  const hasBoardCamera = camera || (found?.program !== undefined && found.devices > found.denied);
  if (hasBoardCamera) await openAs(add({ id: CAMERA, kind: "camera", name: "Camera", isUsual: true }));
  const usb = found?.usbProgram !== undefined && !hasBoardCamera ? found.usb : [];
  for (const [at, path] of usb.entries())
    await openAs(add({ id: path, kind: "camera", path, name: `Camera USB ${shortName(path)}`, isUsual: at === 0 }));
  await look();

  const all = () => [...known.values()];
  return {
    statuses: () => all().flatMap(({ source }) => (source ? [{ kind: source.kind, ...source.health() }] : [])),
    usual: () => all().flatMap((reader) => (reader.isUsual ? [chosenOf(reader)] : [])),
    named(id) {
      const reader = known.get(id);
      return reader && chosenOf(reader);
    },
    view(chosen) {
      return all().map((reader) => {
        const mine = chosen?.find((each) => isSame(each, reader));
        const profile = mine ? mine.profile : reader.profile;
        const { id, kind, name, read, lastLength, source } = reader;
        return {
          id,
          kind,
          name,
          ...(profile && { profile }),
          mayChooseProfile: kind === "serial" && !reader.profile,
          isChosen: chosen ? mine !== undefined : reader.isUsual,
          state: source?.health().state ?? "missing",
          read,
          ...(lastLength !== undefined && { lastLength }),
        };
      });
    },
    sourceOf: (reader) => all().find((each) => isSame(each, reader))?.source,
    async take(reader) {
      const mine = all().find((each) => isSame(each, reader));
      if (!mine || mine.id !== UART) return;
      await mine.source?.close();
      await openAs(mine, reader.profile && readerProfile(reader.profile).baudRate);
    },
    look,
  };
}

/** A found device as a reader that may be grabbed: never what may be somebody's keyboard. */
function readerOf({ kind, path, profile }: FoundReader): Omit<Known, "read"> | undefined {
  if (kind === "keyboard" && !profile) return undefined;
  const name = profile ? readerProfile(profile).name : shortName(path);
  const own: ChosenReader = { kind, path: kind === "hid" ? HID_NAME : path, ...family(kind, profile) };
  return { ...own, id: path, name, isUsual: true };
}

function family(kind: ChosenReader["kind"], profile: ReaderProfileId | undefined): Pick<ChosenReader, "profile"> {
  return kind === "serial" && profile ? { profile } : {};
}

function chosenOf({ kind, path, profile }: Known): ChosenReader {
  return { kind, ...(path !== undefined && { path }), ...(profile && { profile }) };
}

function isSame(one: ChosenReader, other: ChosenReader): boolean {
  return one.kind === other.kind && one.path === other.path;
}

function shortName(path: string): string {
  return path
    .slice(path.lastIndexOf("/") + 1)
    .replace(/^usb-/, "")
    .replace(/-if\d+.*$/, "");
}
