// VDS-NC seals that no state issued, for tests.
import { type KeyObject, sign } from "node:crypto";
import { type MadeCertificate, makeCertificate } from "./certificate-maker.ts";

/** A state that there is not (Doc 9303-3, part 5: Utopia). */
export const STATE = "UTO";

/** A signer's certificate, the same in one run. */
export const SEAL_SIGNER = makeCertificate({ subject: "Barcode signer", extendedKeyUsage: ["2.23.136.1.1.14.2"] });

type Json = Readonly<Record<string, unknown>>;

export const VACCINATION: Json = {
  uvci: "VD-0001",
  pid: { n: "NGUYEN THI KIEM THU", dob: "1990-05-15", sex: "F", i: "Z0990001", ai: "099190000001" },
  ve: [{ des: "XM68M6", nam: "Vaccine", dis: "RA01.0", vd: [{ dvc: "2026-06-01", seq: 1, ctr: STATE, adm: "Clinic", lot: "L1" }] }],
};

export const TEST: Json = {
  utci: "VD-0002",
  pid: { n: "NGUYEN THI KIEM THU", dob: "1990-05-15", dt: "P", dn: "Z0990001" },
  sp: { spn: "Clinic", ctr: STATE, cd: { p: "000", e: "clinic@example.org", a: "Street 1" } },
  dat: { sc: "2026-11-22T10:00:00+07:00", ri: "2026-11-22T15:00:00+07:00" },
  tr: { tc: "molecular(PCR)", r: "negative" },
};

/** What makes a seal differ from a valid one of a vaccination. */
export interface SealRecipe {
  readonly header?: Json;
  readonly message?: unknown;
  /** In place of the whole of `data`. */
  readonly data?: unknown;
  readonly signer?: MadeCertificate;
  readonly signingKey?: KeyObject;
  readonly digest?: string;
  /** Members of `sig`; undefined leaves one away. */
  readonly sig?: Json;
  /** Makes the text of the whole; JSON.stringify() where absent. */
  readonly spell?: (seal: Json) => string;
  /** How the signature is written; r and s one after the other where absent. */
  readonly encoding?: "der" | "ieee-p1363";
}

/** A seal as its code carries it. Members stand there as they were given, not as they are signed. */
export function makeSeal(recipe: SealRecipe = {}): string {
  const {
    header,
    message = VACCINATION,
    signer = SEAL_SIGNER,
    digest = "sha256",
    encoding = "ieee-p1363",
    spell = JSON.stringify,
  } = recipe;
  const data = recipe.data ?? { hdr: { t: "icao.vacc", v: 1, is: STATE, ...header }, msg: message };
  const key = recipe.signingKey ?? signer.key.privateKey;
  const signature = sign(digest, Buffer.from(inOrder(data)), { key, dsaEncoding: encoding });
  const cer = Buffer.from(signer.der).toString("base64url");
  return spell({ data, sig: { alg: "ES256", cer, sigvl: signature.toString("base64url"), ...recipe.sig } });
}

/** What is signed: no white space, members in order. */
export function inOrder(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inOrder)}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${inOrder(member)}`)}}`;
}
