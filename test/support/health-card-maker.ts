// SMART Health Cards that nobody issued, for tests; shares no code with src/.
import { createHash, sign } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import { AT, ISSUER, type TestKey, testKey } from "./credential-maker.ts";

/** The key of the tests under the identifier that the framework demands, its RFC 7638 thumbprint. */
export const CARD_KEY: TestKey = withThumbprint(testKey("ES256", 5, ""));

/** The same key under its thumbprint. */
function withThumbprint(key: TestKey): TestKey {
  const { crv, kty, x, y } = key.jwk as { readonly [name: string]: string };
  return { ...key, kid: createHash("sha256").update(JSON.stringify({ crv, kty, x, y })).digest("base64url") };
}

/** Resources of somebody who does not exist. */
export const PATIENT = {
  resourceType: "Patient",
  name: [{ family: "Nguyễn", given: ["Thị", "Kiểm", "Thử"] }],
  birthDate: "1990-05-15",
  gender: "female",
};
export const IMMUNIZATION = {
  resourceType: "Immunization",
  status: "completed",
  vaccineCode: { coding: [{ system: "http://hl7.org/fhir/sid/cvx", code: "207" }] },
  patient: { reference: "resource:0" },
  occurrenceDateTime: "2025-11-01",
  lotNumber: "TEST1",
  performer: [{ actor: { display: "Trạm Y tế Xã Ví Dụ" } }],
};

/** What a card states; what is left out is as in a valid one, `undefined` leaves a member away. */
export interface CardStatement {
  readonly iss?: unknown;
  readonly nbf?: unknown;
  readonly exp?: unknown;
  readonly type?: unknown;
  readonly rid?: unknown;
  readonly credentialStatus?: unknown;
  readonly resources?: readonly unknown[];
}

/** The payload of a card. */
export function cardOf({ resources = [PATIENT, IMMUNIZATION], ...statement }: CardStatement = {}): object {
  const { iss, nbf, exp, type, rid, credentialStatus } = {
    iss: ISSUER,
    nbf: AT - 86_400.25,
    type: ["https://smarthealth.cards#health-card"],
    ...statement,
  };
  const entry = resources.map((resource, index) => ({ fullUrl: `resource:${index}`, resource }));
  const credentialSubject = { fhirVersion: "4.0.1", fhirBundle: { resourceType: "Bundle", type: "collection", entry } };
  return { iss, nbf, exp, vc: { type, rid, credentialStatus, credentialSubject } };
}

/** What is unlike a valid card. */
export interface CardRecipe {
  readonly key?: TestKey;
  readonly header?: object;
  /** The JSON, or bytes in its place. */
  readonly payload?: object | string | Uint8Array;
  readonly compress?: (payload: Uint8Array) => Uint8Array;
  readonly signature?: (toSign: Uint8Array) => Uint8Array;
}

/** A card as a JWS. */
export function makeJws({ key = CARD_KEY, header, payload = cardOf(), compress, signature }: CardRecipe = {}): string {
  const head = base64url(JSON.stringify(header ?? { alg: "ES256", zip: "DEF", kid: key.kid }));
  const bytes = Buffer.from(payload instanceof Uint8Array || typeof payload === "string" ? payload : JSON.stringify(payload));
  const body = base64url((compress ?? ((content) => deflateRawSync(content, { level: 9 })))(bytes));
  const toSign = Buffer.from(`${head}.${body}`);
  const signed = signature?.(toSign) ?? sign("sha256", toSign, { key: key.privateKey, dsaEncoding: "ieee-p1363" });
  return `${head}.${body}.${base64url(signed)}`;
}

/** A card as its code carries it. */
export function makeCard(recipe: CardRecipe = {}): string {
  return `shc:/${digitsOf(makeJws(recipe))}`;
}

/** The codes of a card that is split into this many. */
export function splitCard(jws: string, count: number): readonly string[] {
  const length = Math.ceil(jws.length / count);
  return Array.from({ length: count }, (_, at) => `shc:/${at + 1}/${count}/${digitsOf(jws.slice(at * length, (at + 1) * length))}`);
}

/** Two digits a character. */
export function digitsOf(jws: string): string {
  return [...jws].map((letter) => String((letter.codePointAt(0) ?? 0) - 45).padStart(2, "0")).join("");
}

/** Bytes or text in base64url. */
export function base64url(content: Uint8Array | string): string {
  return Buffer.from(content).toString("base64url");
}
