import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { join } from "node:path";
import * as v from "valibot";
import { encodeBase32 } from "../core/base32.ts";
import type { KeptFile } from "../ports.ts";
import type { PairingCode, StaffDevice, StaffDevices } from "../staff-ports.ts";
import { type FileSystem, nodeFileSystem } from "./file-system.ts";
import { keptFile } from "./kept-file.ts";
import { removeFile } from "./staff-pins.ts";

/** A counter has two or three. */
const MAX_DEVICES = 16;
const SECRET_BYTES = 32;
const ENDING = ".json";
const DEVICE_ID = /^d-[a-z2-7]{8}$/;
const ID_BYTES = 5;

const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const time = v.pipe(v.number(), v.minValue(0));
const DeviceSchema = v.strictObject({ name: v.pipe(v.string(), v.maxLength(40)), pairedAt: time, hash });

/** Paired devices in a folder, a file (0600) each, so that a command may take one off the list while the kiosk runs. */
export function staffDevices(folder: string, files: FileSystem = nodeFileSystem): StaffDevices {
  const pathOf = (id: string) => join(folder, `${id}${ENDING}`);
  const read = async (id: string) => (DEVICE_ID.test(id) ? parsed(DeviceSchema, await keptFile(pathOf(id)).read()) : undefined);

  async function list(): Promise<readonly StaffDevice[]> {
    const names = (await files.list(folder)) ?? [];
    const ids = names.filter((name) => name.endsWith(ENDING)).map((name) => name.slice(0, -ENDING.length));
    const devices: StaffDevice[] = [];
    for (const id of ids.sort()) {
      const kept = await read(id);
      if (kept) devices.push({ id, name: kept.name, pairedAt: kept.pairedAt });
    }
    return devices;
  }

  return {
    list,
    async add(name, pairedAt) {
      if ((await list()).length >= MAX_DEVICES) return undefined;
      await files.makeFolder(folder);
      const device = { id: `d-${encodeBase32(randomBytes(ID_BYTES)).toLowerCase()}`, name, pairedAt: Math.floor(pairedAt) };
      const secret = randomBytes(SECRET_BYTES).toString("base64url");
      const kept = { name, pairedAt: device.pairedAt, hash: hashOf(secret).toString("hex") };
      await keptFile(pathOf(device.id)).replace(json(kept));
      return { device, secret };
    },
    async isPaired(id, secret) {
      const kept = await read(id);
      return kept !== undefined && timingSafeEqual(hashOf(secret), Buffer.from(kept.hash, "hex"));
    },
    remove: async (id) => DEVICE_ID.test(id) && (await removeFile(pathOf(id), files)),
  };
}

/** 80 bits: nobody guesses it in five minutes, and it can be typed where a camera cannot read it. */
const CODE_BYTES = 10;
const CodeSchema = v.strictObject({ hash, until: time, isUsed: v.boolean() });

/** The pairing code in a file of its own (0600), so that a command may make one for a kiosk that runs. */
export function pairingCode(file: KeptFile): PairingCode {
  return {
    async make(until) {
      const code = encodeBase32(randomBytes(CODE_BYTES));
      await file.replace(json({ hash: hashOf(code).toString("hex"), until, isUsed: false }));
      return code;
    },
    async take(code, now) {
      const kept = parsed(CodeSchema, await file.read());
      if (!kept || now >= kept.until || kept.isUsed) return false;
      // A stranger on the network must neither use it up by guessing nor wear out the card.
      if (!timingSafeEqual(hashOf(code), Buffer.from(kept.hash, "hex"))) return false;
      // Written before it is told: a power cut gives nobody a second device for one code.
      await file.replace(json({ ...kept, isUsed: true }));
      return true;
    },
  };
}

/** Fast: what is hashed is random and long, and no PIN. */
function hashOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}

function json(value: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(value)}\n`, "utf8");
}

function parsed<T>(schema: v.GenericSchema<unknown, T>, bytes: Uint8Array | undefined): T | undefined {
  if (!bytes) return undefined;
  try {
    const read = v.safeParse(schema, JSON.parse(Buffer.from(bytes).toString("utf8")));
    return read.success ? read.output : undefined;
  } catch {
    return undefined; // no JSON
  }
}
