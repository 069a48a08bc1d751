import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { STANDARD_CONTROLS } from "../../src/core/camera-controls.ts";
import { cameraSettings } from "../../src/kiosk/camera-config.ts";
import { parseConfig } from "../../src/kiosk/config.ts";

/** The settings of each camera in the configuration. */
function settingsOf(sources: string) {
  const parsed = parseConfig(`id = "k"\ndata = "/d"\n[trust]\nroot = "/r"\n${sources}`);
  if (!parsed.ok) throw new Error(parsed.problems.join("\n"));
  return parsed.config.source.flatMap((source) => (source.kind === "camera" ? [cameraSettings(source)] : []));
}

test("a camera of which nothing is said reads a card that fills the picture, under lamps of 50 Hz", () => {
  expect(settingsOf('[[source]]\nkind = "camera"')).toEqual([
    { width: 1280, height: 720, framesPerSecond: 15, controls: STANDARD_CONTROLS },
  ]);
});

test.each([
  ["viewMm = 50", { width: 640, height: 480 }],
  ["viewMm = 150", { width: 1920, height: 1080 }],
  ["viewMm = 150\nwidth = 1280\nheight = 960", { width: 1280, height: 960 }],
])("a camera with %j has its size", (keys, size) => {
  expect(settingsOf(`[[source]]\nkind = "camera"\n${keys}`)).toEqual([expect.objectContaining(size)]);
});

test("several cameras have names and settings of their own", () => {
  const settings = settingsOf(`
[[source]]
kind = "camera"
name = "counter"
number = 0
[source.controls]
mainsHz = 60
focus = 8.5
shutterMicros = 8000
region = { x = 0.25, y = 0, width = 0.5, height = 1 }
[[source]]
kind = "camera"
name = "door"
device = "/dev/v4l/by-id/usb-046d_HD_Webcam-video-index0"
controls.bracket = false
`);
  expect(settings).toEqual([
    expect.objectContaining({
      number: 0,
      controls: { ...STANDARD_CONTROLS, mainsHz: 60, focus: 8.5, shutterMicros: 8000, region: { x: 0.25, y: 0, width: 0.5, height: 1 } },
    }),
    expect.objectContaining({
      device: "/dev/v4l/by-id/usb-046d_HD_Webcam-video-index0",
      controls: { ...STANDARD_CONTROLS, bracket: false },
    }),
  ]);
});

test("the example of several cameras in docs/operating.md is a right configuration, and its table names every control", () => {
  const handbook = readFileSync(new URL("../../docs/operating.md", import.meta.url), "utf8");
  const example = [...handbook.matchAll(/```toml\n(.*?)```/gs)]
    .map(([, toml = ""]) => toml)
    .find((toml) => toml.includes('name = "counter"'));
  expect(settingsOf(example ?? "")).toEqual([
    expect.objectContaining({ width: 1280, number: 0, controls: STANDARD_CONTROLS }),
    expect.objectContaining({ width: 1920, device: "/dev/v4l/by-id/usb-XXX-video-index0" }),
  ]);
  const named = [...handbook.matchAll(/^\| `(\w+)` +\|/gm)].map(([, name]) => name);
  for (const control of [...Object.keys(STANDARD_CONTROLS), "shutterMicros", "gain", "region"]) expect(named).toContain(control);
});
