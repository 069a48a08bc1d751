import type { Clock, Decoder, FoundSymbol, LoadPicture } from "../ports.ts";

/** What `tram decode` needs from the world. */
export interface DecodeParts {
  /** The bytes of a file, or of standard input for `-`; rejects with a sentence for the user. */
  readonly readInput: (file: string) => Promise<Uint8Array>;
  readonly loadPicture: LoadPicture;
  readonly decoder: Decoder;
  readonly clock: Clock;
  /** Writes one line, without its end. */
  readonly print: (line: string) => void;
}

/** Exit code of `tram decode` when a file could not be read or is no picture. */
const EXIT_UNREADABLE = 5;

/**
 * Prints one JSON line a picture, in the order of `files`, and returns the exit code: 0 when every file was a picture, with a code in it
 * or not. `ms` is the time from the first byte read to the last code found.
 */
export async function decodePictures(files: readonly string[], parts: DecodeParts): Promise<number> {
  let exitCode = 0;
  for (const file of files) {
    const startMs = parts.clock.monotonicMs();
    const { symbols, error } = await lookInto(file, parts);
    const ms = Math.round((parts.clock.monotonicMs() - startMs) * 10) / 10;
    if (error !== undefined) exitCode = EXIT_UNREADABLE;
    parts.print(toJsonLine({ file, symbols: symbols.map(describe), ms, ...(error === undefined ? {} : { error }) }));
  }
  return exitCode;
}

async function lookInto(file: string, { readInput, loadPicture, decoder }: DecodeParts): Promise<Looked> {
  try {
    const picture = await loadPicture(await readInput(file));
    return picture.ok ? { symbols: await decoder.decode(picture.frame) } : { symbols: [], error: picture.error };
  } catch (error) {
    return { symbols: [], error: error instanceof Error ? error.message : String(error) };
  }
}

interface Looked {
  readonly symbols: readonly FoundSymbol[];
  readonly error?: string;
}

function describe({ text, bytes, corners, sequence }: FoundSymbol): object {
  return { text, bytes: Buffer.from(bytes).toString("base64"), format: "QRCode", corners, ...(sequence && { sequence }) };
}

/** Codes carry what their makers want; what could steer a terminal (C1 controls) or turn its text around (bidi) is escaped, too. */
const UNSAFE = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

function toJsonLine(value: object): string {
  return JSON.stringify(value).replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
