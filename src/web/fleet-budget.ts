// What central's page makes of the last thing that a kiosk said of itself. The budget falls by the clock, whether the kiosk is heard or not.
import { AWAY_SECONDS } from "../core/away.ts";
import type { Text } from "../core/text.ts";
import { duration } from "./duration.ts";
import { CONTRADICTION_TODO } from "./fleet-contradiction.ts";
import type { FleetKiosk } from "./fleet-row.ts";

/** What a clock may be off before somebody should look, in seconds: live codes count for 30, and half a minute more or less. */
const CLOCK_TOLERANCE_SECONDS = 60;
/** A policy may warn earlier; the kiosk's own word counts, too. */
const WARN_SECONDS = 7 * 86_400;

/** How loudly something is said. */
export type Tone = "quiet" | "amber" | "red";

/** A fact about a kiosk, and what to do about it where somebody should do something. */
export interface FleetFact {
  readonly tone: Tone;
  readonly text: Text;
  readonly todo?: Text;
}

/** True for a kiosk that was heard of lately. */
export function isHere({ lastSeenAt }: FleetKiosk, now: number): boolean {
  return lastSeenAt !== undefined && now - lastSeenAt < AWAY_SECONDS;
}

/** How long the kiosk's trust still lasts. Undefined for one that has never said. */
export function trustFact(kiosk: FleetKiosk, now: number): FleetFact | undefined {
  const { status } = kiosk;
  if (!status) return undefined;
  const todo = isHere(kiosk, now) ? PUBLISH : BRING;
  if (!status.trust) return { tone: "red", text: { vi: "Chưa có bộ tin cậy", en: "No trust bundle yet" }, todo };
  const { expiresAt, stopsAt, state } = status.trust;
  const secondsLeft = expiresAt - now;
  const [vi, en] = [duration(Math.abs(secondsLeft), "vi"), duration(Math.abs(secondsLeft), "en")];
  if (secondsLeft <= 0) {
    if (stopsAt !== undefined && now < stopsAt) return graceFact(expiresAt, stopsAt, now, todo);
    // Of an older program only one that is heard can say that it is in its days of grace, and not past them.
    return stopsAt === undefined && state === "grace" && isHere(kiosk, now)
      ? { tone: "amber", text: { vi: `Bộ tin cậy quá hạn ${vi}, đang dùng tạm`, en: `Trust ended ${en} ago, in its days of grace` }, todo }
      : { tone: "red", text: { vi: `Bộ tin cậy đã hết hạn ${vi} trước`, en: `Trust ended ${en} ago` }, todo };
  }
  if (secondsLeft <= WARN_SECONDS || state !== "good") {
    return { tone: "amber", text: { vi: `Bộ tin cậy chỉ còn ${vi}`, en: `Only ${en} of trust left` }, todo };
  }
  return { tone: "quiet", text: { vi: `Bộ tin cậy còn ${vi}`, en: `${en} of trust left` } };
}

function graceFact(expiresAt: number, stopsAt: number, now: number, todo: Text): FleetFact {
  const [ago, left] = [now - expiresAt, stopsAt - now];
  const text = {
    vi: `Bộ tin cậy quá hạn ${duration(ago, "vi")}, đang dùng tạm, còn ${duration(left, "vi")}`,
    en: `Trust ended ${duration(ago, "en")} ago, in its days of grace, ${duration(left, "en")} left`,
  };
  return { tone: "amber", text, todo };
}

const PUBLISH: Text = {
  vi: "Máy có mạng: hãy công bố bộ tin cậy mới tại trung tâm (tram central publish).",
  en: "The kiosk is connected: publish a newer trust bundle at central (tram central publish).",
};
const BRING: Text = {
  vi: "Nối mạng cho máy, hoặc mang USB có bộ tin cậy mới đến.",
  en: "Connect the kiosk, or bring a stick with a newer trust bundle.",
};

