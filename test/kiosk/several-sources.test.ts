import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { WANT_EVERYTHING } from "../../src/core/policy.ts";
import { createDeskCamera } from "../../src/drivers/desk-camera.ts";
import { openPseudoTerminal } from "../../src/drivers/pseudo-terminal.ts";
import { createQrDecoder } from "../../src/drivers/qr-decoder.ts";
import { serialReader } from "../../src/drivers/serial-reader.ts";
import { createCameraSource } from "../../src/kiosk/camera-source.ts";
import { type Answered, startKiosk } from "../../src/kiosk/kiosk.ts";
import type { Source } from "../../src/ports.ts";
import { EMPTY_HISTORY } from "../support/empty-history.ts";
import { memoryJournal } from "../support/memory-journal.ts";
import { TEST_PSEUDONYMS } from "../support/names.ts";
import { NO_SEALING } from "../support/no-sealing.ts";
import { paste, qrFrame } from "../support/pictures.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const CARD = "099190000001||Nguyen Thi Kiem Thu|15051990|Nu|Thon Thu Nghiem|20062021";
const folder = temporaryFolder();
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A source, and how many symbols it has yielded. */
function counted(source: Source) {
  const yielded = { count: 0 };
  const open: Source["open"] = (onSymbol, onHint) =>
    source.open((symbol) => {
      yielded.count++;
      onSymbol(symbol);
    }, onHint);
  return { source: { ...source, open }, yielded };
}

test("one code before a camera and a serial reader is one scan, and one more when it comes to the reader again", async () => {
  const readerLink = join(folder, "reader");
  const opened = await openPseudoTerminal({ readerLink });
  if (!opened.ok) throw new Error(opened.message);
  closing.push(opened.terminal.close);
  const decoder = createQrDecoder();
  closing.push(decoder.close);
  // Time stands still until the test says so: on a busy machine half a second is soon over.
  const clock = { nowMs: 0, now: () => 1_767_225_600, doubt: () => undefined, monotonicMs: () => clock.nowMs };
  const lens = createDeskCamera();
  const camera = counted(createCameraSource({ camera: lens, decoder, clock }));
  const reader = counted(serialReader({ path: readerLink, isWhole: () => true, log: () => undefined }));
  const answers: Answered[] = [];
  const kiosk = startKiosk({
    clock,
    sources: [camera.source, reader.source],
    outputs: [],
    journal: memoryJournal(),
    inForce: () => ({
      trust: undefined,
      policy: WANT_EVERYTHING,
      history: EMPTY_HISTORY,
    }),
    pseudonyms: TEST_PSEUDONYMS,
    sealing: NO_SEALING,
    onAnswered: (answer) => answers.push(answer),
    onBug: (error) => {
      throw error;
    },
  });
  closing.push(kiosk.close);
  const becomes = (check: () => void) => vi.waitFor(check, { timeout: 20_000, interval: 10 });
  await becomes(() => expect(reader.source.health().state).toBe("ok"));
  const line = Buffer.from(`${CARD}\r`);

  lens.push(paste([await qrFrame(CARD)], 320, 240));
  opened.terminal.write(line);
  await becomes(() => expect([camera.yielded.count, reader.yielded.count]).toEqual([1, 1]));
  await becomes(() => expect(answers).toHaveLength(1));

  clock.nowMs += 600;
  opened.terminal.write(line);
  await becomes(() => expect(answers).toHaveLength(2));
  expect(answers[1]?.entry.source).toBe("serial");
});
