import { type Fields, fieldsOf } from "../core/hand-off/fields.ts";
import type { Sent } from "../core/hand-off/hand-off-talk.ts";
import { type Keystroke, keystrokesOf } from "../core/hand-off/keystrokes.ts";
import { type OutputProfile, SELF_CHECK_LINE, typedText } from "../core/hand-off/output-profile.ts";
import { strokesOf, type TemplatePart } from "../core/hand-off/template.ts";
import type { HandOffFault } from "../core/screen.ts";
import { MAX_RESULTS } from "../core/staff-limits.ts";
import type { Typist } from "../hand-off-ports.ts";
import type { KeptResult } from "./results.ts";

export interface TypingParts {
  readonly typist: Typist;
  readonly profile: OutputProfile;
  readonly template: readonly TemplatePart[];
}

/** A keyboard that types results, each once. */
export interface Typing {
  /** Types a result that staff may see; `again`: also one that has been typed. */
  send(kept: KeptResult, again: boolean): Promise<Sent>;
  selfCheck(): Promise<Sent>;
  fault(): HandOffFault | undefined;
  /** Looks whether the device is there, unless it types at this moment. */
  look(): Promise<void>;
  close(): Promise<void>;
}

/** Types nothing by itself, and never two results at once: their letters would mix. */
export function createTyping({ typist, profile, template }: TypingParts): Typing {
  let isTyping = false;
  let ended = () => {};
  let looking: Promise<void> = Promise.resolve();
  let fault: HandOffFault | undefined;
  /** Ids of results of which keys went out, the latest last. */
  const sent = new Set<number>();

  async function type(strokes: readonly Keystroke[]): Promise<Sent> {
    if (isTyping) return { kind: "busy" };
    isTyping = true;
    try {
      // A look has the device for some milliseconds, and is no reason to turn a clerk away.
      await looking;
      const typed = await typist.type(strokes);
      fault = typed.ok ? undefined : "keyboard-missing";
      return typed.ok ? { kind: "done" } : { kind: "failed", fault: "keyboard-missing", typed: typed.typed, all: strokes.length };
    } catch {
      fault = "keyboard-missing";
      return { kind: "failed", fault, typed: 0, all: strokes.length };
    } finally {
      isTyping = false;
      ended();
    }
  }

  async function lookOnce(): Promise<void> {
    const { ok } = await typist.look().catch(() => ({ ok: false }));
    fault = ok ? undefined : "keyboard-missing";
  }

  function note(id: number): void {
    sent.add(id);
    const [oldest] = sent;
    if (sent.size > 2 * MAX_RESULTS && oldest !== undefined) sent.delete(oldest);
  }

  return {
    async send({ result, claims }, again) {
      if (!claims) return { kind: "hidden" };
      if (isTyping) return { kind: "busy" };
      if (sent.has(result.id) && !again) return { kind: "already" };
      // Before the first key: one that is asked for twice at once is typed once.
      note(result.id);
      const fields: Fields = fieldsOf(claims);
      const outcome = await type(strokesOf(template, profile, fields));
      if (outcome.kind === "failed" && outcome.typed === 0) sent.delete(result.id);
      return outcome;
    },
    selfCheck: () => type(keystrokesOf(typedText(profile, SELF_CHECK_LINE))),
    fault: () => fault,
    async look() {
      if (isTyping) return;
      looking = lookOnce();
      await looking;
    },
    async close() {
      if (isTyping) await new Promise<void>((resolve) => (ended = resolve));
      await looking;
      await typist.close();
    },
  };
}
