// What a kiosk sends to whoever helps from afar. Redacted by construction: it is made of what is named here, each from a typed source and by a
// function that takes nothing else; no file and no folder is ever copied. docs/operating.md lists it for the office.
import type { ScreenStatus } from "../screen.ts";
import type { EpochSeconds } from "../time.ts";
import type { TrustVersions } from "../trust-version.ts";
import { VERSION } from "../version.ts";
import type { LogLine } from "./log-line.ts";
import { type TarFile, writeTar } from "./tar.ts";
import { toldConfiguration } from "./told-configuration.ts";
import { toldStatus } from "./told-status.ts";

/** A row of `tram doctor`. */
export interface SupportCheck {
  readonly name: string;
  readonly state: "ok" | "missing" | "fault";
  readonly code?: string;
  readonly isNeeded?: true;
  readonly found: { readonly en: string };
}

/** What is known of the journal without telling what is in it. */
export interface SupportJournal {
  readonly size: number;
  readonly firstSeq: number;
  /** Size and root of its tree, signed by the device. */
  readonly checkpoint: string;
  /** Entries that central is known to hold. */
  readonly acknowledged: number;
  /** How often each reason stands in the entries from `countedFrom` on. */
  readonly countedFrom: number;
  readonly reasons: Readonly<Record<string, number>>;
}

/** Everything that may go in. */
export interface SupportFacts {
  readonly kiosk: string;
  readonly at: EpochSeconds;
  readonly node: string;
  readonly platform: string;
  readonly freeBytes?: number;
  readonly checks: readonly SupportCheck[];
  /** Absent: the kiosk does not run. */
  readonly status?: ScreenStatus;
  /** As it was parsed. */
  readonly configuration: unknown;
  /** Absent: there is none, or it cannot be read. */
  readonly journal?: SupportJournal;
  /** Absent: the kiosk holds none. */
  readonly trust?: { readonly versions: TrustVersions; readonly issuedAt: EpochSeconds; readonly expiresAt: EpochSeconds };
  readonly log: readonly LogLine[];
}

/**
 * Checks whose finding is figures and words of our own. Not: `configuration` and `languages` quote what somebody wrote, `user`, `data`,
 * `node`, `device-key` and `trust-root` name accounts and paths, `central` and `screen` addresses, `source.N` what a reader has said.
 */
const FIGURES = new Set(["machine", "temperature", "power", "clock", "rtc", "service", "decoder", "serialport", "koffi"]);
const SAFE_NAME = /^[a-z0-9.-]{1,40}$/;
const MAX_FOUND = 300;

/** The files of a bundle, in their order. */
export function supportFiles(facts: SupportFacts): readonly TarFile[] {
  const { kiosk, at, node, platform, freeBytes, status, journal, trust } = facts;
  const about = { format: "tram-support-1", kiosk, at: Math.floor(at), version: VERSION, node, platform, freeBytes: freeBytes ?? null };
  return [
    { name: "read-me.txt", bytes: Buffer.from(READ_ME, "utf8") },
    json("about.json", about),
    json("doctor.json", facts.checks.filter(({ name }) => SAFE_NAME.test(name)).map(toldCheck)),
    ...(status ? [json("status.json", toldStatus(status))] : []),
    json("configuration.json", toldConfiguration(facts.configuration)),
    ...(journal ? [json("journal.json", toldJournal(journal))] : []),
    ...(trust ? [json("trust.json", { versions: trust.versions, issuedAt: trust.issuedAt, expiresAt: trust.expiresAt })] : []),
    { name: "log.jsonl", bytes: Buffer.from(facts.log.map((line) => `${JSON.stringify(line)}\n`).join(""), "utf8") },
  ];
}

/** The bundle as one file. */
export function writeSupport(facts: SupportFacts): Uint8Array {
  return writeTar(supportFiles(facts), facts.at);
}

/** What a bundle is called: `support-xa-01-1796000000.tar`. */
export function supportFileName({ kiosk, at }: Pick<SupportFacts, "kiosk" | "at">): string {
  return `support-${kiosk}-${Math.floor(at)}.tar`;
}

function toldCheck({ name, state, code, isNeeded, found }: SupportCheck): object {
  const words = FIGURES.has(name) && { found: found.en.slice(0, MAX_FOUND) };
  return { name, state, ...(code !== undefined && { code }), ...(isNeeded && { needed: true }), ...words };
}

function toldJournal({ size, firstSeq, checkpoint, acknowledged, countedFrom, reasons }: SupportJournal): object {
  return { size, firstSeq, acknowledged, checkpoint, countedFrom, reasons };
}

function json(name: string, value: object): TarFile {
  return { name, bytes: Buffer.from(`${JSON.stringify(value, undefined, 2)}\n`, "utf8") };
}

const READ_ME = `Gói hỗ trợ của một máy Trạm. Không có tên người, số giấy tờ, ảnh, khoá, mã PIN hay nội dung nhật ký nào ở đây.
about.json          máy nào, khi nào, phiên bản nào
doctor.json         từng bộ phận: tốt, thiếu hay hỏng, và mã T-…
status.json         máy tự báo gì lúc chạy (không có nếu máy không chạy)
configuration.json  cấu hình: con số và lựa chọn; mọi chữ do người viết chỉ ghi là "set"
journal.json        bao nhiêu mục, chữ ký của máy trên cây băm, mỗi lý do bao nhiêu lần
trust.json          các phiên bản của bộ tin cậy
log.jsonl           các dòng nhật ký chương trình, chỉ gồm sự kiện và con số có trong danh sách

Support bundle of a Tram kiosk. No name, number, picture, key, PIN or entry is in it.
about.json          which kiosk, when, which version
doctor.json         each part: good, missing or broken, with its code T-...
status.json         what the running kiosk says of itself (absent: it does not run)
configuration.json  figures and choices; whatever a person wrote is just "set"
journal.json        how many entries, the device's signature on their tree, how often each reason
trust.json          versions of the trust bundle
log.jsonl           lines of the program's log: events and figures of a closed list
`;
