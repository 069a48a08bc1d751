// EU Digital COVID Certificates that nobody issued, for tests.
import { array, int, map, text } from "./cbor-bytes.ts";
import { AT, EC_KEY, EXPIRES, type MadeCredential, makeCredential, type Pair, type Recipe } from "./credential-maker.ts";

const record = (members: Readonly<Record<string, Uint8Array>>): Uint8Array =>
  map(...Object.entries(members).map(([name, value]): Pair => [text(name), value]));

const VACCINATION = record({
  ci: text("URN:UVCI:01:VD:TEST/1"),
  co: text("VD"),
  dn: int(2),
  dt: text("2026-06-01"),
  mp: text("EU/1/20/1528"),
  sd: int(2),
  tg: text("840539006"),
});

/** Members of the certificate by their names in the JSON schema; what is left out is as in one of a vaccination. */
export function dccOf(members: Readonly<Record<string, Uint8Array>> = { v: array(VACCINATION) }): Uint8Array {
  const name = record({ fn: text("Nguyễn"), gn: text("Thị Kiểm Thử"), fnt: text("NGUYEN"), gnt: text("THI<KIEM<THU") });
  return record({ dob: text("1990-05-15"), nam: name, ver: text("1.3.0"), ...members });
}

/** What a certificate states; what is left out is as in a valid one, `null` leaves a claim away. */
export interface DccStatement {
  readonly issuer?: string;
  readonly iat?: Uint8Array | null;
  /** Content of claim −260, key 1. */
  readonly dcc?: Uint8Array;
  readonly more?: readonly Pair[];
}

/** The claims set of a certificate. */
export function dccClaims({ issuer = "https://issuer.example", iat, dcc = dccOf(), more = [] }: DccStatement = {}): Uint8Array {
  const pairs: Pair[] = [[int(1), text(issuer)], [int(4), int(EXPIRES)], [int(-260), map([int(1), dcc])], ...more];
  if (iat !== null) pairs.push([int(6), iat ?? int(AT - 86_400)]);
  return map(...pairs);
}

/** A certificate as its code carries it, with its prefix. */
export function makeDcc(recipe: Recipe & { readonly statement?: DccStatement } = {}): MadeCredential {
  const { statement, ...others } = recipe;
  const made = makeCredential({ key: EC_KEY, payload: dccClaims(statement), ...others });
  return { ...made, text: `HC1:${made.text}` };
}
