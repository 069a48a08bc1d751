import { decodeBase32 } from "../base32.ts";
import { type Checked, fail, pass } from "../checked.ts";
import { openMessage } from "../credential-envelope.ts";
import { readCredentialStatus } from "../credential-status.ts";
import { CWT } from "../cwt.ts";
import { hexOf } from "../hex.ts";
import { type CwtKind, presentCwt, type Statement } from "./cwt-format.ts";
import type { Format } from "./format.ts";

/** `NZCP:/` version `/` Base32 (NZ COVID Pass Technical Specification v1, "2D Barcode Encoding"). */
const SCHEME = "NZCP:/";
const VERSION_1 = /^NZCP:\/1\//;

/** What a pass of version 1 calls itself (ibid., "Verifiable Credential Claim Structure"); the order is part of it. */
const CONTEXT: readonly unknown[] = ["https://www.w3.org/2018/credentials/v1", "https://nzcp.covid19.health.nz/contexts/v1"];
const TYPE: readonly unknown[] = ["VerifiableCredential", "PublicCovidPass"];
const VERSION = "1.0.0";

/** Length of `cti`, a UUID, in bytes (RFC 9562). */
const UUID_BYTES = 16;

/** New Zealand's COVID pass: a CWT in Base32, with a W3C credential as its claim `vc`. */
export const nzCovidPass: Format = {
  name: "nz-covid-pass",
  looksLike: (text) => text.startsWith(SCHEME),
  parse: ({ text, warnings }) => {
    // Another version is not the citizen's fault: this kiosk does not know it yet.
    if (!VERSION_1.test(text)) return fail(/^NZCP:\/\d{1,9}\//.test(text) ? "type-unknown" : "malformed");
    const message = decodeBase32(text.replace(VERSION_1, ""));
    if (!message.ok) return message;
    const opened = openMessage(message.value);
    return opened.ok ? presentCwt(opened.value, [publicCovidPass], warnings) : opened;
  },
};

const publicCovidPass: CwtKind = {
  format: "nz-covid-pass",
  read(all) {
    // Attack: a pass without its own end. The specification demands all of these.
    const isComplete = typeof all.get(CWT.nbf) === "number" && typeof all.get(CWT.exp) === "number";
    const issuer = all.get(CWT.iss);
    if (!isComplete || typeof issuer !== "string" || !issuer.startsWith("did:web:")) return fail("malformed");
    const identifier = uuidOf(all.get(CWT.cti));
    const credential = all.get("vc");
    if (identifier === undefined || !(credential instanceof Map)) return fail("malformed");
    return readCredential(credential, identifier);
  },
};

function readCredential(vc: ReadonlyMap<unknown, unknown>, identifier: string): Checked<Statement> {
  const [context, type, version, subject] = [vc.get("@context"), vc.get("type"), vc.get("version"), vc.get("credentialSubject")];
  if (!Array.isArray(context) || !Array.isArray(type) || typeof version !== "string") return fail("malformed");
  // A signed statement of another kind must not pass for this one.
  if (!begins(context, CONTEXT) || !begins(type, TYPE) || type.length > TYPE.length || version !== VERSION) return fail("type-unknown");
  if (!(subject instanceof Map)) return fail("malformed");
  const [givenName, familyName, dob] = [subject.get("givenName"), subject.get("familyName") ?? null, subject.get("dob")];
  if (typeof givenName !== "string" || typeof dob !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(dob)) return fail("malformed");
  if (familyName !== null && typeof familyName !== "string") return fail("malformed");
  // The specification knows no status, but is written so that later passes may have one.
  const statuses = readCredentialStatus(vc.has("credentialStatus") ? (vc.get("credentialStatus") ?? null) : undefined);
  if (!statuses) return fail("malformed");
  const fullName = familyName === null ? givenName : `${givenName} ${familyName}`;
  return pass({ type: "covid-pass", statuses, claims: { identifier, version, fullName, givenName, familyName, dob } });
}

function begins(list: readonly unknown[], beginning: readonly unknown[]): boolean {
  return beginning.every((item, index) => list[index] === item);
}

/** The 16 bytes of a UUID as `urn:uuid:…` (ibid., "CWT Claim Mapping"), or undefined. */
function uuidOf(cti: unknown): string | undefined {
  if (!(cti instanceof Uint8Array) || cti.length !== UUID_BYTES) return undefined;
  const hex = hexOf(cti);
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
