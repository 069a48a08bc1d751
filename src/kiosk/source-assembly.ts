import type { Logger } from "pino";
import { isWhole } from "../core/recognise.ts";
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
  switch (source.kind) {
    case "serial":
      return serialReader({ ...source, isWhole, log: (event, facts) => log.info(facts, event) });
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
