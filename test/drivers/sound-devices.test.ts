import { expect, test } from "vitest";
import { listSoundDevices, soundDevicesIn } from "../../src/drivers/sound-devices.ts";

// As aplay 1.2.8 of a Raspberry Pi 4 prints it, shortened.
const PRINTED = `null
    Discard all samples (playback) or generate zero samples (capture)
default:CARD=Headphones
    bcm2835 Headphones, bcm2835 Headphones
    Default Audio Device
sysdefault:CARD=Headphones
    bcm2835 Headphones, bcm2835 Headphones
    Default Audio Device
default:CARD=Device
    USB Audio Device, USB Audio
    Default Audio Device
plughw:CARD=Device,DEV=0
    USB Audio Device, USB Audio
`;

test("each card is one device, by the name that converts rates", () => {
  expect(soundDevicesIn(PRINTED)).toEqual([
    { name: "default:CARD=Headphones", about: "bcm2835 Headphones" },
    { name: "default:CARD=Device", about: "USB Audio Device, USB Audio" },
  ]);
  expect(soundDevicesIn("")).toEqual([]);
  expect(soundDevicesIn("default:CARD=x y\n    odd\n--help:CARD=a\n    b\n")).toEqual([]);
});

test("a machine without aplay has no device", async () => {
  expect(await listSoundDevices({ PATH: "/nowhere" })).toEqual([]);
});
