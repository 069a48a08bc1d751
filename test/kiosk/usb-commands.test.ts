import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { journalSigner } from "../../src/core/checkpoint.ts";
import { readDeviceKey } from "../../src/drivers/device-key.ts";
import { openJournal } from "../../src/drivers/journal-files.ts";
import { newPrivateJwk } from "../../src/drivers/key-generator.ts";
import { usbCommands } from "../../src/kiosk/usb-assembly.ts";
import { anEntry } from "../support/entries.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const folder = temporaryFolder();
const [data, stick, config] = [join(folder, "data"), join(folder, "stick"), join(folder, "kiosk.toml")];

/** A kiosk's data with one entry, the last one, of which some bytes have changed. */
async function damagedData(): Promise<void> {
  for (const name of [data, stick]) mkdirSync(name, { mode: 0o700 });
  writeFileSync(
    config,
    `id = "xa-01"\ndemo = true\ndata = "${data}"\n[screen]\nport = 0\n[trust]\nroot = "${join(folder, "root.json")}"\n[desk]\n`,
  );
  const keyFile = join(data, "device-key.json");
  writeFileSync(keyFile, JSON.stringify(newPrivateJwk("EdDSA")), { mode: 0o600 });
  const key = await readDeviceKey(keyFile);
  if (!key) throw new Error("no device key");
  const journal = await openJournal(join(data, "journal"), journalSigner("xa-01", key));
  await journal.append(anEntry());
  await journal.close();
  const segment = join(data, "journal", "00000000.tramlog");
  const bytes = readFileSync(segment);
  const at = bytes.indexOf("granted");
  bytes.fill("?", at, at + 4);
  writeFileSync(segment, bytes);
}

test.each(["exportStick", "importStick"] as const)(
  "%s says of a damaged journal where it is and what to do, in both languages",
  async (command) => {
    if (command === "exportStick") await damagedData();
    const said: string[] = [];
    const spy = vi.spyOn(process.stderr, "write").mockImplementation((text) => said.push(String(text)) > 0);
    const code = await usbCommands[command]({ config, to: stick, from: stick }).finally(() => spy.mockRestore());
    expect(code).toBe(1);
    expect(said).toEqual([
      expect.stringMatching(/^tram usb: Nhật ký bị hỏng: dữ liệu của mục đã bị thay đổi\. Không sửa, không xoá gì\./),
      expect.stringMatching(/^tram usb: The journal is damaged: the bytes of an entry have changed\. Change and delete nothing\./),
      expect.stringMatching(/journal\/00000000\.tramlog, byte \d+, entry 0 \(record-invalid\)\n$/),
    ]);
  },
);
