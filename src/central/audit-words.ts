// What `tram audit verify` prints.

import type { AuditVerdict } from "../core/audit/audit.ts";
import { type FileFinding, type KioskFinding, type Weight, weightOf } from "../core/audit/findings.ts";
import type { KioskVerdict } from "../core/audit/kiosk-audit.ts";
import { byCount, type TalliedVerdict, type Tally } from "../core/audit/tally.ts";
import { fileText, kioskText } from "../core/audit/texts.ts";
import { displayJson, displayLine } from "../core/display-text.ts";
import type { Reason } from "../core/reason.ts";
import { REASON_TEXTS } from "../core/reason-texts.ts";
import { OVERRIDE_BECAUSES, SERVICE_BECAUSES } from "../core/staff-because.ts";
import type { Text } from "../core/text.ts";
import { isoTimeInVietnam } from "../core/time.ts";

const MARKS: Readonly<Record<Weight, string>> = { wrong: "✗", open: "?", note: "·" };
/** The gravest first. */
const ORDER: readonly Weight[] = ["wrong", "open", "note"];
/** Most findings of one kiosk that are printed; --json has all. */
const MAX_LINES = 40;

const VERDICTS: Readonly<Record<TalliedVerdict, Text>> = {
  accept: { vi: "chấp nhận", en: "accepted" },
  "read-only": { vi: "chỉ đọc", en: "read only" },
  refuse: { vi: "từ chối", en: "refused" },
  unreadable: { vi: "không đọc được", en: "unreadable" },
  "cannot-check": { vi: "không kiểm tra được", en: "cannot check" },
  unknown: { vi: "lý do của phiên bản mới hơn", en: "reason of a newer version" },
};

/** Lines about a kiosk, what weighs most first. */
export function kioskLines({ kiosk, first, until, findings, proven, witnessedAt }: KioskVerdict): readonly string[] {
  const lines = sorted(findings).flatMap((finding) => marked(weightOf(finding), kioskText(finding)));
  const [count, missing] = [until - first, lines.length / 2 - MAX_LINES];
  const witnessed = witnessedAt === undefined ? "" : `, làm chứng / witnessed ${isoTimeInVietnam(witnessedAt)}`;
  const range = count > 0 ? ` (${first} – ${until - 1})` : "";
  return [
    `${kiosk}: ${proven}/${count} mục được chứng minh / entries proven${range}${witnessed}`,
    ...lines.slice(0, 2 * MAX_LINES),
    ...(missing > 0 ? [`  … và ${missing} điều nữa (--json) / and ${missing} more`] : []),
  ];
}

/** Lines about the whole file; the verdict comes last, where the eye is. */
export function verdictLines({ head, findings, tally, kiosks, proven, entries }: AuditVerdict, exit: 0 | 1 | 3): readonly string[] {
  return [
    ...tallyLines(tally),
    "Tệp / the file",
    `  kỳ / period:           ${head.from} – ${head.to}`,
    `  máy / kiosks:          ${kiosks}${head.all ? " (mọi máy / all)" : ""}`,
    `  mục / entries:         ${proven} được chứng minh / proven, ${entries} trong tệp / in the file`,
    `  trích lúc / exported:  ${isoTimeInVietnam(head.exportedAt)}, ${displayLine(head.exportedBy)}, Trạm ${displayLine(head.software)}`,
    ...sorted(findings).flatMap((finding) => marked(weightOf(finding), fileText(finding))),
    RESULTS[exit].vi,
    RESULTS[exit].en,
  ];
}