/** That the kiosk answers nothing, because its bundle has no policy for its group. */
function groupFact({ status }: FleetKiosk): FleetFact | undefined {
  const group = status?.unknownGroup;
  if (group === undefined) return undefined;
  return {
    tone: "red",
    text: { vi: `Bộ tin cậy không có nhóm “${group}”`, en: `The trust bundle has no group “${group}”` },
    todo: {
      vi: "Máy không nhận mã nào (T-512): sửa group trong cấu hình của máy, hoặc thêm nhóm này (tram trust policy).",
      en: "The kiosk takes no code (T-512): correct group in its configuration, or add this group (tram trust policy).",
    },
  };
}

/** What is wrong with the kiosk's clock, by its own word or by the time under its last message. */
function clockFact({ status, clockOffsetSeconds = 0 }: FleetKiosk): FleetFact | undefined {
  const off = Math.abs(clockOffsetSeconds);
  const isOff = off > CLOCK_TOLERANCE_SECONDS;
  const by: Text = isOff ? { vi: ` ${duration(off, "vi")}`, en: ` by ${duration(off, "en")}` } : { vi: "", en: "" };
  const todo: Text = { vi: "Chỉnh giờ tại máy (timedatectl set-time).", en: "Set the time at the kiosk (timedatectl set-time)." };
  switch (status?.clock.state) {
    case "behind":
      return { tone: "red", text: { vi: `Đồng hồ chạy chậm${by.vi}`, en: `Clock is slow${by.en}` }, todo };
    case "ahead":
      return { tone: "red", text: { vi: `Đồng hồ chạy nhanh${by.vi}`, en: `Clock is fast${by.en}` }, todo };
    default:
      return isOff ? { tone: "amber", text: { vi: `Đồng hồ lệch${by.vi}`, en: `Clock is off${by.en}` } } : undefined;
  }
}

/** That central has refused entries of the kiosk and holds their hashes alone. */
function setAsideFact({ status }: FleetKiosk): FleetFact | undefined {
  const count = status?.setAside ?? 0;
  if (count === 0) return undefined;
  return {
    tone: "amber",
    text: { vi: `${count} mục trung tâm không nhận được`, en: `${count} entries that central could not take` },
    todo: {
      vi: "Mục vẫn còn trên máy, trung tâm giữ mã băm. Báo nhóm kỹ thuật; đừng thay thẻ nhớ.",
      en: "They stay on the kiosk, central has their hashes. Tell the technicians; do not replace the card.",
    },
  };
}

/** That the kiosk has lost entries, which is for good unless somebody has another copy. */
function lostFact({ lost }: FleetKiosk): FleetFact | undefined {
  if (!lost) return undefined;
  const { count, first } = lost;
  return {
    tone: "amber",
    text: {
      vi: `${count} mục đã mất trên thẻ nhớ của máy, từ mục ${first}`,
      en: `${count === 1 ? "1 entry is" : `${count} entries are`} lost on the kiosk's card, from entry ${first} on`,
    },
    todo: {
      vi: "Trung tâm giữ mã băm; USB hoặc bản sao cũ có thể còn các mục ấy. Sao thư mục dữ liệu rồi thay thẻ nhớ.",
      en: "Central has their hashes; an older stick or copy may have them. Copy the data folder, then change the card.",
    },
  };
}

/** That the kiosk itself says so, where central has nothing signed that shows it: then the whole line says more. */
function contradictionFact({ status, contradiction }: FleetKiosk): FleetFact | undefined {
  if (status?.contradiction === undefined || contradiction) return undefined;
  return {
    tone: "red",
    text: {
      vi: `Máy nói nhật ký của nó trái với bản đã gửi (${status.contradiction})`,
      en: `The kiosk says that its journal contradicts what it has sent (${status.contradiction})`,
    },
    todo: CONTRADICTION_TODO,
  };
}

/** That its journal is damaged in part. Another card heals nothing: what is left of the journal has to be kept first. */
function uncomparedFact({ status }: FleetKiosk): FleetFact | undefined {
  if (status?.uncompared === undefined) return undefined;
  return {
    tone: "red",
    text: {
      vi: "Nhật ký trên máy hỏng một phần, không đối chiếu được với những gì đã ký",
      en: "The kiosk's journal is damaged in part and cannot be compared with what was signed",
    },
    todo: {
      vi: "Máy vẫn phục vụ và không xoá gì. Sao chép thư mục dữ liệu, chạy tram journal verify, rồi làm theo mục “When a journal is damaged” trong docs/journal.md; chỉ thay thẻ nhớ thì không hết.",
      en: "It goes on answering and removes nothing. Copy the data folder, run tram journal verify, then follow “When a journal is damaged” in docs/journal.md; another card alone heals nothing.",
    },
  };
}

