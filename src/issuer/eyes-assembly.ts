import type { Decoder } from "../ports.ts";
import type { IssuerParts } from "./parts.ts";

/** What reads pictures. */
export type Eyes = ReturnType<typeof lazyEyes>;

/** The picture library and the decoder's thread, started with the first picture: judging a text needs neither. Close them. */
export function lazyEyes() {
  let decoder: Decoder | undefined;
  async function open() {
    const [{ loadPicture }, { createQrDecoder }] = await Promise.all([import("../drivers/picture.ts"), import("../drivers/qr-decoder.ts")]);
    decoder ??= createQrDecoder();
    return { loadPicture, decoder };
  }
  const findSymbols: IssuerParts["findSymbols"] = async (bytes) => {
    const { loadPicture, decoder: opened } = await open();
    const picture = await loadPicture(bytes);
    if (!picture.ok) return picture;
    const found = await opened.decode(picture.frame);
    return { ok: true, symbols: found.map((symbol) => symbol.bytes) };
  };
  return { open, findSymbols, close: async () => await decoder?.close() };
}
