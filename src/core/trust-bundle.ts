// A trust list on its way: a DSSE envelope (https://github.com/secure-systems-lab/dsse, v1.0) signed by the publisher's root key.
import * as v from "valibot";
import { decodeBase64 } from "./base64.ts";
import { isSignedBy, type PublicKey, signWith } from "./signature.ts";
import { type TrustList, TrustListSchema } from "./trust.ts";

/** Largest bundle we look at, in bytes: a list of 1,000 issuers is 165 kB (docs/protocol.md). */
export const MAX_TRUST_BUNDLE_BYTES = 1_048_576;

/** DSSE payloadType of a trust list; it is signed with the list, so nothing else the root key signs can be taken for one. */
export const TRUST_PAYLOAD_TYPE = "application/vnd.tram.trust+json";

/** Why a bundle is not taken over. Operators see these names; never rename one. */
export type TrustRefusal =
  | "too-large"
  | "malformed"
  | "payload-type"
  | "signature"
  | "schema"
  | "rollback"
  | "demo-outside-demo"
  | "real-inside-demo";

/** A trust list we may believe, or why we may not. */
export type OpenedTrust =
  | { readonly ok: true; readonly list: TrustList }
  | { readonly ok: false; readonly refusal: TrustRefusal; readonly detail: string };

/** What a kiosk knows beforehand. */
export interface TrustExpectation {
  /** True inside a demo. Demo keys stand in public source code, so the two worlds never mix. */
  readonly demo: boolean;
  /** Highest version this kiosk has ever held; an older bundle is an attack or a mistake. 0 on the first day. */
  readonly notBelowVersion: number;
}

const EnvelopeSchema = v.looseObject({
  payload: v.string(),
  payloadType: v.string(),
  // `keyid` is an unsigned hint (DSSE, "keyid"): never looked at.
  signatures: v.pipe(v.array(v.looseObject({ sig: v.string() })), v.minLength(1), v.maxLength(8)),
});

/** DSSE pre-authentication encoding: the bytes under the signature. Lengths are in bytes, decimal. */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `, "utf8"), payload]);
}

/** The trust list in a bundle that one of the root keys signed, or the first reason against it. Whether it has expired is decide()'s matter. */
export function openTrustBundle(bytes: Uint8Array, rootKeys: readonly PublicKey[], expected: TrustExpectation): OpenedTrust {
  if (bytes.length > MAX_TRUST_BUNDLE_BYTES) return refuse("too-large", `${bytes.length} bytes, at most ${MAX_TRUST_BUNDLE_BYTES}`);
  const envelope = v.safeParse(EnvelopeSchema, parseJson(bytes));
  if (!envelope.success) return refuse("malformed", "not a DSSE envelope in JSON");
  const { payloadType, signatures } = envelope.output;
  const payload = decodeBase64(envelope.output.payload);
  if (!payload) return refuse("malformed", "payload is not base64");
  // Before the signature only because it makes a better message: the type is under the signature anyway.
  if (payloadType !== TRUST_PAYLOAD_TYPE) return refuse("payload-type", "not a trust list");

  const signedBytes = preAuthEncoding(payloadType, payload);
  const isSigned = signatures.some(({ sig }) => {
    const signature = decodeBase64(sig);
    return signature !== undefined && rootKeys.some((key) => isSignedBy(key, signedBytes, signature));
  });
  if (!isSigned) return refuse("signature", "not signed by a root key of this kiosk");

  // Only below this line may the payload be believed.
  const parsed = v.safeParse(TrustListSchema, parseJson(payload), { abortEarly: true });
  if (!parsed.success) return refuse("schema", `${v.getDotPath(parsed.issues[0]) ?? "trust list"}: ${parsed.issues[0].message}`);
  const list = parsed.output;
  if (list.version < expected.notBelowVersion) {
    return refuse("rollback", `version ${list.version} is older than ${expected.notBelowVersion}`);
  }
  const isDemo = list.demo ?? false;
  if (isDemo && !expected.demo) return refuse("demo-outside-demo", "a demo trust list is never used outside a demo");
  if (!isDemo && expected.demo) return refuse("real-inside-demo", "a demo uses demo trust lists only");
  return { ok: true, list };
}

/** A bundle of this trust list, signed with the publisher's root key (private). */
export function sealTrustBundle(list: TrustList, rootKey: Parameters<typeof signWith>[0]): Uint8Array {
  const payload = Buffer.from(JSON.stringify(list), "utf8");
  const signature = signWith(rootKey, preAuthEncoding(TRUST_PAYLOAD_TYPE, payload));
  const envelope = {
    payload: payload.toString("base64"),
    payloadType: TRUST_PAYLOAD_TYPE,
    signatures: [{ sig: Buffer.from(signature).toString("base64") }],
  };
  return Buffer.from(`${JSON.stringify(envelope)}\n`, "utf8");
}

function refuse(refusal: TrustRefusal, detail: string): OpenedTrust {
  return { ok: false, refusal, detail };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
