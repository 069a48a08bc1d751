import type { Keystroke } from "./core/hand-off/keystrokes.ts";
import type { WebhookMessage } from "./core/hand-off/webhook-message.ts";

/** What became of keys. `typed`: so many of them have reached the computer, from the beginning on. */
export type Typed =
  | { readonly ok: true; readonly capsLock: boolean }
  | { readonly ok: false; readonly problem: "missing" | "no-computer" | "interrupted"; readonly detail: string; readonly typed: number };

/** A keyboard that is a program: what it types appears on the counter's computer. */
export interface Typist {
  /** Types one key after another; never two calls at once. Resolves within seconds also where no computer takes the keys; no key stays down. */
  type(strokes: readonly Keystroke[]): Promise<Typed>;
  /** Whether the device is there and, as far as it can tell, a computer behind it. */
  look(): Promise<{ readonly ok: boolean; readonly detail: string }>;
  close(): Promise<void>;
}

/** What a receiver answered. `detail` carries nothing of what it said. */
export type HookReply =
  | { readonly kind: "taken" }
  /** It will have no more of them, ever (410). */
  | { readonly kind: "ended" }
  /** Something is wrong with the secret, the address or this clock (another 4xx); `isOfMessage`: with this very message (413, 422). */
  | { readonly kind: "refused"; readonly detail: string; readonly isOfMessage?: true }
  | { readonly kind: "later"; readonly detail: string; readonly retryAfterSeconds?: number };

/** The way to a receiver of webhooks. */
export interface HookLink {
  /** One attempt, signed anew; resolves within 30 seconds and never rejects. */
  post(message: WebhookMessage): Promise<HookReply>;
  close(): Promise<void>;
}

/** Messages that wait, in the order of their entries; they survive a power cut. */
export interface MessageQueue {
  readonly size: number;
  /** The last entry whose message needs no more attention: delivered, given up, or older than this hand-off. */
  readonly doneSeq: number | undefined;
  /** True once the receiver wants no more, until somebody says otherwise. */
  readonly isEnded: boolean;
  has(seq: number): boolean;
  /** Resolves when the message would survive a power cut; `full`: it was not kept, and is made of the journal again once there is room. */
  put(message: WebhookMessage): Promise<"kept" | "full">;
  /** The oldest of them; one that the disk has lost is passed over. */
  first(): Promise<WebhookMessage | undefined>;
  /** Forgets a message, and notes how far it is. A power cut in the middle leaves it to be sent once more. */
  done(seq: number): Promise<void>;
  /** Notes that everything up to this entry is none of this hand-off's. */
  beginAfter(seq: number): Promise<void>;
  setEnded(isEnded: boolean): Promise<void>;
}
