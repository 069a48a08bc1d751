import { readFile } from "node:fs/promises";
import { join } from "node:path";
import encodeQR from "qr";
import type { PairingOffer } from "../core/staff.ts";
import { PAIRING_SECONDS } from "../core/staff-limits.ts";
import { isWeakPin, TECHNICIAN_PIN } from "../core/technician.ts";
import type { Text } from "../core/text.ts";
import { type ServerCertificate, serverCertificate } from "../drivers/device-certificate.ts";
import { nodeFileSystem } from "../drivers/file-system.ts";
import { keptFile } from "../drivers/kept-file.ts";
import { askWithoutEcho } from "../drivers/passphrase.ts";
import { pairingCode, staffDevices } from "../drivers/staff-devices.ts";
import { staffPins } from "../drivers/staff-pins.ts";
import { systemClock } from "../drivers/system-clock.ts";
import type { KioskConfig } from "./config.ts";
import { readConfig } from "./selftest-assembly.ts";
import { addressesOf } from "./staff-assembly.ts";
import type { OfKiosk, StaffCommands } from "./staff-commands.ts";
import { STAFF_FILES, type StaffConfig } from "./staff-config.ts";
import { pairingOffer } from "./staff-desk.ts";

type Configured = Pick<KioskConfig, "id" | "data"> & { readonly staff: StaffConfig };

/** `tram staff`, on a kiosk's data folder. A running kiosk takes a change at the next request. */
export const staffCommands: StaffCommands = {
  add: (staff, of) => on(of, (config) => addStaffCode(staff, config)),
  list: (of) =>
    on(of, async (config) => {
      const codes = await pinsOf(config).codes();
      say(of, { staff: codes }, codes.length > 0 ? codes : ["Chưa có mã nhân viên nào. / No staff code yet: tram staff add s-01"]);
      return codes.length > 0 ? 0 : 1;
    }),
  remove: (staff, of) => on(of, async (config) => removed(await pinsOf(config).remove(staff), staff)),
  pair: (of) => on(of, (config) => pairDevice(config, of)),
  devices: (of) =>
    on(of, async (config) => {
      const devices = await devicesOf(config).list();
      const lines = devices.map(({ id, name, pairedAt }) => `${id}  ${new Date(pairedAt * 1000).toISOString()}  ${name}`);
      say(of, { devices }, lines.length > 0 ? lines : ["Chưa ghép thiết bị nào. / No device is paired yet."]);
      return devices.length > 0 ? 0 : 1;
    }),
  revoke: (device, of) => on(of, async (config) => removed(await devicesOf(config).remove(device), device)),
  certificate: (of) =>
    on(of, async (config) => {
      const held = await certificateHeld(config);
      if (!held) return complain(NO_CERTIFICATE, 1);
      const { fingerprint, endsAt } = held;
      const end = new Date(endsAt * 1000).toISOString();
      say(of, { sha256: fingerprint, endsAt }, [`SHA-256 ${fingerprint}`, `dùng tới / valid until ${end}`]);
      return 0;
    }),
};

const NO_CERTIFICATE: Text = {
  vi: "chưa có chứng chỉ; chạy máy một lần với staff.port",
  en: "no certificate yet; run the kiosk once with staff.port",
};

const pinsOf = ({ data }: Configured) => staffPins(join(data, STAFF_FILES.pins));
const devicesOf = ({ data }: Configured) => staffDevices(join(data, STAFF_FILES.devices));

async function on({ config: file }: OfKiosk, act: (config: Configured) => Promise<number>): Promise<number> {
  const read = await readConfig(file);
  if (!read.ok) return complain(read.why, 2);
  const { id, data, staff } = read.config;
  if (!staff) return complain({ vi: "cấu hình không có [staff]", en: "the configuration has no [staff]" }, 2);
  await nodeFileSystem.makeFolder(data);
  return await act({ id, data, staff });
}

async function addStaffCode(staff: string, config: Configured): Promise<number> {
  const typed = await askWithoutEcho(`Mã PIN của ${staff}, 6 đến 12 chữ số (không hiện) / PIN of ${staff}, 6 to 12 digits (not shown): `);
  if (typed === undefined) return complain({ vi: "cần một màn hình dòng lệnh", en: "a terminal is needed" }, 2);
  if (!TECHNICIAN_PIN.test(typed)) return complain({ vi: "cần 6 đến 12 chữ số", en: "6 to 12 digits are needed" }, 1);
  if (isWeakPin(typed)) return complain({ vi: "mã quá dễ đoán, hãy chọn mã khác", en: "too easy to guess, choose another" }, 1);
  const again = await askWithoutEcho("Nhập lại / once more: ");
  if (again !== typed) return complain({ vi: "hai lần nhập khác nhau, chưa đổi gì", en: "the two differ, nothing was changed" }, 1);
  await pinsOf(config).set(staff, typed);
  print(`${staff}: đã đặt mã PIN. / ${staff}: the PIN is set.`);
  return 0;
}

async function pairDevice(config: Configured, of: OfKiosk): Promise<number> {
  const { port } = config.staff;
  if (port === undefined) return complain({ vi: "cấu hình không có staff.port", en: "the configuration has no staff.port" }, 1);
  const held = await certificateHeld(config);
  if (!held) return complain(NO_CERTIFICATE, 1);
  const code = await pairingCode(keptFile(join(config.data, STAFF_FILES.pairing))).make(systemClock.now() + PAIRING_SECONDS);
  const offer = pairingOffer(code, { urls: addressesOf(config.staff, port), fingerprint: held.fingerprint });
  const { qr: _, ...said } = offer;
  say(of, said, linesOf(offer));
  return 0;
}

function linesOf({ urls, fingerprint, expiresInSeconds }: PairingOffer): readonly string[] {
  const [first] = urls;
  return [
    ...(first !== undefined && process.stdout.isTTY ? [encodeQR(first, "term", { ecc: "low" })] : []),
    ...urls,
    `SHA-256 ${fingerprint}`,
    `Dùng một lần, trong ${expiresInSeconds / 60} phút. / Once, within ${expiresInSeconds / 60} minutes.`,
  ];
}

/** As the running kiosk has it: this makes none. */
async function certificateHeld({ data, staff }: Configured): Promise<ServerCertificate | undefined> {
  const { certificate = join(data, STAFF_FILES.certificate), key = join(data, STAFF_FILES.key) } = staff;
  try {
    return serverCertificate(await readFile(certificate, "latin1"), await readFile(key, "latin1"));
  } catch {
    return undefined; // not made yet
  }
}

function removed(was: boolean, what: string): number {
  if (!was) return complain({ vi: `không có ${what}`, en: `there is no ${what}` }, 1);
  print(`${what}: đã bỏ. / ${what}: removed.`);
  return 0;
}

function say({ json }: OfKiosk, answer: object, lines: readonly string[]): void {
  if (json) print(JSON.stringify(answer));
  else for (const line of lines) print(line);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function complain<T extends 1 | 2>({ vi, en }: Text, code: T): T {
  process.stderr.write(`tram staff: ${vi}\ntram staff: ${en}\n`);
  return code;
}
