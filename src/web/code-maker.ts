import { decodeBase45, encodeBase45 } from "../core/base45.ts";
import { liveCode } from "../core/live-code.ts";
import { drawQr, type QrDrawing } from "../core/qr-drawing.ts";
import type { EpochSeconds } from "../core/time.ts";
import type { WalletCredential } from "../core/wallet.ts";
import type { HolderKey } from "./wallet-key.ts";

/** A code as it stands on the telephone's screen. */
export interface ShownCode {
  /** What the QR code carries. */
  readonly text: string;
  readonly madeAt: EpochSeconds;
  /** False: the credential as it is, which looks the same on any day and on any paper. */
  readonly isLive: boolean;
  readonly drawing: QrDrawing;
}

/** The credential shown at this moment: signed by its holder, packed and drawn, all in the browser. */
export async function makeLiveCode({ text }: WalletCredential, key: HolderKey, now: EpochSeconds): Promise<ShownCode> {
  const packed = decodeBase45(text);
  if (!packed.ok) throw new Error("wallet: a credential that is kept here is no Base45 any more");
  const credential = await piped(packed.value, new DecompressionStream("deflate"));
  const madeAt = Math.floor(now);
  const code = liveCode(credential, madeAt);
  const token = code.signed(await key.sign(code.toSign));
  return shown(encodeBase45(await piped(token, new CompressionStream("deflate"))), madeAt, true);
}

/** The credential without its holder's signature, for comparison. */
export function staticCode({ text }: WalletCredential, now: EpochSeconds): ShownCode {
  return shown(text, now, false);
}

function shown(text: string, madeAt: EpochSeconds, isLive: boolean): ShownCode {
  const drawing = drawQr(text);
  if (!drawing) throw new Error(`wallet: no QR code holds ${text.length} characters`);
  return { text, madeAt, isLive, drawing };
}

/** "deflate" is zlib to browsers (Compression Streams §3). */
async function piped(bytes: Uint8Array, through: CompressionStream | DecompressionStream): Promise<Uint8Array> {
  const stream = new Blob([new Uint8Array(bytes)]).stream().pipeThrough(through);
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Side of a code's picture in pixels, at least; a module is a whole number of them. */
const SIDE = 1000;

/** A code and its picture, as a camera or a thief has it; the detail of the events `hold-up` and `capture`. */
export interface PicturedCode {
  readonly code: ShownCode;
  /** A PNG file. */
  readonly picture: Blob;
}

/** The code as a picture: what a camera in front of the telephone would have to read. */
export async function pictured(code: ShownCode): Promise<PicturedCode> {
  return { code, picture: await pngOf(code.drawing) };
}

async function pngOf({ modules, path }: QrDrawing): Promise<Blob> {
  const scale = Math.ceil(SIDE / modules);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = modules * scale;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("wallet: the browser has no canvas, codes cannot be held up");
  context.scale(scale, scale);
  context.fillStyle = "#fff";
  context.fillRect(0, 0, modules, modules);
  context.fillStyle = "#000";
  context.fill(new Path2D(path));
  return await new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("wallet: the browser made no PNG"))), "image/png");
  });
}
