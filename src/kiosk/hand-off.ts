import type { HandOffTarget, Sent } from "../core/hand-off/hand-off-talk.ts";
import { messageId, webhookMessage } from "../core/hand-off/webhook-message.ts";
import type { Entry } from "../core/journal-entry.ts";
import type { Claims } from "../core/presentation.ts";
import { verdictOf } from "../core/reason.ts";
import type { HandOffFault, HandOffTrouble } from "../core/screen.ts";
import type { SealKey } from "../core/seal-key.ts";
import { encodePersonal } from "../core/sealed-part.ts";
import type { Seal } from "../ports.ts";
import type { Deliveries } from "./hand-off-deliveries.ts";
import type { Typing } from "./hand-off-typing.ts";
import type { Answered } from "./kiosk.ts";
import type { Results } from "./results.ts";

/** A keyboard. */
export interface KeyboardTarget {
  readonly kind: "keyboard";
  readonly name: string;
  readonly automatic: boolean;
  readonly typing: Typing;
}

/** A receiver of webhooks; `deliveries` is absent where its secret or certificate cannot be used: nothing is sent unsigned. */
export interface WebhookTarget {
  readonly kind: "webhook";
  readonly name: string;
  readonly deliveries?: Deliveries;
  /** To whom a person's fields are sealed, and which; absent: none are sent. */
  readonly sealTo?: { readonly key: SealKey; readonly fields: readonly string[] };
}

export interface HandOffParts {
  readonly kiosk: string;
  readonly targets: readonly (KeyboardTarget | WebhookTarget)[];
  readonly results: Pick<Results, "bySeq" | "onResult">;
  readonly seal: Seal;
  readonly log: (event: string, facts: Readonly<Record<string, unknown>>) => void;
}

/** The ways to the counter's own systems. */
export interface HandOff {
  targets(): readonly HandOffTarget[];
  /** What is wrong with them now. */
  troubles(): readonly HandOffTrouble[];
  /** A scan was answered, recorded and shown. Returns at once; nothing here delays or changes an answer. */
  answered(answer: Pick<Answered, "entry" | "seq" | "decision">): void;
  /** The button. */
  send(seq: number, target: string, again: boolean): Promise<Sent>;
  selfCheck(target: string): Promise<Sent>;
  close(): Promise<void>;
}

/** How often the keyboards are looked after, in milliseconds. */
const LOOK_EVERY_MS = 30_000;

/** Hands each answer on to every target, as that is configured. */
export function createHandOff({ kiosk, targets, results, seal, log }: HandOffParts): HandOff {
  const keyboards = targets.filter((target) => target.kind === "keyboard");
  const hooks = targets.filter((target) => target.kind === "webhook");
  /** The last message of each hook that is being written: they go in the order of the entries, however long a seal takes. */
  const writing = new Map<string, Promise<void>>();
  const stopTyping = results.onResult((kept) => {
    if (verdictOf(kept.result.reason) === "accept")
      for (const { automatic, typing } of keyboards) if (automatic) void typing.send(kept, false);
  });
  const looks = keyboards.length > 0 ? setInterval(lookAfter, LOOK_EVERY_MS) : undefined;
  lookAfter();

  function lookAfter(): void {
    for (const { typing } of keyboards) void typing.look();
  }

  async function write({ name, deliveries, sealTo }: WebhookTarget, entry: Entry, disclosed: Claims | undefined): Promise<void> {
    try {
      const inside = sealTo && disclosed && encodePersonal(disclosed, sealTo.fields);
      const sealed = inside && (await seal(sealTo.key, inside, messageId(name, kiosk, entry)));
      await deliveries?.add(webhookMessage(name, kiosk, entry, sealed));
    } catch (error) {
      log("hand-off not kept", { error: String(error) });
    }
  }

  function named(name: string): KeyboardTarget | undefined {
    return keyboards.find((target) => target.name === name);
  }

  const list = (): readonly HandOffTarget[] => [
    ...keyboards.map(({ kind, name, automatic, typing }) => ({ kind, name, automatic, ...faulty(typing.fault()) })),
    ...hooks.map(({ kind, name, deliveries }) => ({
      kind,
      name,
      automatic: true,
      ...faulty(hookFault(deliveries)),
      ...(deliveries && { waiting: deliveries.state().waiting }),
    })),
  ];

  return {
    targets: list,
    troubles: () =>
      list().flatMap(({ name, fault, waiting }) => (fault ? [{ name, fault, ...(waiting !== undefined && { waiting }) }] : [])),
    answered({ entry, seq, decision }) {
      // What could not be recorded is nobody's to pass on.
      if (seq === undefined) return;
      for (const hook of hooks) {
        if (!hook.deliveries) continue;
        const before = writing.get(hook.name) ?? Promise.resolve();
        writing.set(
          hook.name,
          before.then(() => write(hook, { ...entry, seq }, decision.disclosed)),
        );
      }
    },
    async send(seq, target, again) {
      const keyboard = named(target);
      const kept = results.bySeq(seq);
      return keyboard && kept ? await keyboard.typing.send(kept, again) : { kind: "unknown" };
    },
    selfCheck: async (target) => (await named(target)?.typing.selfCheck()) ?? { kind: "unknown" },
    async close() {
      stopTyping();
      clearInterval(looks);
      await Promise.all(writing.values());
      await Promise.all([...keyboards.map(({ typing }) => typing.close()), ...hooks.map(({ deliveries }) => deliveries?.close())]);
    },
  };
}

function faulty(fault: HandOffFault | undefined): { readonly fault?: HandOffFault } {
  return fault ? { fault } : {};
}

function hookFault(deliveries: Deliveries | undefined): HandOffFault | undefined {
  if (!deliveries) return "handoff-secret";
  const { fault } = deliveries.state();
  return fault && (`handoff-${fault}` as const);
}
