import { once } from "node:events";
import { type AuditVerdict, newAudit } from "../core/audit/audit.ts";
import { noteInReport } from "../core/audit/day-report.ts";
import { auditExit, type Weight, weightOf } from "../core/audit/findings.ts";
import { type AuditKeys, MAX_AUDIT_KEYS_BYTES, parseAuditKeys } from "../core/audit/keys.ts";
import type { KioskVerdict } from "../core/audit/kiosk-audit.ts";
import { earlierHeads, givenHead, headsOf, type KnownHead } from "../core/audit/known-heads.ts";
import { MAX_NOTE_BYTES, parseNote } from "../core/signed-note.ts";
import type { Text } from "../core/text.ts";
import { readAuditFile } from "../drivers/audit-file.ts";
import { readInput } from "../drivers/input-file.ts";
import { loadPicture, MAX_PICTURE_BYTES } from "../drivers/picture.ts";
import { createQrDecoder } from "../drivers/qr-decoder.ts";
import { kioskJson, kioskLines, verdictJson, verdictLines } from "./audit-words.ts";
import { complainAs, EXIT_USAGE } from "./saying.ts";

/** What stands on the command line of `tram audit verify`. */
export interface AuditVerifyOptions {
  readonly keys: string;
  readonly checkpoint?: readonly string[];
  readonly earlier?: readonly string[];
  readonly json?: boolean;
}

/** Kiosks of which nothing is wrong are named as long as not more are named already. */
const MAX_NAMED = 100;
/** More would fill the screen and hide the verdict; --json has all. */
const MAX_KIOSKS_TOLD = 500;

/** Something that was named on the command line cannot be used; the message is for the user. */
class WrongInput extends Error {
  readonly text: Text;
  constructor(text: Text) {
    super(text.en);
    this.text = text;
  }
}

/** `tram audit verify`. Exit code: 0 all is proven, 1 something is wrong, 2 a file cannot be used, 3 nothing is wrong and not all can be told. */
export async function verifyAudit(file: string, options: AuditVerifyOptions): Promise<number> {
  try {
    const keys = await keysIn(options.keys);
    const heads = await knownHeads(options, keys);
    return await verifyFile(file, keys, heads, options.json ?? false);
  } catch (error) {
    if (!(error instanceof WrongInput)) throw error;
    return complainAs("tram audit verify", error.text, EXIT_USAGE);
  }
}

async function verifyFile(file: string, keys: AuditKeys, heads: ReadonlyMap<string, readonly KnownHead[]>, json: boolean): Promise<number> {
  const audit = newAudit({ keys, othersOf: (kiosk, at) => headsOf(heads, kiosk, at), asked: givenKiosks(heads) });
  const told = teller(json);
  const ended = await eachBlock(file, async (block) => {
    const verdicts = audit.block(block);
    if (verdicts === "no-export") throw new WrongInput(noExport(file));
    for (const verdict of verdicts) await told.kiosk(verdict);
  });
  const end = audit.end(ended);
  if (!end) throw new WrongInput(noExport(file));
  for (const verdict of end.last) await told.kiosk(verdict);
  return await told.verdict(end.verdict, file);
}

/** Says what has come out: of kiosks while they come, of the whole at the end. */
function teller(json: boolean) {
  let [count, silent] = [0, 0];
  const weights = new Set<Weight>();
  return {
    async kiosk(verdict: KioskVerdict): Promise<void> {
      count++;
      const found = new Set(verdict.findings.map(weightOf));
      for (const weight of found) weights.add(weight);
      const isQuiet = auditExit(found) === 0;
      const isTold = json || count - silent <= (isQuiet ? MAX_NAMED : MAX_KIOSKS_TOLD);
      if (isTold) await print(json ? [kioskJson(verdict)] : kioskLines(verdict));
      else silent++;
    },
    async verdict(verdict: AuditVerdict, file: string): Promise<number> {
      for (const finding of verdict.findings) weights.add(weightOf(finding));
      const exit = auditExit(weights);
      if (json) await print([verdictJson(verdict, file, exit)]);
      else {
        if (silent > 0) await print([`… và ${silent} máy nữa (--json) / and ${silent} more kiosks`]);
        await print(verdictLines(verdict, exit));
      }
      return exit;
    },
  };
}

async function print(lines: readonly string[]): Promise<void> {
  if (!process.stdout.write(lines.map((line) => `${line}\n`).join(""))) await once(process.stdout, "drain");
}

