// What the set-up screen can propose: a configuration from a sheet or a stick, or the place of a dead kiosk from its backup.
import { withChosen } from "../core/provisioning/difference.ts";
import { isSameFingerprint } from "../core/provisioning/fingerprint.ts";
import { type Refused, refused } from "../core/provisioning/refusal.ts";
import { deviceOf } from "../core/provisioning/service-point.ts";
import type { SetupAnswer, SetupOrigin, SetupReview } from "../core/provisioning/setup-view.ts";
import { BACKUP_FOLDER } from "./provision-backup.ts";
import { type Offer, offerOnStick, PROVISION_FOLDER } from "./provision-offer.ts";
import { applyPlan, type Before, type PlanOptions, planOffer } from "./provision-plan.ts";
import { applyRestore, planReplacement, type ReplacementParts, readDeadKiosk } from "./provision-replacement.ts";
import { leastOf, paperWith } from "./provision-vouching.ts";

/** Something to say yes to. What is applied was read before it was shown, and is not read again. */
export interface Proposal {
  readonly ok: true;
  readonly review: SetupReview;
  /** Folder that takes the request for enrolment; undefined: no stick is in. */
  readonly enrolmentTo: string | undefined;
  /** True for a fingerprint that makes a kiosk with a memory, which a passphrase opens. */
  readonly asksPassphrase: (typed: string) => boolean;
  /** The package that it came in; undefined for a backup, which stays on its stick. */
  readonly offer?: Offer;
  /** This very configuration is in use: there is nothing to ask. */
  readonly isUnchanged: boolean;
  /** True for a fingerprint that stands on the paper which belongs to this. */
  readonly isFingerprint: (typed: string) => boolean;
  readonly apply: (answer: SetupAnswer) => Promise<Applied | Refused>;
}

/** A kiosk that has become what was proposed. */
export interface Applied {
  readonly ok: true;
  readonly kiosk: string;
  /** File of the device key. */
  readonly deviceKey: string;
  /** Of a restored kiosk: whether it knows what was used before. */
  readonly remembers?: boolean;
  /** Of a restored kiosk: names of the settings that its paper did not vouch for. */
  readonly notTaken?: readonly string[];
}

/** Where everything is, on this machine. */
export type SetupOptions = Pick<PlanOptions, "config" | "data" | "chosen">;

/** The configuration of an offer, as a proposal. `stick`: the folder of the stick that is in, if one is. */
export async function proposeConfiguration(
  offer: Offer,
  { origin, stick, before }: { readonly origin: SetupOrigin; readonly stick: string | undefined; readonly before: Before | undefined },
  options: SetupOptions,
  parts: ReplacementParts,
): Promise<Proposal | Refused> {
  const planned = await planOffer(offer, before, options, parts);
  if (!planned.ok) return planned;
  const { kiosk, changes, isKnown, isUnchanged, fingerprint } = planned;
  const { serial, expiresAt } = offer.offered;
  return {
    ok: true,
    offer,
    review: {
      kind: "review",
      origin,
      kiosk,
      ...deviceOf(kiosk),
      sheet: { serial, expiresAt },
      changes: before ? changes : withChosen(changes, options.chosen?.() ?? {}, offer.offered.settings),
      asks: isKnown ? "yes" : "fingerprint",
    },
    asksPassphrase: () => false,
    enrolmentTo: stick === undefined ? undefined : `${stick}/${PROVISION_FOLDER}`,
    isUnchanged,
    isFingerprint: (typed) => isSameFingerprint(typed, fingerprint),
    async apply({ generation }) {
      // Again, by the answer: the name depends on it.
      const plan = await planOffer(offer, before, { ...options, generation }, parts);
      if (!plan.ok) return plan;
      // The trust list may have changed since: a plain yes was for a signer that it named.
      if (isKnown && !plan.isKnown) return refused("signer-unknown");
      const failed = plan.isUnchanged ? undefined : await applyPlan(plan, options.config, parts);
      return failed ?? { ok: true, kiosk: plan.kiosk, deviceKey: plan.deviceKey };
    },
  };
}

/** The place of the kiosk whose backup is on a stick, as a proposal. */
async function proposeReplacement(stick: string, options: SetupOptions, parts: ReplacementParts): Promise<Proposal | Refused> {
  const dead = await readDeadKiosk({ ...options, from: stick }, parts);
  const replacement = dead.ok ? planReplacement(dead, options) : dead;
  if (!replacement.ok) return replacement;
  const { kiosk, papers } = replacement;
  const { changes, notTaken } = leastOf(papers);
  const usual = deviceOf(kiosk);
  return {
    ok: true,
    review: { kind: "review", origin: "backup", kiosk, ...usual, changes, notTaken, asks: "fingerprint" },
    asksPassphrase: (typed) => replacement.dead.hasMemory && paperWith(typed, papers)?.configuration.ok === true,
    enrolmentTo: stick,
    isUnchanged: false,
    isFingerprint: (typed) => paperWith(typed, papers) !== undefined,
    async apply({ fingerprint = "", passphrase, generation }) {
      // The backup knows how many stood there before; a code for an earlier device does not make one of those again.
      const again = planReplacement(replacement.dead, { ...options, generation: Math.max(generation, usual.generation) });
      if (!again.ok) return again;
      const paper = paperWith(fingerprint, again.papers);
      if (!paper) return refused("fingerprint-wrong");
      const restored = await applyRestore(again, paper, options, passphrase, parts);
      if (!restored.ok) return restored;
      const { remembers } = restored;
      return { ok: true, kiosk: again.kiosk, deviceKey: again.deviceKey, remembers, notTaken: paper.notTaken.map(({ path }) => path) };
    },
  };
}

/** What a stick has for this machine; undefined: nothing. On a machine that is nobody yet a backup goes first: it knows more than a sheet. */
export async function proposeStick(
  stick: string,
  before: Before | undefined,
  options: SetupOptions,
  parts: ReplacementParts,
): Promise<Proposal | Refused | undefined> {
  const backups = before ? [] : await parts.backups(`${stick}/${BACKUP_FOLDER}`);
  if (backups.length > 1) return refused("ambiguous", backups);
  if (backups.length === 1) return await proposeReplacement(stick, options, parts);
  const servicePoint = before && deviceOf(before.config.id).servicePoint;
  const offer = await offerOnStick(stick, servicePoint, parts);
  if (!offer.ok) return offer.refusal === "missing" ? undefined : offer;
  return await proposeConfiguration(offer, { origin: "stick", stick, before }, options, parts);
}

/** What the system did not let us do, as a refusal. */
export function refusalOf(error: unknown): Refused {
  return refused("storage", [error instanceof Error ? error.message : String(error)]);
}
