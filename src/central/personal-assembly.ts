import * as v from "valibot";
import type { ForgetOutcome, Ledger } from "../central-ports.ts";
import { canonicalJson } from "../core/canonical-json.ts";
import { journalOrigin } from "../core/checkpoint.ts";
import { displayJson, displayLine } from "../core/display-text.ts";
import { sealJwkOf, sealThumbprint } from "../core/seal-key.ts";
import { decodePersonal, type PersonalPart } from "../core/sealed-part.ts";
import type { JsonItem } from "../core/strict-json.ts";
import type { Text } from "../core/text.ts";
import { dateInVietnam, type EpochSeconds, startOfDayInVietnam } from "../core/time.ts";
import { newSealKey, openSealed, type PrivateSealKey, publicHalf } from "../drivers/hpke.ts";
import { readPrivateFile, writePrivateFile } from "../drivers/private-file.ts";
import { systemClock } from "../drivers/system-clock.ts";
import { type CommonOptions, complain, EXIT_DONE, EXIT_REFUSED, EXIT_USAGE, LEDGER_BUSY, say } from "./saying.ts";

/** How the ledger is opened; nothing is opened for a key that cannot be read. */
type OpenLedger = () => Promise<Ledger>;

/** An entry of a kiosk's. */
export interface EntryOptions extends CommonOptions {
  readonly kiosk: string;
  readonly seq: number;
}

const KeyFileSchema = v.looseObject({ crv: v.literal("X25519"), kty: v.literal("OKP"), x: v.string(), d: v.string() });

/**
 * `tram central seal-key`: makes a key to which kiosks seal. The private half goes to a file that is meant to be carried away; the public one is
 * printed, ready for `tram trust operator-key add`. Resolves to the exit code.
 */
export async function sealKey({ out }: { readonly out: string }): Promise<number> {
  const key = newSealKey();
  const kid = kidOf(key);
  const written = await writePrivateFile(out, `${JSON.stringify({ kid, ...key })}\n`, { replace: false }).catch(unwritable(out));
  if (typeof written === "object") return complain(written, EXIT_USAGE);
  if (written === "exists") {
    return complain(
      { vi: `đã có tệp ${out}; không ghi đè khoá`, en: `${out} is there already; a key is never written over` },
      EXIT_REFUSED,
    );
  }
  process.stdout.write(`${JSON.stringify({ kid, ...publicHalf(key) })}\n`);
  // Not a failure: standard output is the key alone, because it goes into a file.
  complain(CARRY_AWAY, EXIT_DONE);
  return EXIT_DONE;
}

const CARRY_AWAY: Text = {
  vi: "hãy mang tệp khoá ra khỏi máy chủ và cất giữ (hai bản): ai có nó thì đọc được dữ liệu đã niêm phong, mất nó thì không ai đọc được nữa",
  en: "carry the key file away from the server and keep it (two copies): whoever has it can read what was sealed, and without it nobody can",
};

/** `tram central personal`: opens the sealed part of an entry and prints it. Nothing of it is kept or logged. Resolves to the exit code. */
export async function personal(
  { key: file, ...options }: EntryOptions & { readonly key: string },
  openLedger: OpenLedger,
): Promise<number> {
  const key = await readSealKeyFile(file);
  if ("vi" in key) return complain(key, EXIT_USAGE);
  const ledger = await openLedger();
  const [isKnown, kept] = await Promise.all([ledger.kiosk(options.kiosk), ledger.sealedPart(options.kiosk, options.seq)]).finally(() =>
    ledger.close(),
  );
  if (!isKnown) return complain(noKiosk(options.kiosk), EXIT_REFUSED);
  if (!kept) return complain(nothingSealed(options), EXIT_REFUSED);
  if (!kept.bytes) return complain(goneText(kept.notKeptBefore), EXIT_REFUSED);
  const opened = await openSealed(key, kept.bytes, journalOrigin(options.kiosk));
  if (!opened.ok) return complain(opened.refusal === "other-key" ? otherKey(file) : NOT_GENUINE, EXIT_REFUSED);
  const said = decodePersonal(opened.inside);
  if (!said) return complain(NOT_GENUINE, EXIT_REFUSED);
  process.stdout.write(options.json ? `${jsonOf(options, said)}\n` : linesOf(said));
  return EXIT_DONE;
}

