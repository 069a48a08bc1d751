import * as v from "valibot";
import type { RegisteredCredential } from "../core/register.ts";
import type { RevocationList } from "../core/revocation/list.ts";
import { STANDINGS, type Standing } from "../core/standing.ts";
import type { EpochSeconds } from "../core/time.ts";
import { WALLET_TYPES } from "../core/wallet.ts";

/** Everything that the demo's issuer remembers of what it has issued. */
export interface Register {
  /** The next free place in its status list: no place is ever given twice. */
  readonly nextIndex: number;
  /** What its page lists, the newest first. */
  readonly listed: readonly RegisteredCredential[];
  /** What is no longer listed and was taken back: it stays taken back until it expires. */
  readonly former: readonly FormerCredential[];
}

/** As little of a credential as a status list needs. */
export type FormerCredential = Pick<RegisteredCredential, "credential" | "index" | "standing" | "expires">;

export const EMPTY_REGISTER: Register = { nextIndex: 0, listed: [], former: [] };

/** Credentials that the page lists at most. The oldest give way; those in force can then be taken back no more. */
const MAX_LISTED = 200;
/** Places of the demo's status list: more than a demo ever gives, so that its size gives nothing away. */
const STATUS_PLACES = 100_000;

const seconds = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const words = v.pipe(v.string(), v.maxLength(200));
const former = {
  credential: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  index: v.exactOptional(seconds),
  standing: v.picklist(STANDINGS),
  expires: seconds,
};
const RegisterSchema = v.strictObject({
  nextIndex: seconds,
  listed: v.array(
    v.strictObject({
      ...former,
      type: v.picklist(WALLET_TYPES),
      initials: words,
      issuedAt: seconds,
      sample: v.exactOptional(v.strictObject({ vi: words, en: words })),
    }),
  ),
  former: v.array(v.strictObject(former)),
});

/** The register in its file, or undefined where that is none. */
export function parseRegister(bytes: Uint8Array): Register | undefined {
  try {
    const parsed = v.safeParse(RegisterSchema, JSON.parse(Buffer.from(bytes).toString("utf8")));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

/** The register with these sample codes in place of those of the start before. */
export function withSamples(register: Register, samples: readonly RegisteredCredential[], now: EpochSeconds): Register {
  const isOver = ({ expires }: FormerCredential) => expires <= now;
  const [given, shown] = [register.listed.filter(({ sample }) => !sample), register.listed.filter(({ sample }) => sample)];
  const indexes = samples.map(({ index = -1 }) => index + 1);
  return bounded({
    nextIndex: Math.max(register.nextIndex, ...indexes),
    listed: [...given.filter((credential) => !isOver(credential)), ...samples],
    former: [...register.former, ...shown.filter(isTakenBack).map(formerOf)].filter((credential) => !isOver(credential)),
  });
}

/** The register with a credential that was issued just now. */
export function withIssued(register: Register, credential: RegisteredCredential): Register {
  return bounded({ ...register, listed: [credential, ...register.listed] });
}

/** The register where this credential stands otherwise from now on; undefined where it does not list it. */
export function withStanding(register: Register, credential: string, standing: Standing): Register | undefined {
  if (!register.listed.some((known) => known.credential === credential)) return undefined;
  return { ...register, listed: register.listed.map((known) => (known.credential === credential ? { ...known, standing } : known)) };
}

/** What kiosks are to know of the register: the issuer's credentials by identity, and its status list by place. */
export function revocationsOf(register: Register, issuer: string, statusUri: string): readonly RevocationList[] {
  const all = [...register.listed, ...register.former];
  const identities = (standing: Standing) =>
    Buffer.concat(
      all
        .filter((known) => known.standing === standing && known.index === undefined)
        .map(({ credential }) => Buffer.from(credential, "hex"))
        .toSorted(Buffer.compare),
    );
  const places = (standing: Standing) =>
    Uint32Array.from(all.flatMap(({ standing: own, index }) => (own === standing && index !== undefined ? [index] : []))).toSorted();
  // Status types of the draft, §7.1: 1 invalid, 2 suspended.
  const values = [
    [1, places("revoked")],
    [2, places("suspended")],
  ] as const;
  return [
    { kind: "identity", name: issuer, revoked: identities("revoked"), suspended: identities("suspended") },
    { kind: "token-status", name: statusUri, bits: 2, size: STATUS_PLACES, values: new Map(values.filter(([, list]) => list.length > 0)) },
  ];
}

function bounded(register: Register): Register {
  const dropped = register.listed.slice(MAX_LISTED).filter(isTakenBack).map(formerOf);
  return { ...register, listed: register.listed.slice(0, MAX_LISTED), former: [...register.former, ...dropped] };
}

function isTakenBack({ standing }: FormerCredential): boolean {
  return standing !== "valid";
}

function formerOf({ credential, index, standing, expires }: FormerCredential): FormerCredential {
  return { credential, ...(index !== undefined && { index }), standing, expires };
}
