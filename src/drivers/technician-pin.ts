import { randomBytes, timingSafeEqual } from "node:crypto";
import * as v from "valibot";
import type { KeptFile, TechnicianPin } from "../ports.ts";
import { SALT_BYTES, slowHash } from "./slow-hash.ts";

const PinFileSchema = v.strictObject({
  salt: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  mistakes: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000)),
});

/** The PIN of the technician's page in a file of its own (0600). A file that is damaged lets nobody in. */
export function technicianPin(file: KeptFile): TechnicianPin {
  return {
    async mistakes() {
      return (await read(file))?.mistakes;
    },
    async note(mistakes) {
      const kept = await read(file);
      if (kept) await write(file, { ...kept, mistakes });
    },
    async isRight(pin) {
      const kept = await read(file);
      if (!kept) return false;
      return timingSafeEqual(await slowHash(pin, Buffer.from(kept.salt, "hex")), Buffer.from(kept.hash, "hex"));
    },
    async set(pin) {
      const salt = randomBytes(SALT_BYTES);
      await write(file, { salt: salt.toString("hex"), hash: (await slowHash(pin, salt)).toString("hex"), mistakes: 0 });
    },
  };
}

async function read(file: KeptFile): Promise<v.InferOutput<typeof PinFileSchema> | undefined> {
  const bytes = await file.read();
  if (!bytes) return undefined;
  try {
    const parsed = v.safeParse(PinFileSchema, JSON.parse(Buffer.from(bytes).toString("utf8")));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined; // no JSON
  }
}

function write(file: KeptFile, kept: v.InferOutput<typeof PinFileSchema>): Promise<void> {
  return file.replace(Buffer.from(`${JSON.stringify(kept)}\n`, "utf8"));
}
