import { join } from "node:path";
import { isWeakPin, TECHNICIAN_PIN } from "../core/technician.ts";
import type { Text } from "../core/text.ts";
import { nodeFileSystem } from "../drivers/file-system.ts";
import { keptFile } from "../drivers/kept-file.ts";
import { askWithoutEcho } from "../drivers/passphrase.ts";
import { technicianPin } from "../drivers/technician-pin.ts";
import type { Print } from "./journal-command.ts";
import { readConfig } from "./selftest-assembly.ts";

/** The PIN's file in the kiosk's data folder. */
export const PIN_FILE = "technician-pin.json";

/** Asks for a PIN twice and sets it. Exit code: 0 set, 1 not, 2 no configuration or no terminal. A running kiosk takes it at the next attempt. */
export async function setTechnicianPin(file: string, print: Print): Promise<0 | 1 | 2> {
  const read = await readConfig(file);
  if (!read.ok) return complain(read.why, 2);
  const { config } = read;
  const typed = await askWithoutEcho("Mã PIN mới, 6 đến 12 chữ số (không hiện) / new PIN, 6 to 12 digits (not shown): ");
  if (typed === undefined) return complain({ vi: "cần một màn hình dòng lệnh", en: "a terminal is needed" }, 2);
  if (!TECHNICIAN_PIN.test(typed)) return complain({ vi: "cần 6 đến 12 chữ số", en: "6 to 12 digits are needed" }, 1);
  if (isWeakPin(typed)) return complain({ vi: "mã quá dễ đoán, hãy chọn mã khác", en: "too easy to guess, choose another" }, 1);
  const again = await askWithoutEcho("Nhập lại / once more: ");
  if (again !== typed) return complain({ vi: "hai lần nhập khác nhau, chưa đổi gì", en: "the two differ, nothing was changed" }, 1);
  await nodeFileSystem.makeFolder(config.data);
  await technicianPin(keptFile(join(config.data, PIN_FILE))).set(typed);
  await print("Đã đặt mã PIN cho trang kỹ thuật. / The PIN of the technician's page is set.");
  return 0;
}

function complain<T extends 1 | 2>({ vi, en }: Text, code: T): T {
  process.stderr.write(`tram technician pin: ${vi}\ntram technician pin: ${en}\n`);
  return code;
}
