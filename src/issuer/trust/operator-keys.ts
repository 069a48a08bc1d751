import { keyThumbprint } from "../../core/http-signature.ts";
import { admitKey } from "../../core/key-import/admit-key.ts";
import { KEY_REFUSALS } from "../../core/key-import/key-refusal.ts";
import { sealJwkOf, sealThumbprint } from "../../core/seal-key.ts";
import type { Text } from "../../core/text.ts";
import type { OperatorKey } from "../../core/trust-draft.ts";
import { addOperatorKey, removeOperatorKey } from "../../core/trust-draft-edit.ts";
import { EXIT_USAGE, sentenceOf } from "../complaint.ts";
import { editDraft } from "./edit-draft.ts";
import { prefixed, unreadable } from "./given-keys.ts";
import type { TrustParts } from "./parts.ts";
import type { PublisherOptions } from "./publisher.ts";
import { refuseTo } from "./telling.ts";

/** `tram trust operator-key add`: a key of central's, as a JWK. */
export async function addOperatorKeyTo(
  options: PublisherOptions & { readonly use: OperatorKey["use"]; readonly kid?: string },
  file: string,
  parts: TrustParts,
): Promise<number> {
  const command = "operator-key add";
  let [jwk, named]: unknown[] = [];
  try {
    const parsed: unknown = JSON.parse(Buffer.from(await parts.readInput(file)).toString("utf8"));
    // A bare JWK, or one with particulars around it, as `tram central time-key --json` and `tram provision key` have it.
    jwk = typeof parsed === "object" && parsed !== null && "jwk" in parsed ? parsed.jwk : parsed;
    named = typeof parsed === "object" && parsed !== null && "kid" in parsed ? parsed.kid : undefined;
  } catch (error) {
    return await refuseTo(parts, command, options, unreadable(file, sentenceOf(error)), EXIT_USAGE);
  }
  if (options.use === "seal") return await addSealKey(options, file, { jwk, named }, parts);
  const admitted = typeof jwk === "object" && jwk !== null ? admitKey(jwk) : undefined;
  if (!admitted) return await refuseTo(parts, command, options, unreadable(file, "no JWK"), EXIT_USAGE);
  if (!admitted.ok) return await refuseTo(parts, command, options, prefixed(file, KEY_REFUSALS[admitted.refusal]), EXIT_USAGE);
  const { material, key } = admitted;
  if (key.algorithm !== "EdDSA" && key.algorithm !== "ES256")
    return await refuseTo(parts, command, options, prefixed(file, ONLY_OURS), EXIT_USAGE);
  if (options.use === "witness" && key.algorithm !== "EdDSA")
    return await refuseTo(parts, command, options, prefixed(file, WITNESSES_ED25519), EXIT_USAGE);
  const kid = options.kid ?? (typeof named === "string" ? named : keyThumbprint(key));
  return await editDraft(command, options, parts, (draft) => addOperatorKey(draft, { use: options.use, kid, jwk: material }));
}

/** A key that seals is of another kind than those that sign; kiosks seal to the one that was added last. */
async function addSealKey(
  options: PublisherOptions & { readonly kid?: string },
  file: string,
  { jwk, named }: { readonly jwk: unknown; readonly named: unknown },
  parts: TrustParts,
): Promise<number> {
  const material = typeof jwk === "object" && jwk !== null ? sealJwkOf(jwk) : undefined;
  if (!material) return await refuseTo(parts, "operator-key add", options, prefixed(file, ONLY_X25519), EXIT_USAGE);
  const thumbprint = Buffer.from(sealThumbprint(material)).toString("base64url");
  const kid = options.kid ?? (typeof named === "string" ? named : thumbprint);
  return await editDraft("operator-key add", options, parts, (draft) => addOperatorKey(draft, { use: "seal", kid, jwk: material }));
}

/** `tram trust operator-key remove`. */
export function removeOperatorKeyOf(options: PublisherOptions & { readonly kid: string }, parts: TrustParts): Promise<number> {
  return editDraft("operator-key remove", options, parts, (draft) => removeOperatorKey(draft, options.kid));
}

const ONLY_OURS: Text = { vi: "khoá vận hành phải là Ed25519 hoặc P-256", en: "an operator key is an Ed25519 or a P-256 key" };
const ONLY_X25519: Text = {
  vi: "khoá niêm phong phải là phần công khai của một khoá X25519 (tram central seal-key)",
  en: "a seal key is the public half of an X25519 key (tram central seal-key)",
};

const WITNESSES_ED25519: Text = { vi: "khoá nhân chứng phải là Ed25519", en: "a witness's key is an Ed25519 key" };
