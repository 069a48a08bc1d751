// NZ COVID passes that nobody issued, for tests.
import { array, bytes, int, map, text } from "./cbor-bytes.ts";
import { AT, EC_KEY, EXPIRES, type MadeCredential, makeCredential, type Pair, type Recipe } from "./credential-maker.ts";

export const PASS_ISSUER = "did:web:issuer.example";
/** `cti`: 0…15. */
const PASS_ID = Buffer.from(Array.from({ length: 16 }, (_, index) => index));

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Base32 after the words of RFC 4648 §6, without padding. */
export function base32(content: Uint8Array): string {
  const bits = [...content].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => ALPHABET.charAt(Number.parseInt(group.padEnd(5, "0"), 2))).join("");
}

const record = (members: Readonly<Record<string, Uint8Array | null>>): Uint8Array =>
  map(...Object.entries(members).flatMap(([name, value]): Pair[] => (value === null ? [] : [[text(name), value]])));

/** What a pass states; what is left out is as in a valid one, `null` leaves a claim away. */
export interface PassStatement {
  readonly iss?: Uint8Array | null;
  readonly exp?: Uint8Array | null;
  readonly nbf?: Uint8Array | null;
  readonly cti?: Uint8Array | null;
  /** Members of `vc`, and of its subject. */
  readonly vc?: Readonly<Record<string, Uint8Array | null>>;
  readonly subject?: Readonly<Record<string, Uint8Array | null>>;
}

/** The claims set of a pass. */
export function passClaims(statement: PassStatement = {}): Uint8Array {
  const { iss, exp, nbf, cti, vc, subject } = statement;
  const credentialSubject = record({
    givenName: text("Kiểm Thử"),
    familyName: text("Nguyễn Thị"),
    dob: text("1990-05-15"),
    ...subject,
  });
  const credential = record({
    "@context": array(text("https://www.w3.org/2018/credentials/v1"), text("https://nzcp.covid19.health.nz/contexts/v1")),
    version: text("1.0.0"),
    type: array(text("VerifiableCredential"), text("PublicCovidPass")),
    credentialSubject,
    ...vc,
  });
  const claims: readonly (readonly [Uint8Array, Uint8Array | null])[] = [
    [int(1), iss === undefined ? text(PASS_ISSUER) : iss],
    [int(5), nbf === undefined ? int(AT - 86_400) : nbf],
    [int(4), exp === undefined ? int(EXPIRES) : exp],
    [text("vc"), credential],
    [int(7), cti === undefined ? bytes(PASS_ID) : cti],
  ];
  return map(...claims.flatMap(([key, value]): Pair[] => (value === null ? [] : [[key, value]])));
}

/** A pass as its code carries it. */
export function makePass(recipe: Recipe & { readonly statement?: PassStatement } = {}): MadeCredential {
  const { statement, ...others } = recipe;
  const made = makeCredential({ key: EC_KEY, payload: passClaims(statement), ...others });
  return { ...made, text: `NZCP:/1/${base32(made.message)}` };
}