/** Resolves to whether bytes are left that are no block. */
async function eachBlock(file: string, take: (block: Uint8Array) => Promise<void> | void): Promise<boolean> {
  const blocks = readAuditFile(file);
  for (;;) {
    const next = await blocks.next().catch((error: unknown) => {
      throw new WrongInput(unreadable(file, error));
    });
    if (next.done) return next.value;
    await take(next.value);
  }
}

async function keysIn(file: string): Promise<AuditKeys> {
  const bytes = await readInput(file, MAX_AUDIT_KEYS_BYTES).catch((error: unknown) => {
    throw new WrongInput(unreadable(`--keys: ${file}`, error));
  });
  const keys = parseAuditKeys(Buffer.from(bytes).toString("utf8"));
  if (typeof keys === "object" && keys.kiosks.size > 0) return keys;
  throw new WrongInput(
    typeof keys === "number"
      ? {
          vi: `--keys: ${file}, dòng ${keys}: không phải khoá công khai của máy hay của trung tâm, hoặc là khoá thứ hai của một máy (tram audit keys)`,
          en: `--keys: ${file}, line ${keys}: not the public key of a kiosk or of central, or a second key of one kiosk (tram audit keys)`,
        }
      : {
          vi: `--keys: ${file} không có khoá của máy nào (tram audit keys)`,
          en: `--keys: there is no kiosk's key in ${file} (tram audit keys)`,
        },
  );
}

async function knownHeads(
  { checkpoint = [], earlier = [] }: AuditVerifyOptions,
  keys: AuditKeys,
): Promise<ReadonlyMap<string, readonly KnownHead[]>> {
  const found: KnownHead[] = [];
  for (const file of checkpoint) found.push(await headIn(file, keys));
  for (const file of earlier) {
    const heads = earlierHeads(keys);
    await eachBlock(file, (block) => heads.block(block));
    if (heads.heads.length === 0) throw new WrongInput(noExport(file));
    found.push(...heads.heads);
  }
  return Map.groupBy(found, ({ kiosk }) => kiosk);
}

function givenKiosks(heads: ReadonlyMap<string, readonly KnownHead[]>): readonly string[] {
  return [...heads].flatMap(([kiosk, known]) => (known.some(({ by }) => by === "given") ? [kiosk] : []));
}

/** A note as text, in a daily report's own file, or in a picture of its code. */
async function headIn(file: string, keys: AuditKeys): Promise<KnownHead> {
  const bytes = await readInput(file, MAX_PICTURE_BYTES).catch((error: unknown) => {
    throw new WrongInput(unreadable(`--checkpoint: ${file}`, error));
  });
  const note = bytes.length <= MAX_NOTE_BYTES && parseNote(bytes) ? bytes : (noteInReport(bytes) ?? (await noteInPicture(bytes)));
  const head = givenHead(note, keys);
  if (typeof head === "object") return head;
  throw new WrongInput(HEAD_TEXTS[head](file));
}

async function noteInPicture(bytes: Uint8Array): Promise<Uint8Array> {
  const picture = await loadPicture(bytes);
  if (!picture.ok) return new Uint8Array();
  const decoder = createQrDecoder();
  try {
    const found = await decoder.decode(picture.frame);
    return found.map((symbol) => symbol.bytes).find((symbol) => parseNote(symbol)) ?? new Uint8Array();
  } finally {
    await decoder.close();
  }
}

const HEAD_TEXTS: Readonly<Record<"no-checkpoint" | "no-key" | "unsigned", (file: string) => Text>> = {
  "no-checkpoint": (file) => ({
    vi: `--checkpoint: trong ${file} không có gốc cây (văn bản của mã QR, hoặc ảnh chụp rõ mã)`,
    en: `--checkpoint: there is no tree head in ${file} (the text of the QR code, or a sharp picture of it)`,
  }),
  "no-key": (file) => ({
    vi: `--checkpoint: ${file} là của máy không có khoá trong --keys`,
    en: `--checkpoint: ${file} is of a kiosk of which --keys has no key`,
  }),
  unsigned: (file) => ({
    vi: `--checkpoint: ${file} không do máy ấy ký: bản in bị sửa, hoặc khoá trong --keys không đúng`,
    en: `--checkpoint: ${file} is not signed by that kiosk: it was changed, or the key in --keys is another one`,
  }),
};

function noExport(file: string): Text {
  return { vi: `${file} không phải bản trích nhật ký (tram audit export)`, en: `${file} is no export of journals (tram audit export)` };
}

function unreadable(what: string, error: unknown): Text {
  const why = error instanceof Error ? error.message : String(error);
  return { vi: `không đọc được ${what}: ${why}`, en: `${what} cannot be read: ${why}` };
}
