import { readFile } from "node:fs/promises";
import type { Logger } from "pino";
import type { DeskSample } from "../core/desk.ts";
import { isPart } from "../core/parts.ts";
import { isWhole } from "../core/recognise.ts";
import { FILM } from "../core/scene/desk-film.ts";
import { createDeskCamera } from "../drivers/desk-camera.ts";
import { contactRoutes } from "../drivers/desk-contacts.ts";
import { createDeskFilm, type DeskFilm } from "../drivers/desk-film.ts";
import { deskPanel } from "../drivers/desk-panel.ts";
import { loadPicture } from "../drivers/picture.ts";
import { openPseudoTerminal } from "../drivers/pseudo-terminal.ts";
import { serialReader } from "../drivers/serial-reader.ts";
import { createSimulatedInputs, type SimulatedInputs } from "../drivers/simulated-inputs.ts";
import { systemClock } from "../drivers/system-clock.ts";
import type { Decoder, Source } from "../ports.ts";
import { createCameraSource } from "./camera-source.ts";
import type { KioskConfig } from "./config.ts";

/** The samples that the film of a desk shows: one that is accepted, and one that is not. */
const FILM_SAMPLES = ["accepted", "expired"] as const;

/** The hardware of a desk, put together. */
export interface Desk {
  readonly routes: ReturnType<typeof deskPanel>;
  readonly sources: readonly Source[];
  /** Its button and contacts, for a board that is simulated. */
  readonly inputs: SimulatedInputs;
  /** Path of the serial line; undefined where this system has no pseudo-terminals. */
  readonly serialLine: string | undefined;
  close(): Promise<void>;
}

/** The desk's hardware: a webcam's frames, a pseudo-terminal as the reader's line, and the panel that holds up codes. */
export async function openDesk(
  { samples, serialLine: link, ...urls }: NonNullable<KioskConfig["desk"]>,
  decoder: Decoder,
  scan: (symbol: Uint8Array) => void,
  log: Logger,
): Promise<Desk> {
  const camera = createDeskCamera();
  const opened = await openPseudoTerminal(link === undefined ? {} : { link });
  if (!opened.ok) log.warn(opened.message);
  const terminal = opened.ok ? opened.terminal : undefined;
  const serialLine = terminal && (link ?? terminal.userPath);
  const sources: Source[] = [createCameraSource({ camera, decoder, clock: systemClock, name: "desk" })];
  if (terminal) sources.push(serialReader({ path: terminal.readerPath, isWhole, log: (event, facts) => log.info(facts, event) }));
  const known = samples === undefined ? [] : (JSON.parse(await readFile(samples, "utf8")) as readonly DeskSample[]);
  const film = filmOf(known);
  const inputs = createSimulatedInputs(systemClock.monotonicMs);
  const panel = deskPanel({
    samples: known,
    async onPicture(bytes) {
      const picture = await loadPicture(bytes);
      if (!picture.ok) return "not-a-picture";
      const found = await decoder.decode(picture.frame);
      // A piece of a symbol, whose other codes are not in the picture, is nothing that could be judged.
      const symbols = found.filter(({ sequence }) => !sequence).map((symbol) => symbol.bytes);
      const [symbol] = symbols.toSorted((a, b) => Number(isWhole(b)) - Number(isWhole(a)));
      if (!symbol) return "no-code";
      // The codes of a card in several parts stand side by side: the kiosk puts them together.
      for (const shown of isPart(symbol) ? symbols.filter(isPart) : [symbol]) scan(shown);
      return "read";
    },
    onText: scan,
    onFrame: camera.push,
    ...(film && { film: { facts: FILM, frame: film.frame } }),
    ...(terminal && serialLine !== undefined && { serialLine, writeSerial: (bytes: Uint8Array) => void terminal.write(bytes) }),
    ...urls,
  });
  const routes = { ...panel, ...contactRoutes(inputs) };
  return { routes, sources, inputs, serialLine, close: async () => void (await Promise.all([terminal?.close(), film?.close()])) };
}

/** The film with two of the samples in it; undefined where they are not among them. */
function filmOf(samples: readonly DeskSample[]): DeskFilm | undefined {
  const [accepted, refused] = FILM_SAMPLES.map((id) => samples.find((sample) => sample.id === id)?.text);
  return accepted !== undefined && refused !== undefined ? createDeskFilm([accepted, refused]) : undefined;
}
