import { journalOrigin, parseCheckpoint } from "../core/checkpoint.ts";
import { displayText } from "../core/display-text.ts";
import { type Holding, heldSize, parseHolding } from "../core/holding.ts";
import { sameBytes } from "../core/journal-chain.ts";
import type { Damage } from "../core/journal-scan.ts";
import type { TreeHead } from "../core/merkle-proof.ts";
import { type Frontier, rootOf } from "../core/merkle-tree.ts";
import { MAX_NOTE_BYTES, parseNote } from "../core/signed-note.ts";
import type { Text } from "../core/text.ts";
import type { EpochSeconds } from "../core/time.ts";
import { ACKNOWLEDGED_FILE, MAX_ACKNOWLEDGED_BYTES } from "./acknowledged.ts";
import type { KioskConfig } from "./config.ts";
import { type Check, coded, type DatedCheck, fault, missing, ok } from "./doctor-check.ts";
import { minuteInVietnam } from "./doctor-figures.ts";
import type { DoctorProbes } from "./doctor-probes.ts";
import { CHECK_FILE, type JournalCheck, MAX_CHECK_BYTES, parseCheck } from "./journal-audit.ts";
import { parseJson } from "./json-bytes.ts";
import { WITNESSED_FILE } from "./witnessed-note.ts";

/** How long the journal is read; the rest of a long one is left to `tram journal verify`. */
const JOURNAL_BUDGET_MS = 1000;

const name = "journal";

/** The journal, read only, also beside a running kiosk, and what the kiosk's own last check of all of it said; with the time of its last entry. */
export async function checkJournal(
  { id, data, journal: { keepDays } }: KioskConfig,
  probes: Pick<DoctorProbes, "journal" | "file">,
  monotonicMs: () => number,
): Promise<DatedCheck> {
  const folder = `${data}/journal`;
  const shown = displayText(folder);
  const last = await lastCheck(`${data}/${CHECK_FILE}`, probes);
  // Before the journal: beside a running kiosk more of it may be signed meanwhile.
  const acknowledged = await lastAcknowledged(`${data}/${ACKNOWLEDGED_FILE}`, id, probes);
  const signed = signedHeads(acknowledged, await lastWitnessed(`${data}/${WITNESSED_FILE}`, id, probes));
  const held = heldText(acknowledged, keepDays);
  const endMs = monotonicMs() + JOURNAL_BUDGET_MS;
  let entries = 0;
  let at: EpochSeconds | undefined;
  for await (const part of probes.journal(folder)) {
    switch (part.kind) {
      case "begin":
        break;
      case "entry":
        entries++;
        // A time that the kiosk itself did not believe is no witness.
        if (part.entry.clock === undefined) at = part.entry.at;
        if (signed.some((head) => isOther(head, part.record.tree))) return { check: contradicts("forked", signed, shown), at };
        if (monotonicMs() < endMs) break;
        // A clock that went back once leaves later times in the middle, so this one is no witness.
        return {
          check: last?.damage ? damaged(last.damage, last.entries, signed, shown) : ok(name, joined(soFarText(entries, last, shown), held)),
        };
      case "end":
        if (signed.some(({ size }) => size > part.end.tree.size)) return { check: contradicts("truncated", signed, shown), at };
        return { check: ok(name, joined(wholeText(entries, at, part.torn !== undefined), held)), at };
      case "absent":
        return {
          check: missing(
            name,
            { vi: "chưa có", en: "none yet" },
            {
              vi: "không cần làm gì: kiosk bắt đầu nhật ký khi khởi động lần đầu",
              en: "nothing: the kiosk begins it at its first start",
            },
          ),
        };
      case "damage":
        return { check: damaged(part.damage, entries, signed, shown), at };
    }
  }
  return { check: ok(name, { vi: `${entries} mục`, en: countText(entries) }), at };
}

const NOTHING: Text = { vi: "", en: "" };

async function lastCheck(path: string, probes: Pick<DoctorProbes, "file">): Promise<JournalCheck | undefined> {
  const file = await probes.file(path, MAX_CHECK_BYTES);
  return file.kind === "read" ? parseCheck(file.bytes) : undefined;
}

async function lastAcknowledged(path: string, kiosk: string, probes: Pick<DoctorProbes, "file">): Promise<Holding | undefined> {
  const file = await probes.file(path, MAX_ACKNOWLEDGED_BYTES);
  return file.kind === "read" ? parseHolding(parseJson(file.bytes), kiosk) : undefined;
}

async function lastWitnessed(path: string, kiosk: string, probes: Pick<DoctorProbes, "file">): Promise<TreeHead | undefined> {
  const file = await probes.file(path, MAX_NOTE_BYTES);
  const note = file.kind === "read" ? parseNote(file.bytes) : undefined;
  const head = note && parseCheckpoint(note.text);
  return head?.origin === journalOrigin(kiosk) ? head : undefined;
}

