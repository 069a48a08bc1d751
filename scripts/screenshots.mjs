// `npm run screenshots`: the pictures of docs/people/, made anew in docs/images/. Looks at every page in a Chromium: look at what came out before it lands.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { turnToWalk, walkPages } from "../test/support/page-walk.ts";

/** Of one picture and of all, in bytes: they are in every clone. */
const MAX_BYTES = 60_000;
const MAX_ALL_BYTES = 1_200_000;
const WIDTH = 800;

const folder = mkdtempSync(join(tmpdir(), "tram-screenshots-"));
const clock = join(folder, "clock");
writeFileSync(clock, String(turnToWalk(Date.now())));
let all = 0;
try {
  await walkPages(join(folder, "demo"), clock, async (name, png) => {
    const picture = await sharp(png).resize({ width: WIDTH }).webp({ quality: 75, effort: 6 }).toBuffer();
    if (picture.length > MAX_BYTES) throw new Error(`${name}: ${picture.length} bytes are more than ${MAX_BYTES}`);
    all += picture.length;
    writeFileSync(`docs/images/${name}.webp`, picture);
    console.log(`docs/images/${name}.webp ${picture.length}`);
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (all > MAX_ALL_BYTES) throw new Error(`${all} bytes in all are more than ${MAX_ALL_BYTES}`);
