import type { Logger } from "pino";
import { createQrDecoder } from "../drivers/qr-decoder.ts";
import { returnSpareMemory } from "../drivers/spare-memory.ts";
import type { Source } from "../ports.ts";
import type { KioskConfig } from "./config.ts";
import { type Desk, openDesk } from "./desk-assembly.ts";
import { createSource, needsDecoder } from "./source-assembly.ts";

/** Where a kiosk's symbols come from. */
export interface KioskSources {
  /** Those of the configuration, in its order. */
  readonly readers: readonly Source[];
  /** With those of a desk. */
  readonly sources: readonly Source[];
  readonly desk: Desk | undefined;
}

/** Makes the sources of a configuration and of its desk, with the decoder that they share. `scan`: what a desk's panel holds up. */
export async function openSources(
  config: KioskConfig,
  scan: (symbol: Uint8Array) => void,
  log: Logger,
  opened: AsyncDisposableStack,
): Promise<KioskSources> {
  const decoder = needsDecoder(config) ? createQrDecoder() : undefined;
  opened.defer(() => decoder?.close());
  const spare = decoder && returnSpareMemory();
  opened.defer(() => spare?.close());
  const desk = config.desk && decoder ? await openDesk(config.desk, decoder, scan, log) : undefined;
  opened.defer(() => desk?.close());
  const readers = config.source.map((source) => createSource(source, decoder, log));
  return { readers, sources: [...readers, ...(desk?.sources ?? [])], desk };
}