const RESULTS: Readonly<Record<0 | 1 | 3, Text>> = {
  0: {
    vi: "✓ NGUYÊN VẸN: mọi mục đúng như máy đã ký, không thiếu, không thừa, đúng thứ tự.",
    en: "✓ WHOLE: every entry is as its kiosk has signed it; none is missing, added or out of order.",
  },
  1: {
    vi: "✗ KHÔNG NGUYÊN VẸN: xem các dòng ✗. Giữ nguyên tệp này và báo cho người vận hành lẫn đơn vị kiểm tra.",
    en: "✗ NOT WHOLE: see the lines with ✗. Keep this file as it is, and tell the operator and whoever audits.",
  },
  3: {
    vi: "? CHƯA KẾT LUẬN: không thấy gì sai, nhưng có điều chưa chứng minh được: xem các dòng ?.",
    en: "? NOT DECIDED: nothing wrong was found, and not all is proven: see the lines with ?.",
  },
};

/** The numbers of the period: by verdict and reason; overrides apart, because no override is an acceptance. */
function tallyLines(tally: Tally): readonly string[] {
  const row = (count: number, label: string) => `  ${String(count).padStart(9)}  ${label}`;
  const rows = (counts: ReadonlyMap<string, number>, label: (name: string) => string) =>
    byCount(counts).map(([name, count]) => row(count, label(name)));
  const known = (texts: Readonly<Record<string, Text>>) => (name: string) => {
    const text = texts[name];
    return text ? `${text.vi} / ${text.en}` : displayLine(name);
  };
  const section = (title: string, lines: readonly string[]) => (lines.length > 0 ? [title, ...lines] : []);
  return [
    `Lượt quét trong kỳ / scans in the period: ${tally.scans}`,
    ...section("Theo kết quả / by verdict", rows(tally.byVerdict, known(VERDICTS))),
    ...section("Theo lý do / by reason", rows(tally.byReason, reasonLabel)),
    ...section(
      "Nhân viên quyết định khác, không tính là chấp nhận / overrides by staff, never counted as accepted",
      rows(tally.overrides, known(OVERRIDE_BECAUSES)),
    ),
    ...section("Tạm dừng phục vụ / put out of service", rows(tally.pauses, known(SERVICE_BECAUSES))),
    ...section(
      "Chính sách / policies",
      rows(tally.policies, (name) => displayLine(name) || "—"),
    ),
    ...section("Phiên bản bộ tin cậy / trust versions", rows(tally.trustVersions, displayLine).slice(0, 20)),
    ...section("Sự kiện / events", rows(tally.events, displayLine)),
  ];
}

function reasonLabel(name: string): string {
  const known = Object.hasOwn(REASON_TEXTS, name) ? REASON_TEXTS[name as Reason] : undefined;
  return known ? `${known.code} ${name}: ${known.staff.vi} / ${known.staff.en}` : displayLine(name);
}

/** A kiosk's verdict as a line of JSON. */
export function kioskJson({ tally, ...verdict }: KioskVerdict): string {
  return displayJson({ event: "kiosk", ...verdict, ...tallyJson(tally) });
}

/** The file's verdict as a line of JSON. */
export function verdictJson({ tally, ...verdict }: AuditVerdict, file: string, exit: 0 | 1 | 3): string {
  const state = exit === 0 ? "whole" : exit === 1 ? "not-whole" : "not-decided";
  return displayJson({ event: "verdict", file, state, ...verdict, ...tallyJson(tally) });
}

function tallyJson({ scans, byVerdict, byReason, byHour, overrides, pauses, events, policies, trustVersions }: Tally): object {
  const plain = (counts: ReadonlyMap<string, number>) => Object.fromEntries(byCount(counts));
  return {
    scans,
    byVerdict: plain(byVerdict),
    byReason: plain(byReason),
    byHour: byHour.map(plain),
    overrides: plain(overrides),
    pauses: plain(pauses),
    events: plain(events),
    policies: plain(policies),
    trustVersions: plain(trustVersions),
  };
}

function sorted<F extends FileFinding | KioskFinding>(findings: readonly F[]): readonly F[] {
  return findings.toSorted((a, b) => ORDER.indexOf(weightOf(a)) - ORDER.indexOf(weightOf(b)));
}

function marked(weight: Weight, { vi, en }: Text): readonly string[] {
  return [`  ${MARKS[weight]} ${displayLine(vi)}`, `    ${displayLine(en)}`];
}
