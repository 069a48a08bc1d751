import type { Logger } from "pino";
import { readerProfile } from "../core/readers/profiles.ts";
import { isWhole, mayBePart } from "../core/recognise.ts";
import type { ReaderLog } from "../drivers/awaited-reader.ts";
import { hidReader } from "../drivers/hid-reader.ts";
import { keyboardReader } from "../drivers/keyboard-reader.ts";
import { loadLibc } from "../drivers/libc.ts";
import { serialReader } from "../drivers/serial-reader.ts";
import { createSpawnedCamera } from "../drivers/spawned-camera.ts";
import { systemClock } from "../drivers/system-clock.ts";
import type { Decoder, Source } from "../ports.ts";
import { cameraSettings } from "./camera-config.ts";
import { createCameraSource } from "./camera-source.ts";
import type { KioskConfig } from "./config.ts";

/** Whether anything of this kiosk sends frames. */
export function needsDecoder(config: KioskConfig): boolean {
  return config.desk !== undefined || config.source.some(({ kind }) => kind === "camera");
}

/** A reader or a camera of the configuration. All cameras share one decoder, which knows them by their names. */
export function createSource(source: KioskConfig["source"][number], decoder: Decoder | undefined, log: Logger): Source {
  const say: ReaderLog = (event, facts) => log.info(facts, event);
  switch (source.kind) {
    case "serial": {
      const { profile, ...options } = source;
      return serialReader({ ...options, commands: profile && readerProfile(profile).commands, isWhole, mayBePart, log: say });
    }
    case "keyboard":
      return keyboardReader({ ...source, isWhole, mayBePart, loadLibc, log: say });
    case "hid":
      return hidReader({ path: source.path, loadLibc, log: say });
    case "camera": {
      if (!decoder) throw new Error("kiosk: a camera without a decoder");
      const { name } = source;
      const parts = { camera: createSpawnedCamera(cameraSettings(source)), decoder, clock: systemClock };
      return name === undefined ? createCameraSource(parts) : named(createCameraSource({ ...parts, name }), name);
    }
  }
}

/** The same source, which says its name with all that it says to an operator. */
function named(source: Source, name: string): Source {
  return {
    ...source,
    health() {
      const { state, detail } = source.health();
      return { state, detail: `${name}: ${detail}` };
    },
  };
}
