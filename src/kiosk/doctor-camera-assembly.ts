// `tram doctor camera`: the test card before the kiosk's own camera, or in a picture.
import { type CardCodes, cardCodes } from "../core/test-card/card-codes.ts";
import { type CardScore, NOTHING_READ, nextScore } from "../core/test-card/card-score.ts";
import type { Text } from "../core/text.ts";
import { readInput } from "../drivers/input-file.ts";
import { loadPicture, MAX_PICTURE_BYTES } from "../drivers/picture.ts";
import { createQrDecoder } from "../drivers/qr-decoder.ts";
import { createSpawnedCamera } from "../drivers/spawned-camera.ts";
import { systemClock } from "../drivers/system-clock.ts";
import type { Camera, Clock, Decoder, Frame } from "../ports.ts";
import { type CameraConfig, cameraSettings } from "./camera-config.ts";
import { checkCard } from "./doctor-card.ts";
import { type Check, fault } from "./doctor-check.ts";
import { healthOf, type Look, reportAsJson, reportLines } from "./doctor-report.ts";
import type { Print } from "./journal-command.ts";
import { readConfig } from "./selftest-assembly.ts";

/** What stands on the command line. */
export interface DoctorCameraCommand {
  readonly config?: string;
  /** Place of the camera among the sources, from 0. */
  readonly source?: number;
  /** A picture of the card in place of a camera. */
  readonly picture?: string;
  readonly distance?: number;
  readonly json?: boolean;
}

/** How long the card is waited for, in milliseconds; whoever holds it needs a few seconds for each half of it. */
const WATCH_MS = 45_000;

/** Exit code as `tram doctor`; 2 where there is neither a picture nor a camera in the configuration. */
export async function doctorCamera(command: DoctorCameraCommand, look: Look, print: Print): Promise<0 | 1 | 2 | 3> {
  const checks = await lookAtCard(command, command.json ? () => undefined : print);
  if ("vi" in checks) {
    process.stderr.write(`tram doctor camera: ${checks.vi}\ntram doctor camera: ${checks.en}\n`);
    return 2;
  }
  const sections = [{ title: { vi: "Thẻ kiểm tra", en: "Test card" }, checks }];
  for (const line of command.json ? [reportAsJson(sections)] : reportLines(sections, look)) await print(line);
  return ({ ok: 0, fault: 1, degraded: 3 } as const)[healthOf(checks)];
}

/** What the card comes to before the camera or in the picture; or why neither can be had. */
async function lookAtCard(
  { config: file, source, picture, distance }: DoctorCameraCommand,
  print: Print,
): Promise<readonly Check[] | Text> {
  if (picture !== undefined) {
    return await withDecoder(async (decoder, codes) => {
      const seen = await inPicture(picture, decoder, codes);
      return "vi" in seen ? seen : judged(seen, codes, distance);
    });
  }
  if (file === undefined) return { vi: "cần --config hoặc --picture", en: "one of --config and --picture is needed" };
  const read = await readConfig(file);
  if (!read.ok) return read.why;
  const camera = cameraOf(read.config.source, source);
  if (!camera) return { vi: `${file}: không có camera như vậy`, en: `${file}: there is no such camera among its sources` };
  return await showCardTo(camera, print, new AbortController().signal, distance);
}

/** What the card comes to before this camera. `signal` ends the wait for it. */
export async function showCardTo(camera: CameraConfig, print: Print, signal: AbortSignal, distanceMm?: number): Promise<readonly Check[]> {
  await print("Đưa thẻ kiểm tra trước camera, giữ phẳng, rồi đưa từ từ cho mọi mã đi qua khung hình.");
  await print("Hold the test card flat before the camera, then move it slowly until all its codes have passed.");
  const settings = cameraSettings(camera);
  return await withDecoder(async (decoder, codes) => {
    const score = await watch(createSpawnedCamera(settings), decoder, codes, systemClock, signal);
    return judged("check" in score ? score : { score, width: settings.width }, codes, distanceMm);
  });
}

async function withDecoder<T>(look: (decoder: Decoder, codes: CardCodes) => Promise<T>): Promise<T> {
  const decoder = createQrDecoder();
  try {
    return await look(decoder, cardCodes());
  } finally {
    await decoder.close();
  }
}

function judged(seen: Seen, codes: CardCodes, distanceMm: number | undefined): readonly Check[] {
  return "check" in seen ? [seen.check] : checkCard(seen.score, codes, { width: seen.width, distanceMm });
}

/** A score and the width of the pictures in pixels; or why there was none to score. */
type Seen = { readonly score: CardScore; readonly width: number } | { readonly check: Check };

async function inPicture(file: string, decoder: Decoder, codes: CardCodes): Promise<Seen | Text> {
  let bytes: Uint8Array;
  try {
    bytes = await readInput(file, MAX_PICTURE_BYTES);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { vi: `không đọc được tệp: ${why}`, en: why };
  }
  const picture = await loadPicture(bytes);
  if (!picture.ok)
    return { vi: `${file}: không phải ảnh đọc được (PNG, JPEG, WebP, PGM): ${picture.error}`, en: `${file}: ${picture.error}` };
  return {
    score: await scored(NOTHING_READ, picture.frame, (frame) => decoder.decode(frame), codes, systemClock),
    width: picture.frame.width,
  };
}

function cameraOf(sources: readonly { readonly kind: string }[], place: number | undefined): CameraConfig | undefined {
  const isCamera = (source: { readonly kind: string } | undefined): source is CameraConfig => source?.kind === "camera";
  if (place === undefined) return sources.find(isCamera);
  const source = sources[place];
  return isCamera(source) ? source : undefined;
}

/** Looks at what a camera shows until every code of the card was read, or for as long as somebody may be expected to hold it. */
async function watch(
  camera: Camera,
  decoder: Decoder,
  codes: CardCodes,
  clock: Clock,
  signal: AbortSignal,
): Promise<CardScore | { readonly check: Check }> {
  let [score, frames, isBusy] = [NOTHING_READ, 0, false];
  const until = clock.monotonicMs() + WATCH_MS;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, WATCH_MS);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    if (signal.aborted) end();
    signal.addEventListener("abort", end, { once: true });
    camera.open((frame) => {
      frames++;
      if (isBusy || clock.monotonicMs() >= until) return frame.release?.();
      isBusy = true;
      void scored(score, frame, async (taken) => (await decoder.watch(taken)).symbols, codes, clock)
        .then((next) => {
          score = next;
          if (score.read.size < codes.codes.length || !score.greys) return;
          end();
        })
        .finally(() => {
          frame.release?.();
          isBusy = false;
        });
    });
  });
  const { detail } = camera.health();
  await camera.close();
  if (frames > 0) return score;
  const found = { vi: `camera không gửi ảnh nào (${detail})`, en: `the camera sent no picture: ${detail}` };
  const todo = {
    vi: "kiosk đang chạy thì giữ camera: sudo systemctl stop tram-kiosk rồi thử lại; hoặc xem tram doctor",
    en: "a running kiosk holds the camera: sudo systemctl stop tram-kiosk and try again; or see tram doctor",
  };
  return { check: fault("card", found, todo) };
}

/** The score after one frame, whose memory the decoder takes away: the greys are measured in a copy. */
async function scored(
  score: CardScore,
  frame: Frame,
  decode: (frame: Frame) => Promise<Parameters<typeof nextScore>[2]>,
  codes: CardCodes,
  clock: Clock,
): Promise<CardScore> {
  const { width, height, stride } = frame;
  const picture = { width, height, stride, luma: frame.luma.slice() };
  return nextScore(score, picture, await decode(frame), codes, clock.now());
}
