// What a webhook says of one answer (docs/hand-off.md). It lies on a disk until it is delivered: nothing of a person stands in it in clear.
import type { Entry } from "../journal-entry.ts";
import { verdictOf } from "../reason.ts";
import { REASON_TEXTS } from "../reason-texts.ts";
import { sha256 } from "../signature.ts";
import { isoTimeInVietnam } from "../time.ts";

/** A message as it waits and travels. */
export interface WebhookMessage {
  /** The same at each attempt, and the same whenever it is made anew of the same entry: by it a receiver knows what it has. */
  readonly id: string;
  readonly seq: number;
  /** JSON in UTF-8. */
  readonly body: Uint8Array;
}

/** Longest message, bytes: one with a sealed part has 4,000. */
export const MAX_MESSAGE_BYTES = 16_384;

/** `msg_` and 32 hex digits, of nothing personal. `target`: the name of the hand-off, `[[handOff]] name`. */
export function messageId(target: string, kiosk: string, { seq, at }: Pick<Entry, "seq" | "at">): string {
  const digest = sha256(Buffer.from(`tram-webhook-1\n${target}\n${kiosk}\n${seq}\n${at}`, "utf8"));
  return `msg_${Buffer.from(digest).subarray(0, 16).toString("hex")}`;
}

/** The message about a recorded answer. `sealed`: a sealed part (docs/journal.md) for the receiver, with the message's id as its context. */
export function webhookMessage(target: string, kiosk: string, entry: Entry, sealed?: Uint8Array): WebhookMessage {
  const { seq, at, reason, type, format, issuer, policy, warnings = [], clock } = entry;
  const data = {
    kiosk,
    seq,
    reason,
    code: REASON_TEXTS[reason].code,
    verdict: verdictOf(reason),
    ...(type !== undefined && { credentialType: type }),
    ...(format !== undefined && { format }),
    ...(issuer !== undefined && { issuer }),
    policy,
    warnings,
    ...(clock && { clockDoubt: clock }),
    ...(sealed && { person: { sealed: Buffer.from(sealed).toString("base64url") } }),
  };
  const message = { type: "tram.answer", timestamp: isoTimeInVietnam(at), data };
  return { id: messageId(target, kiosk, entry), seq, body: Buffer.from(JSON.stringify(message), "utf8") };
}
