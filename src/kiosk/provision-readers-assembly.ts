import { setTimeout as delay } from "node:timers/promises";
import { readPart } from "../core/provisioning/code-parts.ts";
import { readConfirmation } from "../core/provisioning/confirmation.ts";
import { machineLook } from "../drivers/machine-look.ts";
import { serialReader } from "../drivers/serial-reader.ts";
import { systemClock } from "../drivers/system-clock.ts";
import type { Source } from "../ports.ts";

/** How often we look for a reader that was plugged in meanwhile, in milliseconds. */
const LOOK_EVERY_MS = 2000;
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

/** Every reader of this machine, also one that is plugged in later: nobody has told it yet which one is its own. */
export async function openAnyReaders(
  baudRate: number | undefined,
  onSymbol: (symbol: Uint8Array) => void,
  opened: AsyncDisposableStack,
): Promise<() => readonly Source[]> {
  const { serialDevices } = machineLook("/");
  const { machineProbes } = await import("../drivers/machine-probes.ts");
  const { program, devices, denied, usbProgram, usb } = await machineProbes().camera();
  const hasCamera = (program !== undefined && devices > denied) || (usbProgram !== undefined && usb.length > 0);
  const sources = new Map<string, Source>();
  const stop = new AbortController();

  const add = (name: string, source: Source): void => {
    sources.set(name, source);
    opened.defer(() => source.close());
    source.open(onSymbol);
  };
  const look = async (): Promise<void> => {
    for (const path of await serialDevices()) if (!sources.has(path)) add(path, sheetReader(path, baudRate));
  };

  if (hasCamera) add("camera", await openCamera(opened));
  await look();
  const looking = (async () => {
    while (!stop.signal.aborted) {
      await delay(LOOK_EVERY_MS, undefined, { signal: stop.signal }).catch(() => undefined);
      if (!stop.signal.aborted) await look();
    }
  })();
  opened.defer(async () => {
    stop.abort();
    await looking;
  });
  return () => [...sources.values()];
}

function sheetReader(path: string, baudRate: number | undefined): Source {
  const isWhole = (symbol: Uint8Array) => readPart(symbol) !== undefined || readConfirmation(symbol) !== undefined;
  return serialReader({ path, isWhole, log: () => undefined, ...(baudRate !== undefined && { baudRate }) });
}

async function openCamera(opened: AsyncDisposableStack): Promise<Source> {
  const [{ createCameraSource }, { createSpawnedCamera }, { createQrDecoder }] = await Promise.all([
    import("./camera-source.ts"),
    import("../drivers/spawned-camera.ts"),
    import("../drivers/qr-decoder.ts"),
  ]);
  const decoder = createQrDecoder();
  opened.defer(() => decoder.close());
  return createCameraSource({ camera: createSpawnedCamera(CAMERA), decoder, clock: systemClock });
}
