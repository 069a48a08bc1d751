import * as v from "valibot";
import type { EpochSeconds } from "../core/time.ts";
import { parseTimestamp } from "../core/timestamp.ts";
import { parseJson } from "./json-bytes.ts";

/** What the anchor of trust says of itself. Whether its signatures are right is the vault's to say. */
export interface TrustRoot {
  readonly version: number;
  readonly expiresAt: EpochSeconds;
  /** Number of root keys, and how many of them must sign. */
  readonly keys: number;
  readonly threshold: number;
  /** True where the file has a private key in it, which must never be on a kiosk. */
  readonly holdsPrivateKey: boolean;
}

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const RootSchema = v.looseObject({
  signed: v.looseObject({
    _type: v.literal("root"),
    version: count,
    expires: v.string(),
    roles: v.looseObject({ root: v.looseObject({ keyids: v.pipe(v.array(v.string()), v.minLength(1)), threshold: count }) }),
  }),
});

/** Names under which key files of all kinds keep what is secret (RFC 7518 §6.2.2; securesystemslib). */
const SECRET_MEMBERS: readonly string[] = ["d", "private"];

/** The root metadata (TUF §4.3) in these bytes, or undefined where there are none. */
export function readTrustRoot(bytes: Uint8Array): TrustRoot | undefined {
  const value = parseJson(bytes);
  const parsed = v.safeParse(RootSchema, value);
  const expiresAt = parsed.success ? parseTimestamp(parsed.output.signed.expires) : undefined;
  if (!parsed.success || expiresAt === undefined) return undefined;
  const { version, roles } = parsed.output.signed;
  const { keyids, threshold } = roles.root;
  return { version, expiresAt, keys: keyids.length, threshold, holdsPrivateKey: hasSecret(value) };
}

/** True where a file that ought to be public has a secret in it, at any depth. */
export function hasSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([name, member]) => SECRET_MEMBERS.includes(name) || hasSecret(member));
}
