import { type Checked, fail, pass } from "../checked.ts";
import { looksLikeEnvelope, type OpenedCredential, openEnvelope } from "../credential-envelope.ts";
import type { Claims, CredentialType, FormatName, Presentation, Status } from "../presentation.ts";
import type { SymbolText } from "../symbol-text.ts";
import type { EpochSeconds } from "../time.ts";
import type { Format } from "./format.ts";

/** One kind of CWT credential, told from the others by its claims once the envelope is open. */
export interface CwtKind {
  readonly format: FormatName;
  /**
   * True where the algorithm may stand outside the signature. It is only a hint then, and harmless: verify() uses a key with the key's own
   * algorithm and no other.
   */
  readonly allowsUnsignedAlgorithm?: boolean;
  /** What it states, or the reason why it cannot be read; undefined where it is of another kind. */
  read(claims: ReadonlyMap<unknown, unknown>): Checked<Statement> | undefined;
}

/** What a credential states, in our words. */
export interface Statement {
  readonly type: CredentialType;
  readonly claims: Claims;
  /** Absent: the CWT's own `nbf`. */
  readonly notBefore?: EpochSeconds;
  /** Absent: the CWT's own `exp`. */
  readonly expires?: EpochSeconds;
  /** Where its status is, beside what the CWT's own `status` says. */
  readonly statuses?: readonly Status[];
  readonly certificateId?: string;
}

/** A format whose envelope it shares with others: recognised by `prefix` or by the envelope, read by the first of the kinds that knows the claims. */
export function cwtFormat(name: FormatName, prefix: RegExp | undefined, kinds: readonly CwtKind[]): Format {
  return {
    name,
    looksLike: (text) => prefix?.test(text) ?? looksLikeEnvelope(text),
    parse: ({ text, warnings }: SymbolText) => {
      const opened = openEnvelope(prefix ? text.replace(prefix, "") : text);
      return opened.ok ? presentCwt(opened.value, kinds, warnings) : opened;
    },
  };
}

/** An opened credential as a presentation, read by the first of the kinds that knows its claims; `not-understood` where none does. */
export function presentCwt(
  { cose, cwt, proof }: OpenedCredential,
  kinds: readonly CwtKind[],
  warnings: SymbolText["warnings"],
): Checked<Presentation> {
  for (const { format, read, allowsUnsignedAlgorithm = false } of kinds) {
    const statement = read(cwt.all);
    if (!statement) continue;
    if (!statement.ok) return statement;
    if (!cose.isAlgorithmSigned && !allowsUnsignedAlgorithm) return fail("malformed");
    const { issuer, holderKey, status } = cwt;
    const { type, claims, notBefore = cwt.notBefore, expires = cwt.expires, certificateId } = statement.value;
    const statuses = [...(status ? [status] : []), ...(statement.value.statuses ?? [])];
    const { algorithm, keyId, signedBytes, signature, payload, certificates } = cose;
    return pass({
      kind: "presentation",
      format,
      type,
      claims,
      algorithm,
      keyId,
      signedBytes,
      signature,
      payload,
      issuer,
      notBefore,
      expires,
      ...(certificates.length > 0 && { certificates }),
      ...(holderKey && { holderKey }),
      ...(statuses.length > 0 && { statuses }),
      ...(certificateId !== undefined && { certificateId }),
      ...(proof && { proof }),
      warnings,
    });
  }
  return fail("not-understood");
}
