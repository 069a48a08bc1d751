// A picture through the kernel's camera interface, read by our own camera driver in the installed kiosk.
import { gzipSync } from "node:zlib";
import { expect } from "vitest";
import { paste, qrFrame } from "../support/pictures.ts";
import { configurationWith, goodCode } from "./kiosk-files.ts";
import { onMachine, reconfigure, restored, untilLines } from "./restored.ts";

const [WIDTH, HEIGHT] = [640, 480];
/** Pictures a second: an emulated processor is no faster. */
const RATE = 2;
const CAMERA = "/dev/video0";

const WITH_CAMERA = configurationWith(`[[source]]
kind = "camera"
device = "${CAMERA}"
width = ${WIDTH}
height = ${HEIGHT}
framesPerSecond = ${RATE}
`);

/** One YUYV picture of this code, packed. */
async function pictureOf(code: string): Promise<string> {
  const { luma } = paste([await qrFrame(code, { scale: 4 })], WIDTH, HEIGHT);
  const yuyv = Buffer.alloc(WIDTH * HEIGHT * 2, 128);
  for (let pixel = 0; pixel < WIDTH * HEIGHT; pixel++) yuyv[2 * pixel] = luma[pixel] ?? 0;
  return gzipSync(yuyv, { level: 9 }).toString("base64");
}

onMachine("a code before the camera raises green", { timeout: 400_000 }, async () => {
  const machine = await restored();
  const size = `width=${WIDTH},height=${HEIGHT},pixelformat=YUYV`;
  await machine.ask("modprobe v4l2loopback devices=1 video_nr=0 card_label=Bench");
  await machine.ask(`head -c ${WIDTH * HEIGHT * 2} /dev/zero >/run/picture; v4l2-ctl -d ${CAMERA} --set-fmt-video-out=${size}`);
  await machine.ask(
    `(exec 9>${CAMERA}; while busybox dd if=/run/picture bs=${WIDTH * HEIGHT * 2} count=1 status=none >&9; do sleep ${1 / RATE}; done) >/run/feed.log 2>&1 &`,
  );
  await reconfigure(machine, WITH_CAMERA);
  await machine.ask(`echo ${await pictureOf(goodCode(3))} | base64 -d | gunzip >/run/next && mv /run/next /run/picture`);
  expect(await untilLines(machine, ({ green, red }) => green + red > 0, { withinMs: 120_000 })).toMatchObject({ green: 1, red: 0 });
});