/**
 * `tram central forget`: deletes sealed parts; entries and proofs stay as they are. Resolves to the exit code: deleting nothing is no failure, and
 * bytes that are still in a file are one.
 */
export async function forget(
  {
    kiosk,
    which,
    ...options
  }: CommonOptions & { readonly kiosk: string; readonly which: { readonly seq: number } | { readonly before: EpochSeconds } },
  openLedger: OpenLedger,
): Promise<number> {
  const now = systemClock.now();
  // A slip of the pen would throw away, for ever, whatever comes from this kiosk.
  if ("before" in which && which.before > now) return complain(futureText(which.before), EXIT_USAGE);
  const ledger = await openLedger();
  try {
    if (!(await ledger.kiosk(kiosk))) return complain(noKiosk(kiosk), EXIT_REFUSED);
    if ("seq" in which && !(await ledger.sealedPart(kiosk, which.seq))) {
      return complain(nothingSealed({ kiosk, seq: which.seq }), EXIT_REFUSED);
    }
    const outcome = await ledger.forget(kiosk, which, now);
    if (outcome.kind === "busy") return complain(LEDGER_BUSY, EXIT_REFUSED);
    const { count, isOnDisk, isInDatabase, before } = outcome;
    say(
      options,
      {
        event: "forgotten",
        kiosk,
        ...which,
        forgotten: count,
        ...(before !== undefined && { notKeptBefore: before }),
        ...(isOnDisk && { isOnDisk }),
        ...(isInDatabase && { isInDatabase }),
      },
      forgottenText(kiosk, outcome),
    );
    if (isInDatabase) say(options, { event: "kept-by-database" }, IN_DATABASE);
    return isOnDisk ? complain(ON_DISK, EXIT_REFUSED) : EXIT_DONE;
  } finally {
    await ledger.close();
  }
}

/** Without --json, a line an attribute. What a card says must not steer the terminal. */
function linesOf({ attributes, leftOut }: PersonalPart): string {
  const lines = [...attributes].map(([name, item]) => `${name}: ${typeof item === "string" ? item : canonicalJson(item)}`);
  const rest = leftOut.length > 0 ? [`(không đủ chỗ / left out: ${leftOut.join(", ")})`] : [];
  return [...lines, ...rest].map((line) => `${displayLine(line)}\n`).join("");
}

function jsonOf({ kiosk, seq }: EntryOptions, { attributes, leftOut }: PersonalPart): string {
  const event = new Map<string, JsonItem>([
    ["attributes", attributes],
    ["event", "opened"],
    ["kiosk", kiosk],
    ["leftOut", leftOut],
    ["seq", seq],
  ]);
  return displayJson(JSON.parse(canonicalJson(event)));
}

/** The private key in a file, standard input for `-`; or what is wrong with it. */
async function readSealKeyFile(file: string): Promise<PrivateSealKey | Text> {
  try {
    const parsed = v.safeParse(KeyFileSchema, JSON.parse((await readPrivateFile(file)).text));
    const key = parsed.success ? parsed.output : undefined;
    if (key && sealJwkOf(publicHalf(key))) return { crv: key.crv, kty: key.kty, x: key.x, d: key.d };
    return { vi: `--key: ${file} không phải khoá niêm phong (X25519)`, en: `--key: ${file} is no private seal key (X25519)` };
  } catch (error) {
    const why = error instanceof SyntaxError ? "no JSON" : error instanceof Error ? error.message : String(error);
    return { vi: `--key: không đọc được ${file}: ${why}`, en: `--key: ${file} cannot be read: ${why}` };
  }
}

function kidOf(key: PrivateSealKey): string {
  return Buffer.from(sealThumbprint(publicHalf(key))).toString("base64url");
}

function unwritable(out: string) {
  return (error: unknown): Text => {
    const why = error instanceof Error ? error.message : String(error);
    return { vi: `--out: không ghi được ${out}: ${why}`, en: `--out: ${out} cannot be written: ${why}` };
  };
}

