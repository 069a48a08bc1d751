// DID documents (W3C DID Core 1.0, Controlled Identifiers 1.0): the keys that may sign statements in the name of the one they describe.
// Whether the document is that of the issuer is for the operator to make sure: it comes over the network, and nobody has signed it.
import { isSecret } from "../openssl-encoding.ts";
import { parseTimestamp } from "../timestamp.ts";
import type { Candidate, Found } from "./candidate.ts";
import { bareKey, multikey } from "./multikey.ts";
import { isObject, membersOf, textIn } from "./plain-json.ts";

type Members = Readonly<Record<string, unknown>>;

/** Most entries of one document that are looked at, in each of its two lists. */
const MAX_METHODS = 1000;

const SECRET_MEMBERS: readonly string[] = [
  "privateKeyJwk",
  "privateKeyMultibase",
  "privateKeyBase58",
  "secretKeyMultibase",
  "privateKeyPem",
];
const KEY_MEMBERS: readonly string[] = ["publicKeyJwk", "publicKeyMultibase", "publicKeyBase58"];

/** Kinds of methods that say publicKeyBase58, and the kind of their keys. */
const BARE_KINDS: Readonly<Record<string, "Ed25519" | "P-256">> = {
  Ed25519VerificationKey2018: "Ed25519",
  EcdsaSecp256r1VerificationKey2019: "P-256",
};

/** The keys of a document's verification methods; one that `assertionMethod` does not name signs no credentials, and is said so. */
export function didDocumentKeys(document: Members): readonly Candidate[] {
  const did = textIn(document["id"]);
  const [methods, assertions] = [listIn(document["verificationMethod"]), listIn(document["assertionMethod"])];
  if (!did?.startsWith("did:") || !methods || !assertions) return [broken("")];
  const named = new Set(assertions.map((item) => absolute(item, did)));
  const listed = methods.map((method, index) => {
    const candidate = keyOf(method, did, `verificationMethod.${index}`);
    return named.has(candidate.kid) || "refusal" in candidate.found ? candidate : notForSigning(candidate);
  });
  // A method may also stand in the place where it is used.
  const embedded = assertions.map((item, index) => (isObject(item) ? keyOf(item, did, `assertionMethod.${index}`) : undefined));
  return [...listed, ...embedded.filter((candidate) => candidate !== undefined)];
}

function keyOf(value: unknown, did: string, where: string): Candidate {
  const method = membersOf(value);
  const kid = absolute(method["id"], did);
  if (SECRET_MEMBERS.some((name) => Object.hasOwn(method, name))) return { ...broken(where), found: { refusal: "private-key" } };
  // Attack: a document that names a key as if it were another's.
  if (!kid?.startsWith(`${did}#`) || kid.length === did.length + 1) return broken(where);
  const ends = endOf(method);
  if (ends === "broken") return broken(where);
  const found = ends === "revoked" ? { refusal: "revoked" as const } : foundIn(method);
  return { source: "did-document", where, found, kid, issuer: did, ...(typeof ends === "number" && { validUntil: ends }) };
}

/** One method has one key (DID Core §5.2.1). */
function foundIn(method: Members): Found {
  const [name, ...more] = KEY_MEMBERS.filter((member) => Object.hasOwn(method, member));
  if (name === undefined) return { refusal: "unsupported-kind" };
  const value = method[name];
  if (more.length > 0) return { refusal: "malformed" };
  if (name === "publicKeyJwk" && isObject(value)) return isSecret(value) ? { refusal: "private-key" } : { jwk: value };
  if (typeof value !== "string" || name === "publicKeyJwk") return { refusal: "malformed" };
  if (name === "publicKeyMultibase") return multikey(value);
  const type = textIn(method["type"]) ?? "";
  const kind = Object.hasOwn(BARE_KINDS, type) ? BARE_KINDS[type] : undefined;
  return kind ? bareKey(value, kind) : { refusal: "unsupported-kind" };
}

/** When the key ends (Controlled Identifiers §2.2, `expires`). There is no clock here to ask whether a revocation lies ahead: it is one. */
function endOf({ expires, revoked }: Members): number | "revoked" | "broken" | undefined {
  if (revoked !== undefined) return "revoked";
  if (expires === undefined) return undefined;
  const at = typeof expires === "string" ? parseTimestamp(expires) : undefined;
  return at === undefined || at < 1 ? "broken" : Math.floor(at);
}

/** A method's full name, from itself, its name, or the name relative to the document. */
function absolute(item: unknown, did: string): string | undefined {
  const id = textIn(isObject(item) ? item["id"] : item);
  return id?.startsWith("#") ? `${did}${id}` : id;
}

function listIn(value: unknown): readonly unknown[] | undefined {
  if (value === undefined) return [];
  return Array.isArray(value) && value.length <= MAX_METHODS ? value : undefined;
}

function notForSigning(candidate: Candidate): Candidate {
  return { ...candidate, found: { refusal: "not-for-signing" } };
}

function broken(where: string): Candidate {
  return { source: "did-document", where, found: { refusal: "malformed" } };
}
