// `tram provision apply`: a plan, a person's yes, a kiosk that is what the sheet says, or one that is as before.
import { displayJson } from "../core/display-text.ts";
import { isSameFingerprint } from "../core/provisioning/fingerprint.ts";
import { type Refused, refused } from "../core/provisioning/refusal.ts";
import { enrol } from "./provision-enrolment.ts";
import type { Offer } from "./provision-offer.ts";
import type { ProvisionParts } from "./provision-parts.ts";
import { applyPlan, type Before, type Plan, type PlanOptions, planOffer, readBefore } from "./provision-plan.ts";
import { changeLines, EXIT_USAGE, tellRefusal } from "./provision-texts.ts";

/** How often a person may type the fingerprint before the sheet itself is doubted. */
const TRIES = 3;

/** What to apply, where, and how to ask. */
export interface ApplyOptions extends PlanOptions {
  /** The fingerprint as it stands on the printed sheet, for scripts: nobody is asked then. */
  readonly yesFingerprint?: string;
  /** Somebody has agreed on the technician's page: counts only for a signer whom the trust list names. */
  readonly yesKnown?: true;
  /** Folder that takes the request for enrolment. */
  readonly enrolmentTo?: string;
  readonly json?: boolean;
}

/** Judges the offer, shows what will change, asks, applies, and draws the request for enrolment. Returns the exit code. */
export async function applyOffer(offer: Offer, options: ApplyOptions, parts: ProvisionParts): Promise<number> {
  const { json = false } = options;
  const before = await readBefore(options.config, parts);
  if (before === "unusable") return EXIT_USAGE;
  const plan = await planOffer(offer, before, options, parts);
  if (!plan.ok) return tellRefusal(plan, json, parts);
  const { kiosk, changes, deviceKey, isUnchanged, fingerprint } = plan;
  if (!isUnchanged) {
    if (!json) parts.out(summaryOf(plan, before));
    const isSheet = (typed: string) => (isSameFingerprint(typed, fingerprint) ? plan : undefined);
    const agreed = await agree(isSheet, plan.isKnown ? plan : undefined, options, parts);
    const failed = agreed.ok ? await applyPlan(agreed, options.config, parts) : agreed;
    if (failed) return tellRefusal(failed, json, parts);
  }
  const { serial, servicePoint, signer } = offer.offered;
  const { out } = parts;
  if (json)
    out(`${displayJson({ event: isUnchanged ? "unchanged" : "applied", kiosk, servicePoint, serial, signer, fingerprint, changes })}\n`);
  else out(isUnchanged ? "Máy đã có đúng cấu hình này / the kiosk has this very configuration\n" : doneText(serial));
  return await enrol({ kiosk, deviceKey, json, ...(options.enrolmentTo !== undefined && { to: options.enrolmentTo }) }, parts);
}

/**
 * What the person who stands there agrees to, or why to nothing. `byPaper`: what a fingerprint from the paper vouches for. `known`: what a plain
 * yes is enough for, because the signer is known.
 */
export async function agree<T extends { readonly ok: true }>(
  byPaper: (typed: string) => T | undefined,
  known: T | undefined,
  { yesFingerprint, yesKnown }: Pick<ApplyOptions, "yesFingerprint" | "yesKnown">,
  { ask, out }: Pick<ProvisionParts, "ask" | "out">,
): Promise<T | Refused> {
  if (yesFingerprint !== undefined) return byPaper(yesFingerprint) ?? refused("fingerprint-wrong");
  // Agreed to elsewhere; of a signer whom the trust list does not name that must be said here, with the paper in hand.
  if (yesKnown) return known ?? refused("not-confirmed");
  if (known) {
    const answer = await ask("Áp dụng? Apply? (c/y = có/yes, N = không/no) ");
    return /^(c|có|y|yes)$/i.test(answer?.normalize("NFC").trim() ?? "") ? known : refused("not-confirmed");
  }
  // Not shown here: who could read it off the screen would confirm what he has not compared.
  out(
    "Máy này chưa biết ai được phép cấu hình nó. Chỉ phiếu giấy mới chứng minh được: hãy gõ dấu vân tay (16 chữ) in trên phiếu.\n" +
      "This kiosk does not know yet who may configure it. Only the paper can prove it: type the fingerprint (16 letters) printed on the sheet.\n",
  );
  for (let triesLeft = TRIES - 1; ; triesLeft--) {
    const typed = await ask("Dấu vân tay / fingerprint: ");
    if (typed === undefined || typed.trim() === "") return refused("not-confirmed");
    const agreed = byPaper(typed);
    if (agreed || triesLeft === 0) return agreed ?? refused("fingerprint-wrong");
    out(typedWrongText(typed, triesLeft));
  }
}

/**
 * A slip of the finger is no attack. Attack: which of the four groups fits is not said; who has no paper could then guess one after the other,
 * at 20 bits each, and a package made to fit in three of them would pass for a typing error.
 */
function typedWrongText(typed: string, triesLeft: number): string {
  const letters = typed.replace(/[\s-]/g, "");
  const isWhole = /^[A-Z2-7]{16}$/i.test(letters);
  const [vi, en] = isWhole
    ? ["xem lại từng chữ", "check each letter"]
    : [`đã gõ ${letters.length} ký tự, cần 16 ký tự A–Z và 2–7`, `${letters.length} characters typed, 16 of A–Z and 2–7 are needed`];
  return (
    `Chưa khớp: ${vi}, so với phiếu, rồi gõ lại (còn ${triesLeft} lần).\n` +
    `It does not fit yet: ${en}; compare with the sheet and type it again (tries left: ${triesLeft}).\n`
  );
}

function summaryOf({ offer, kiosk, changes }: Plan, before: Before | undefined): string {
  const which = before ? `${before.config.id} → ${kiosk}` : `(chưa cài đặt / not set up) → ${kiosk}`;
  const shown = changes.length > 0 ? changeLines(changes) : ["  (không có gì khác / nothing else changes)"];
  const lines = [`Cấu hình / configuration ${offer.offered.serial}: ${which}`, ...shown];
  return `${lines.join("\n")}\n`;
}

function doneText(serial: number): string {
  return `Đã áp dụng cấu hình ${serial}. Khởi động lại máy: systemctl restart tram-kiosk\nConfiguration ${serial} is applied. Restart the kiosk: systemctl restart tram-kiosk\n`;
}
