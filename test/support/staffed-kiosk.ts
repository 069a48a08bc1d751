import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { keptFile } from "../../src/drivers/kept-file.ts";
import { pairingCode } from "../../src/drivers/staff-devices.ts";
import { staffPins } from "../../src/drivers/staff-pins.ts";
import { type KioskProcess, startKioskProcess } from "./kiosk-process.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { beginRepository, newPublisher } from "./tuf-publisher.ts";

/** The staff code of these kiosks, and its PIN. */
export const STAFF = { staff: "s-07", pin: "314159" };

/** A citizen card's code as it is printed (docs/formats.md): unsigned. */
export const CARD = "001185012345||Nguyễn Thị Bưởi|15081985|Nữ|Thôn 2, Xã Lũng Cú, Tỉnh Hà Giang|01012022";

/** A kiosk process with a page for staff, on a port of its own. */
export interface StaffedKiosk extends KioskProcess {
  readonly folder: string;
  readonly data: string;
  readonly config: string;
  readonly port: number;
  /** A new pairing code, as `tram staff pair` makes one. */
  pairingCode(seconds?: number): Promise<string>;
  /** Holds up a code. */
  show(text: string): Promise<void>;
}

/** Starts one and resolves when both its pages answer. `folder`: one of before, to start it over. `more`: further tables of its configuration. */
export async function startStaffedKiosk(folder = temporaryFolder(), more = ""): Promise<StaffedKiosk> {
  const [data, config] = [join(folder, "data"), join(folder, "kiosk.toml")];
  const port = await freePort();
  await mkdir(data, { recursive: true });
  const root = join(folder, "root.json");
  await writeFile(root, await beginRepository(join(folder, `repository-${port}`), newPublisher(), Math.floor(Date.now() / 1000)), {
    flag: "wx",
  }).catch(() => {});
  await writeFile(
    config,
    `id = "staffed"\ndemo = true\ndata = ${JSON.stringify(data)}\n[screen]\nport = 0\n[trust]\nroot = ${JSON.stringify(root)}\n[staff]\nport = ${port}\nnames = ["tram-05.example"]\n[desk]\n[policy]\nid = "counter"\n[policy.disclose]\ncitizen-card = ["personalId", "fullName", "dob"]\n${more}`,
  );
  const pins = staffPins(join(data, "staff"));
  if ((await pins.codes()).length === 0) await pins.set(STAFF.staff, STAFF.pin);
  const kiosk = await startKioskProcess(config);
  await listening(port);
  const code = pairingCode(keptFile(join(data, "staff-pairing.json")));
  return {
    ...kiosk,
    folder,
    data,
    config,
    port,
    pairingCode: (seconds = 300) => code.make(Date.now() / 1000 + seconds),
    async show(text) {
      const response = await fetch(`${kiosk.url}/desk/text`, { method: "POST", body: text });
      if (!response.ok) throw new Error(`not held up: ${response.status} ${await response.text()}`);
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => void server.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}

async function listening(port: number): Promise<void> {
  const { connect } = await import("node:net");
  for (let tries = 0; tries < 200; tries++) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => resolve(true)).on("error", () => resolve(false));
      setImmediate(() => socket.unref());
      socket.on("connect", () => socket.destroy());
    });
    if (isOpen) return;
    await new Promise((resolve) => void setTimeout(resolve, 50));
  }
  throw new Error(`nothing listens at ${port}`);
}