/** That nothing more can be taken of this journal, because entries are missing before what the kiosk still has, or before what a stick has brought. */
function gapFact({ size, status, refusedFrom = 0 }: FleetKiosk): FleetFact | undefined {
  const firstSeq = status?.firstSeq ?? 0;
  const isRemoved = firstSeq > size;
  const last = (isRemoved ? firstSeq : refusedFrom) - 1;
  if (last < size) return undefined;
  return {
    tone: "red",
    text: { vi: `Trung tâm thiếu các mục ${size} đến ${last}`, en: `Central lacks entries ${size} to ${last}` },
    todo: isRemoved ? RESTORE : CARRY_AGAIN,
  };
}

/** Central was restored from so old a copy that the kiosk has removed what it now lacks. */
const RESTORE: Text = {
  vi: "Trung tâm được khôi phục từ bản sao quá cũ: máy đã xoá các mục này sau khi trung tâm xác nhận, nên không gửi tiếp được. Hãy khôi phục bản sao mới hơn; nếu không có, cất giữ nhật ký của máy và lập lại máy với tên mới (docs/operating.md).",
  en: "Central was restored from too old a copy: the kiosk removed these entries when central had them, and cannot send on. Put a newer copy back; if there is none, keep the kiosk's journal and set it up under a new name (docs/operating.md).",
};
/** As `tram usb import` says it of the stick. */
const CARRY_AGAIN: Text = {
  vi: "USB thiếu các mục này: cắm USB vào máy đó, đợi máy đọc câu trả lời, rồi ghi lại USB. Nếu vẫn thiếu, máy đã xoá chúng: khôi phục bản sao lưu mới hơn của trung tâm (docs/operating.md).",
  en: "They are not on the stick: put it into the kiosk, which reads the answer, and write it again there. If they are missing still, the kiosk has removed them: put back a newer copy of central's data (docs/operating.md).",
};

/** True where somebody should do something; a device that another has replaced needs nobody. */
export function needsAttention(kiosk: FleetKiosk, now: number): boolean {
  if (kiosk.contradiction) return true;
  if (kiosk.replacedBy !== undefined) return false;
  return factsOf(kiosk, now).some(({ tone }) => tone !== "quiet");
}

/** All that is to be said of a kiosk. */
export function factsOf(kiosk: FleetKiosk, now: number): readonly FleetFact[] {
  return [
    contradictionFact(kiosk),
    uncomparedFact(kiosk),
    gapFact(kiosk),
    groupFact(kiosk),
    trustFact(kiosk, now),
    clockFact(kiosk),
    setAsideFact(kiosk),
    lostFact(kiosk),
  ].filter((fact) => fact !== undefined);
}

/** The kiosks in the order in which they stop: contradictions first, replaced devices and those that say nothing last. */
export function byUrgency(kiosks: readonly FleetKiosk[]): readonly FleetKiosk[] {
  const stopsAt = (kiosk: FleetKiosk): number => {
    const { contradiction, replacedBy, status } = kiosk;
    if (contradiction) return Number.NEGATIVE_INFINITY;
    if (replacedBy !== undefined) return Number.POSITIVE_INFINITY;
    // It has stopped already: its journal does not get here, nothing that is bound to time can be checked, or nothing at all.
    const isStopped = status && (status.contradiction !== undefined || status.clock.state !== "ok" || status.unknownGroup !== undefined);
    if (isStopped || gapFact(kiosk)) return 0;
    return status ? (status.trust?.stopsAt ?? status.trust?.expiresAt ?? 0) : Number.MAX_VALUE;
  };
  // Infinity minus infinity is no number.
  return kiosks.toSorted((a, b) => (stopsAt(a) === stopsAt(b) ? 0 : stopsAt(a) - stopsAt(b)));
}
