import { readPart } from "../core/provisioning/code-parts.ts";
import { readConfirmation } from "../core/provisioning/confirmation.ts";
import { serialReader } from "../drivers/serial-reader.ts";
import { systemClock } from "../drivers/system-clock.ts";
import type { Source } from "../ports.ts";

/** As a kiosk's camera (camera-config.ts). */
const CAMERA = { width: 1280, height: 720, framesPerSecond: 15 };

/** What reads the codes of a sheet; each of them is closed with `opened`. */
export async function openReaders(
  { serial, baudRate, camera }: { readonly serial: readonly string[]; readonly baudRate?: number; readonly camera: boolean },
  opened: AsyncDisposableStack,
): Promise<readonly Source[]> {
  const sources = [...serial.map((path) => sheetReader(path, baudRate)), ...(camera ? [await openCamera(opened)] : [])];
  for (const source of sources) opened.defer(() => source.close());
  return sources;
}

/** A reader that ends a symbol early where it is part of a sheet. */
export function sheetReader(path: string, baudRate: number | undefined): Source {
  const isWhole = (symbol: Uint8Array) => readPart(symbol) !== undefined || readConfirmation(symbol) !== undefined;
  return serialReader({ path, isWhole, log: () => undefined, ...(baudRate !== undefined && { baudRate }) });
}

/** A camera, or the USB camera at this device; its decoder is closed with `opened`. */
export async function openCamera(opened: AsyncDisposableStack, device?: string): Promise<Source> {
  const [{ createCameraSource }, { createSpawnedCamera }, { createQrDecoder }] = await Promise.all([
    import("./camera-source.ts"),
    import("../drivers/spawned-camera.ts"),
    import("../drivers/qr-decoder.ts"),
  ]);
  const decoder = createQrDecoder();
  opened.defer(() => decoder.close());
  return createCameraSource({
    camera: createSpawnedCamera({ ...CAMERA, ...(device !== undefined && { device }) }),
    decoder,
    clock: systemClock,
  });
}
