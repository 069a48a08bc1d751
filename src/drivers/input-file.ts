import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";

/**
 * The whole of a file, or of standard input for `-`. Rejects with a sentence for the user when there is no such file, or when it has
 * more than `maxBytes` bytes: that much is read at most, whatever the file is (a device, a pipe without end).
 */
export async function readInput(file: string, maxBytes: number): Promise<Uint8Array> {
  const stream: Readable = file === "-" ? process.stdin : createReadStream(file);
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      length += piece.length;
      if (length > maxBytes) throw new Error(`more than ${maxBytes} bytes`);
      pieces.push(piece);
    }
  } catch (error) {
    throw new Error(explain(error), { cause: error });
  }
  return Buffer.concat(pieces);
}

function explain(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return "no such file";
  if (code === "EISDIR") return "a folder, not a file";
  if (code === "EACCES") return "this file may not be read";
  return error instanceof Error ? error.message : String(error);
}
