import type { ConditionAnswer } from "./condition.ts";
import type { Claims, CredentialType, DocumentType, FormatName } from "./presentation.ts";
import type { Reason } from "./reason.ts";
import type { Warning } from "./warning.ts";

/** The answer to a scan. The verdict is looked up from the reason (reason.ts), so the two can never disagree. */
export interface Decision {
  readonly reason: Reason;
  readonly format?: FormatName;
  readonly type?: CredentialType | DocumentType;
  /** Identifier of the issuer whose key verified the signature. Absent while nothing is believed. */
  readonly issuer?: string;
  /** Name of the key that verified the signature. */
  readonly keyId?: string;
  /** The credential's identity: SHA-256 of its signed payload, lower-case hex. Absent for unsigned documents. */
  readonly credential?: string;
  /** Identity of the live code: SHA-256 of what the holder signed, lower-case hex. Absent for a static one. */
  readonly presentation?: string;
  /** The policy's yes/no questions, answered without showing what they were answered from. In memory only. */
  readonly answers?: readonly ConditionAnswer[];
  /** What the holder has to pay here, in VND, and what for. In memory only. */
  readonly fee?: { readonly amountVnd: number; readonly reference: string };
  /** Everything the card or credential says, only where it may be believed or was openly unsigned. In memory only. */
  readonly claims?: Claims;
  /** The part of the claims that the policy lets staff see. In memory only. */
  readonly disclosed?: Claims;
  readonly warnings: readonly Warning[];
}
