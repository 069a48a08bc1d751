// Sound as it lies in a file: RIFF WAVE with plain samples (Multimedia Programming Interface and Data Specifications 1.0, IBM and Microsoft 1991).

/** Sound of one channel. */
export interface Sound {
  /** Samples a second. */
  readonly rateHz: number;
  /** 16 bits each. */
  readonly samples: Int16Array;
}

/** Largest file of one prompt, bytes: twenty seconds of the highest rate. */
export const MAX_WAV_BYTES = 2 * 1024 * 1024;

const HEADER_BYTES = 44;
const PCM = 1;
/** Rates that sound cards and browsers take, samples a second. */
const [LEAST_RATE, MOST_RATE] = [8000, 48_000] as const;

/** Reads a file of one channel with 16 bits a sample; a sentence why not where it is another. What stands beside the samples (a title, a name) is not looked at. */
export function parseWav(bytes: Uint8Array): { readonly ok: true; readonly sound: Sound } | { readonly ok: false; readonly why: string } {
  const no = (why: string) => ({ ok: false, why }) as const;
  if (bytes.length > MAX_WAV_BYTES) return no(`more than ${MAX_WAV_BYTES} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || nameAt(view, 0) !== "RIFF" || nameAt(view, 8) !== "WAVE") return no("no WAV file");
  let rateHz: number | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const [name, size] = [nameAt(view, at), view.getUint32(at + 4, true)];
    const start = at + 8;
    if (start + size > bytes.length) return no("it is cut off");
    if (name === "fmt ") {
      if (size < 16 || view.getUint16(start, true) !== PCM) return no("its samples are not plain (PCM)");
      if (view.getUint16(start + 2, true) !== 1) return no("it has more than one channel");
      if (view.getUint16(start + 14, true) !== 16) return no("its samples are not of 16 bits");
      rateHz = view.getUint32(start + 4, true);
      if (rateHz < LEAST_RATE || rateHz > MOST_RATE) return no(`${rateHz} samples a second, not ${LEAST_RATE} to ${MOST_RATE}`);
    }
    if (name === "data") {
      if (rateHz === undefined) return no("no WAV file");
      return { ok: true, sound: { rateHz, samples: samplesAt(view, start, size) } };
    }
    at = start + size + (size % 2);
  }
  return no("it has no samples");
}

/** The file of a sound. */
export function writeWav({ rateHz, samples }: Sound): Uint8Array {
  const view = new DataView(new ArrayBuffer(HEADER_BYTES + 2 * samples.length));
  const name = (at: number, text: string) => {
    for (let index = 0; index < text.length; index++) view.setUint8(at + index, text.charCodeAt(index));
  };
  name(0, "RIFF");
  view.setUint32(4, HEADER_BYTES - 8 + 2 * samples.length, true);
  name(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, PCM, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rateHz, true);
  view.setUint32(28, 2 * rateHz, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  name(36, "data");
  view.setUint32(40, 2 * samples.length, true);
  for (const [index, sample] of samples.entries()) view.setInt16(HEADER_BYTES + 2 * index, sample, true);
  return new Uint8Array(view.buffer);
}

function nameAt(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(at + index)));
}

function samplesAt(view: DataView, start: number, size: number): Int16Array {
  return Int16Array.from({ length: Math.floor(size / 2) }, (_, index) => view.getInt16(start + 2 * index, true));
}
