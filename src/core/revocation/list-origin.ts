// Whose a revocation list is, and how new what was last taken of it. An old list that was rightly signed gives back what was revoked since, and
// a list of one issuer under the name of another's speaks for people it knows nothing of.
import { sha256 } from "../signature.ts";
import type { Text } from "../text.ts";
import { dateInVietnam, type EpochSeconds } from "../time.ts";
import type { RevocationList } from "./list.ts";
import { addressProblem } from "./list-address.ts";
import { encodeShard } from "./shard.ts";

/** Where a list came from. One that has no origin is kept by the publisher itself. */
export interface ListOrigin {
  readonly kind: RevocationList["kind"];
  readonly name: string;
  /** Absent: a list without a signature, of a key that no issuer in the draft has. */
  readonly issuer?: string | undefined;
  /** How that is known: by a signature, or because the operator who fetched the list says so. */
  readonly known: "signature" | "operator";
  /** Name and fingerprint of the key that has signed. */
  readonly kid?: string | undefined;
  readonly fingerprint?: string | undefined;
  readonly issuedAt?: EpochSeconds | undefined;
  /** Of a SMART Health Cards list; counts in place of a date. */
  readonly counter?: number | undefined;
  /** SHA-256 of the list in its one spelling, lower-case hex. */
  readonly content: string;
  /** The publisher has kept the list itself since. Whose it was, and how new, counts still where an old one comes. */
  readonly isPast?: boolean | undefined;
}

/** What comes in. */
export interface IncomingList {
  readonly list: RevocationList;
  readonly origin: ListOrigin;
  /** The other issuers that the publisher knows. */
  readonly otherIssuers: readonly string[];
  /** Who the list says itself that it is from, if it does. */
  readonly claimedIssuer?: string | undefined;
}

/** What is here of that list: the list, and where it came from last. */
export interface HeldList {
  readonly list: RevocationList | undefined;
  readonly origin: ListOrigin | undefined;
}

/** What an operator has asked the issuer about, and says by an option. */
export interface ImportAllowances {
  readonly newOwner?: boolean;
  readonly allowOlder?: boolean;
}

/** SHA-256 of a list in its one spelling. */
export function contentOf(list: RevocationList): string {
  return Buffer.from(sha256(encodeShard([list]) ?? new Uint8Array())).toString("hex");
}

/** Why a list had better not take the place of what is here, or undefined. */
export function doubtAboutImport(held: HeldList, incoming: IncomingList, { newOwner, allowOlder }: ImportAllowances): Text | undefined {
  const owner = newOwner ? undefined : ownerProblem(held, incoming);
  if (owner) {
    return {
      vi: `${owner.vi}; hỏi nơi phát hành, nếu đúng, thêm --new-owner`,
      en: `${owner.en}; ask the issuer, and if it is right, add --new-owner`,
    };
  }
  const age = allowOlder ? undefined : ageProblem(held, incoming);
  if (!age) return undefined;
  return {
    vi: `${age.vi}; lấy bản mới nhất từ nơi phát hành (bản cũ trả lại hiệu lực cho giấy tờ bị thu hồi sau đó), hoặc nếu đúng ý, thêm --allow-older`,
    en: `${age.en}; get the newest one from its issuer, because an old one gives back what was revoked since; if that is what you want, add --allow-older`,
  };
}

function ownerProblem(
  { list: held, origin: known }: HeldList,
  { list, origin, otherIssuers, claimedIssuer }: IncomingList,
): Text | undefined {
  const { issuer, name } = origin;
  // Batches of EU certificates are added to what is there: nothing is lost by them.
  if (held && (!known || known.isPast) && list.kind !== "hash") {
    return {
      vi: `danh sách ${name} do chính nơi công bố giữ; nhập sẽ thay toàn bộ nội dung`,
      en: `the list ${name} is kept by the publisher itself, and an import takes its place`,
    };
  }
  if (known?.issuer !== undefined && known.issuer !== issuer) {
    return {
      vi: `danh sách ${name} là của ${known.issuer}, không phải của ${issuer ?? "nơi cấp này"}`,
      en: `the list ${name} is the one of ${known.issuer}, not of ${issuer ?? "this issuer"}`,
    };
  }
  if (origin.known !== "signature" || issuer === undefined) return undefined;
  if (claimedIssuer !== undefined && claimedIssuer !== issuer) {
    return {
      vi: `danh sách tự ghi là của ${claimedIssuer}, nhưng ${issuer} đã ký`,
      en: `the list says that it is from ${claimedIssuer}, but ${issuer} has signed it`,
    };
  }
  return known ? undefined : addressProblem(name, issuer, otherIssuers);
}

function ageProblem({ origin: known }: HeldList, { list, origin }: IncomingList): Text | undefined {
  // The same again finishes an import that a power cut has stopped; batches of EU certificates have no age.
  if (!known || known.content === origin.content || list.kind === "hash") return undefined;
  const [before, now] = [ageOf(known), ageOf(origin)];
  if (before === undefined && now !== undefined) return undefined;
  if (before === undefined || now === undefined) {
    return {
      vi: "danh sách không ghi ngày phát hành, nên không biết có mới hơn bản đang có không",
      en: "the list does not say when it was issued, so nobody knows whether it is newer than the one that is here",
    };
  }
  const [told, toldBefore] = [toldAge(origin), toldAge(known)];
  if (now < before) {
    return {
      vi: `danh sách cũ hơn bản đang có (${told} < ${toldBefore})`,
      en: `the list is older than the one that is here (${told} < ${toldBefore})`,
    };
  }
  if (now > before) return undefined;
  return {
    vi: `danh sách cùng ngày phát hành với bản đang có (${told}) nhưng nội dung khác`,
    en: `the list is of the same age as the one that is here (${told}), and says something else`,
  };
}

function ageOf({ counter, issuedAt }: ListOrigin): number | undefined {
  return counter ?? issuedAt;
}

function toldAge({ counter, issuedAt }: ListOrigin): string {
  if (counter !== undefined) return `ctr ${counter}`;
  return issuedAt === undefined ? "–" : `${dateInVietnam(issuedAt)}, iat ${issuedAt}`;
}
