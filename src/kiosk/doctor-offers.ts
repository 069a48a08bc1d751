// What is offered to the kiosk, and what it last would not take: on sticks, and by the journal.
import { displayText } from "../core/display-text.ts";
import { isJournalEvent, type TrustRefusedEvent } from "../core/journal-event.ts";
import type { OfferFacts } from "../core/machine-facts.ts";
import type { Text } from "../core/text.ts";
import { dateInVietnam, type EpochSeconds } from "../core/time.ts";
import { TRUST_REFUSALS } from "../core/trust-refusal.ts";
import type { KioskConfig } from "./config.ts";
import { type Check, coded, missing, ok } from "./doctor-check.ts";
import { minuteInVietnam, spanText } from "./doctor-figures.ts";
import type { DoctorProbes, TrustPlace } from "./doctor-probes.ts";

/** The sticks that are in, and what would become of what is on them; undefined where this kiosk looks for none, or has no root to judge them by. */
export async function checkSticks(
  { trust }: KioskConfig,
  kept: TrustPlace | undefined,
  at: EpochSeconds,
  probes: Pick<DoctorProbes, "sticks">,
): Promise<Check | undefined> {
  const name = "sticks";
  if (trust.sticks === undefined || !kept) return undefined;
  const path = displayText(trust.sticks);
  const facts = await probes.sticks(trust.sticks, kept, at);
  if (facts.kind === "absent")
    return missing(name, { vi: `${path} không có: chưa cắm USB nào`, en: `${path} is not there: no stick is in` }, MOUNT);
  if (facts.kind === "unreadable")
    return missing(name, { vi: `không xem được ${path}: ${facts.why}`, en: `${path} cannot be looked at: ${facts.why}` }, MOUNT);
  const [first, ...others] = facts.sticks.map(({ path: stick, offer }) => ({ offer, found: offerText(displayText(stick), offer, at) }));
  if (!first) return ok(name, { vi: `${path}: chưa cắm USB nào`, en: `${path}: no stick is in` });
  const also = others.map(({ found }) => found);
  const refused = [first, ...others].find(({ offer }) => offer.kind === "refused")?.offer;
  const check =
    refused?.kind === "refused"
      ? coded(`trust-${refused.refusal}`, missing(name, first.found, TRUST_REFUSALS[refused.refusal].next))
      : ok(name, first.found);
  return { ...check, ...(also.length > 0 && { also }) };
}

function offerText(path: string, offer: OfferFacts, at: EpochSeconds): Text {
  switch (offer.kind) {
    case "none":
      return { vi: `${path}: không có thư mục tram-trust`, en: `${path}: no folder tram-trust on it` };
    case "same":
      return { vi: `${path}: đúng bộ mà máy đang dùng`, en: `${path}: the bundle that the kiosk holds` };
    case "newer": {
      const [version, end] = [offer.version, dateInVietnam(offer.expiresAt)];
      const age = spanText(at - offer.issuedAt);
      return {
        vi: `${path}: phiên bản ${version}, phát hành ${age.vi} trước, đến ${end}: máy sẽ nhận`,
        en: `${path}: version ${version}, issued ${age.en} ago, until ${end}: the kiosk would take it`,
      };
    }
    case "refused": {
      const { detail } = TRUST_REFUSALS[offer.refusal];
      const why = `(${offer.refusal}: ${displayText(offer.detail)})`;
      return { vi: `${path}: máy sẽ không nhận. ${detail.vi} ${why}`, en: `${path}: the kiosk would not take it. ${detail.en} ${why}` };
    }
  }
}

/** The last bundle that was offered and not taken, by the newest entries of the journal; all is well where its origin has had a better one since. */
export async function checkLastRefusal({ data }: KioskConfig, probes: Pick<DoctorProbes, "newestEntries">): Promise<Check> {
  const name = "last-refusal";
  let last: TrustRefusedEvent | undefined;
  for (const entry of await probes.newestEntries(`${data}/journal`)) {
    if (!isJournalEvent(entry)) continue;
    if (entry.reason === "event-trust-refused") last = entry;
    // Whatever has come since, from wherever, is newer than what was refused.
    if (entry.reason === "event-trust-updated") last = undefined;
  }
  if (!last) return ok(name, { vi: "không có trong các mục mới nhất của nhật ký", en: "none among the newest entries of the journal" });
  const { refusal, origin, at } = last;
  const { detail, next } = TRUST_REFUSALS[refusal];
  const from = ORIGINS[origin];
  const found = {
    vi: `${minuteInVietnam(at)}, ${from.vi}: ${detail.vi} (${refusal})`,
    en: `${minuteInVietnam(at)}, ${from.en}: ${detail.en} (${refusal})`,
  };
  return coded(`trust-${refusal}`, missing(name, found, next));
}

const ORIGINS: Readonly<Record<TrustRefusedEvent["origin"], Text>> = {
  central: { vi: "từ máy chủ", en: "from central" },
  folder: { vi: "từ USB", en: "from a stick" },
  kept: { vi: "trên thẻ nhớ của máy", en: "on the kiosk's own storage" },
};

const MOUNT: Text = {
  vi: "không cần làm gì nếu chưa cắm USB; nếu đã cắm: xem USB được gắn ở đâu (lsblk -o NAME,MOUNTPOINT), và [trust] sticks trong cấu hình",
  en: "nothing where no stick is in; else look where it is mounted (lsblk -o NAME,MOUNTPOINT), and at [trust] sticks in the configuration",
};