function noKiosk(kiosk: string): Text {
  return {
    vi: `trung tâm không biết máy nào tên ${kiosk}; tên đúng có ở trang đội máy`,
    en: `central knows no kiosk ${kiosk}; the fleet page has the names`,
  };
}

function nothingSealed({ kiosk, seq }: Pick<EntryOptions, "kiosk" | "seq">): Text {
  return {
    vi: `trung tâm không có mục ${seq} của ${kiosk}, hoặc mục này không có phần cá nhân; nếu mục còn ở máy: tram journal forget tại máy`,
    en: `central has no entry ${seq} of ${kiosk}, or it has no personal part; where it has not left the kiosk yet: tram journal forget there`,
  };
}

function otherKey(file: string): Text {
  return {
    vi: `phần này niêm phong cho khoá khác, không phải ${file}; hãy dùng khoá của kỳ đó`,
    en: `this part was sealed to another key than ${file}; take the key of that period`,
  };
}

function forgottenText(kiosk: string, { count, before }: Extract<ForgetOutcome, { readonly kind: "forgotten" }>): Text {
  const [vi, en] = before === undefined ? ["", ""] : [`; ${notKept(before).vi}`, `; ${notKept(before).en}`];
  return {
    vi: `đã xoá ${count} phần cá nhân của ${kiosk}; nhật ký và bằng chứng vẫn nguyên${vi}`,
    en: `${count} sealed parts of ${kiosk} deleted; entries and proofs are as they were${en}`,
  };
}

function goneText(before: EpochSeconds | undefined): Text {
  const [vi, en] = before === undefined ? ["", ""] : [`; ${notKept(before).vi}`, `; ${notKept(before).en}`];
  return {
    vi: `phần cá nhân của mục này đã được xoá, hoặc chưa bao giờ tới trung tâm${vi}`,
    en: `the personal part of this entry was deleted, or never came${en}`,
  };
}

function notKept(before: EpochSeconds): Text {
  const day = displayMoment(before);
  return {
    vi: `từ nay máy này không còn phần cá nhân nào của mục trước ${day}, kể cả mục tới sau`,
    en: `of this kiosk no personal part of an entry before ${day} is kept, whenever it comes`,
  };
}

/** A day where it is the first moment of one, else seconds as they were given: nothing may look earlier than it is. */
function displayMoment(at: EpochSeconds): string {
  const day = dateInVietnam(at);
  return startOfDayInVietnam(day) === at ? day : `${day} (${at} s)`;
}

function futureText(before: EpochSeconds): Text {
  const day = dateInVietnam(before);
  return {
    vi: `--before: ${day} ở tương lai: mọi phần cá nhân tới sau cũng sẽ bị bỏ đi mãi mãi; hãy ghi một ngày đã qua`,
    en: `--before: ${day} is in the future: whatever comes later would be thrown away, for ever; name a day that has passed`,
  };
}

const ON_DISK: Text = {
  vi: "nội dung đã xoá vẫn còn trong các tệp ledger.sqlite trên ổ, vì có chương trình khác đang đọc sổ (sao lưu, sqlite3) hoặc ổ đã đầy: đợi nó xong hoặc giải phóng chỗ, rồi chạy lại lệnh này",
  en: "what was deleted still lies on the disk, in ledger.sqlite or the log beside it, because another program is reading the ledger (a backup, sqlite3) or the disk is full: when it is done, or there is room, run this again",
};

const IN_DATABASE: Text = {
  vi: "cơ sở dữ liệu còn giữ nội dung đã xoá trong tệp bảng, nhật ký (WAL) và bản sao lưu cho tới khi chúng được ghi lại hoặc bỏ đi: xem docs/central.md; muốn xoá thật ngay thì huỷ khoá niêm phong của kỳ đó",
  en: "the database still has what was deleted in its table files, its log (WAL) and its backups until these are written anew or thrown away: see docs/central.md; what must be gone at once is gone by destroying the seal key of that period",
};

const NOT_GENUINE: Text = {
  vi: "phần này không do máy đó niêm phong, hoặc đã bị sửa; không mở được",
  en: "this part was not sealed by that kiosk, or it was changed; it does not open",
};
