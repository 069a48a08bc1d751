import { issue } from "../issue.ts";
import type { Modules } from "../pdf/page.ts";
import type { Reason } from "../reason.ts";
import { modulesOf } from "../scene/code-modules.ts";
import type { Text } from "../text.ts";
import type { TrustMaterial } from "../trust.ts";
import { CARD_FROM, CARD_UNTIL, cardKey, cardTrust } from "./card-keys.ts";

/** What a code of the card is there for. Kept from version to version: reports name them. */
export const CARD_CODE_IDS = [
  "size-11",
  "size-15",
  "size-18",
  "size-25",
  "inverted",
  "low-contrast",
  "damaged",
  "valid",
  "expired",
  "revoked",
] as const;
export type CardCodeId = (typeof CARD_CODE_IDS)[number];

/** How a code is printed. */
export interface CardLook {
  readonly inkGrey: number;
  readonly paperGrey: number;
  /** Share of the code's area in its middle that is gone. */
  readonly damage?: number;
}

/** One code of the card. */
export interface CardCode {
  readonly id: CardCodeId;
  /** Length of a side without the quiet zone. */
  readonly sideMm: number;
  readonly text: string;
  readonly modules: Modules;
  readonly look: CardLook;
  readonly label: Text;
  /** What decide() says of it by the card's own trust. */
  readonly reason: Reason;
  /** Identity of a credential, which stays the same however its text was packed. */
  readonly credential?: string;
}

/** The codes of the card, and the trust by which they are judged. */
export interface CardCodes {
  readonly codes: readonly CardCode[];
  readonly trust: TrustMaterial;
}

const BLACK_ON_WHITE: CardLook = { inkGrey: 0, paperGrey: 1 };
/** Side of a certificate's code. */
const CERTIFICATE_MM = 18;
/** Credentials are larger things than a card's code. */
const CREDENTIAL_MM = 28;
const DAY_SECONDS = 86_400;

/** Made anew at each call, and always the same: every printed card has the very codes that the doctor looks for. */
export function cardCodes(): CardCodes {
  const [valid, expired, revoked] = [
    credential("valid", CARD_UNTIL),
    credential("expired", CARD_FROM + DAY_SECONDS),
    credential("revoked", CARD_UNTIL),
  ];
  const sizes = [11, 15, 18, 25].map((mm) => document(`size-${mm}` as CardCodeId, mm, mm, BLACK_ON_WHITE, { vi: `${mm} mm`, en: "" }));
  const looks = [
    document("inverted", CERTIFICATE_MM, 31, { inkGrey: 1, paperGrey: 0 }, { vi: "đảo màu", en: "inverted" }),
    document("low-contrast", CERTIFICATE_MM, 32, { inkGrey: 0.55, paperGrey: 0.85 }, { vi: "mờ", en: "low contrast" }),
    document("damaged", CERTIFICATE_MM, 33, { ...BLACK_ON_WHITE, damage: 0.03 }, { vi: "bị hỏng", en: "damaged" }, "medium"),
  ];
  const signed = [
    made("valid", CREDENTIAL_MM, valid.text, BLACK_ON_WHITE, { vi: "còn hạn", en: "valid" }, "granted", "medium"),
    made("expired", CREDENTIAL_MM, expired.text, BLACK_ON_WHITE, { vi: "hết hạn", en: "expired" }, "expired", "medium"),
    made("revoked", CREDENTIAL_MM, revoked.text, BLACK_ON_WHITE, { vi: "bị thu hồi", en: "revoked" }, "revoked", "medium"),
  ].map((code, index) => ({ ...code, credential: [valid, expired, revoked][index]?.credential ?? "" }));
  return { codes: [...sizes, ...looks, ...signed], trust: cardTrust(revoked.credential) };
}

/** As long as the code of a citizen card, which makes it one of version 7 (docs/formats.md). Province 099 is nobody's. */
function document(id: CardCodeId, mm: number, place: number, look: CardLook, label: Text, correction: "low" | "medium" = "low"): CardCode {
  const text = `0991900000${place}||Nguyễn Thị Kiểm Thử|15051990|Nữ|Thôn Thử Nghiệm, Xã Ví Dụ, Thẻ Kiểm Tra Máy Quét, Tỉnh Mẫu|20062021`;
  return made(id, mm, text, look, label, "document-read", correction);
}

function made(
  id: CardCodeId,
  sideMm: number,
  text: string,
  look: CardLook,
  label: Text,
  reason: Reason,
  correction: "low" | "medium",
): CardCode {
  const modules = modulesOf({ content: { text }, correction });
  if (!modules) throw new Error(`test card: no code holds ${id}`);
  return { id, sideMm, text, modules, look, label, reason };
}

function credential(version: string, expires: number): { readonly text: string; readonly credential: string } {
  const issued = issue({ type: "citizen", claims: { fullName: "Nguyễn Thị Kiểm Thử", version }, issuedAt: CARD_FROM, expires }, cardKey());
  if (!issued.ok) throw new Error(`test card: ${version} cannot be issued`);
  return issued;
}