/** A tree that this journal once was, as what lies beside it says. */
interface SignedHead {
  readonly size: number;
  readonly root: Uint8Array | undefined;
}

function signedHeads(acknowledged: Holding | undefined, witnessed: TreeHead | undefined): readonly SignedHead[] {
  const root = acknowledged?.newest && Buffer.from(acknowledged.newest.root, "hex");
  return [...(acknowledged ? [{ size: heldSize(acknowledged), root }] : []), ...(witnessed ? [witnessed] : [])];
}

function isOther({ size, root }: SignedHead, tree: Frontier): boolean {
  return size === tree.size && root !== undefined && !sameBytes(root, rootOf(tree));
}

/** It is whole in itself, and not the one that was signed: a disk of another day, most often. */
function contradicts(kind: "truncated" | "forked", signed: readonly SignedHead[], shown: string): Check {
  const size = Math.max(...signed.map((head) => head.size));
  const found = {
    vi: `không phải nhật ký mà máy đã ký với ${size} mục (${kind}): đĩa cũ được lắp lại, hoặc một phần đã mất`,
    en: `not the journal that this kiosk has signed with ${size} entries (${kind}): an older disk was put back, or a part is gone`,
  };
  return coded(`journal-${kind}`, fault(name, found, leaveAlone(shown)));
}

/** What central holds: after so many days it goes from here. Nothing where it has not said so yet. */
function heldText(kept: Holding | undefined, keepDays: number): Text {
  const newest = kept?.samples.at(-1);
  if (!newest) return NOTHING;
  const at = minuteInVietnam(newest.at);
  return {
    vi: `; trung tâm giữ ${newest.size} mục đầu (lúc ${at}), mỗi mục ở lại máy thêm ${keepDays} ngày`,
    en: `; central holds the first ${newest.size} (as of ${at}), each stays here for ${keepDays} days more`,
  };
}

function joined(first: Text, second: Text): Text {
  return { vi: first.vi + second.vi, en: first.en + second.en };
}

function wholeText(entries: number, at: EpochSeconds | undefined, isTorn: boolean): Text {
  const last = at === undefined ? undefined : minuteInVietnam(at);
  const torn = isTorn ? { vi: "; một mục nữa bị cắt trước khi được tính", en: "; one more was cut off before it counted" } : NOTHING;
  return {
    vi: `${entries} mục, nguyên vẹn${last === undefined ? "" : `, mục cuối lúc ${last}`}${torn.vi}`,
    en: `${countText(entries)}, whole${last === undefined ? "" : `, the last at ${last}`}${torn.en}`,
  };
}

function soFarText(entries: number, last: JournalCheck | undefined, shown: string): Text {
  const whole = last
    ? {
        vi: `; chính kiosk đã kiểm tra ${last.entries} mục nguyên vẹn lúc ${minuteInVietnam(last.at)}`,
        en: `; the kiosk itself found ${countText(last.entries)} whole at ${minuteInVietnam(last.at)}`,
      }
    : NOTHING;
  return {
    vi: `${entries} mục đầu nguyên vẹn${whole.vi}; kiểm tra nốt: tram journal verify ${shown}`,
    en: `${countText(entries)} whole so far${whole.en}; the rest: tram journal verify ${shown}`,
  };
}

function damaged({ problem, file, seq }: Damage, entries: number, signed: readonly SignedHead[], shown: string): Check {
  // A kiosk that starts beside such damage may have its cache of the tree to compare with; nobody can say so from here.
  const isCompared = !file.endsWith(".tramlog") || signed.every(({ size }) => size <= seq);
  const found = {
    vi: `hỏng trong ${file} ở mục ${seq} (${problem}); ${entries} mục trước đó nguyên vẹn`,
    en: `damaged in ${file} at entry ${seq} (${problem}); ${countText(entries)} before it`,
  };
  return fault(name, isCompared ? found : joined(found, NOT_COMPARED), leaveAlone(shown));
}

const NOT_COMPARED: Text = {
  vi: "; không đối chiếu hết được với những gì máy đã ký, và máy không xoá gì nếu chính nó cũng không đối chiếu được",
  en: "; it cannot all be compared with what was signed of it, and the kiosk removes nothing where it cannot either",
};

function leaveAlone(shown: string): Text {
  return {
    vi: `không sửa, không xoá gì; sao chép cả thư mục ${shown} ra nơi khác rồi báo người vận hành (docs/journal.md)`,
    en: `change and delete nothing; copy the whole folder ${shown} elsewhere and tell the operator (docs/journal.md)`,
  };
}

function countText(entries: number): string {
  return entries === 0 ? "no entries" : `${entries} ${entries === 1 ? "entry" : "entries"}`;
}
