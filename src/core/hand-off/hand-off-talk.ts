// What the staff's page and the kiosk say to one another about the counter's own system. Paths: docs/hand-off.md.
import * as v from "valibot";
import type { HandOffFault } from "../screen.ts";

const target = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,32}$/));

/** `POST /staff/hand-off`: the button "gửi". `again`: it has been typed before, and the clerk wants it once more. */
export const SendSchema = v.strictObject({
  seq: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  target,
  again: v.exactOptional(v.literal(true)),
});

/** `POST /staff/hand-off/self-check`: types the self-check line into whatever box is open on the counter's computer. */
export const SelfCheckSchema = v.strictObject({ target });

export type SendRequest = v.InferOutput<typeof SendSchema>;
export type SelfCheckRequest = v.InferOutput<typeof SelfCheckSchema>;

/** `GET /staff/hand-off`: the ways that this kiosk has, as configured. */
export interface HandOffTargets {
  readonly targets: readonly HandOffTarget[];
}

/** One way. */
export interface HandOffTarget {
  readonly name: string;
  readonly kind: "keyboard" | "webhook";
  /** It goes by itself: a keyboard after an accepted code, a webhook after each answer. */
  readonly automatic: boolean;
  readonly fault?: HandOffFault;
  /** Messages that have not been delivered yet. */
  readonly waiting?: number;
}

/**
 * What became of a press (200 for `done`, 404 for `unknown`, 409 else). `already`: ask the clerk, then send it with `again`. `hidden`: its two minutes
 * are over. `failed`: `typed` of `all` keys went out, and the box of the counter's program must be looked at.
 */
export type Sent =
  | { readonly kind: "done" }
  | { readonly kind: "unknown" | "hidden" | "already" | "busy" }
  | { readonly kind: "failed"; readonly fault: HandOffFault; readonly typed: number; readonly all: number };
