import { isAccepted, type KeyOfKiosk, type OpenedReport, openPdf, openReport } from "../core/acceptance/report.ts";
import { journalOrigin } from "../core/checkpoint.ts";
import { displayJson, displayLine } from "../core/display-text.ts";
import { importJwk } from "../core/signature.ts";
import { MAX_NOTE_BYTES, noteKey, parseNote, parseVerifierKey } from "../core/signed-note.ts";
import type { Text } from "../core/text.ts";
import { readInput } from "../drivers/input-file.ts";
import { loadPicture, MAX_PICTURE_BYTES } from "../drivers/picture.ts";
import { createQrDecoder } from "../drivers/qr-decoder.ts";
import { minuteInVietnam } from "./doctor-figures.ts";
import type { Print } from "./journal-command.ts";
import { parseJson } from "./json-bytes.ts";
import { partLabel } from "./part-labels.ts";

/** What stands on the command line of `tram acceptance verify`. */
export interface AcceptanceVerifyCommand {
  readonly key: string;
  /** The kiosk that the report must be of: a JWK alone names none. */
  readonly kiosk?: string;
  readonly json?: boolean;
}

const WHY: Readonly<Record<Extract<OpenedReport, { ok: false }>["why"], Text>> = {
  "no-report": { vi: "trong tệp không có biên bản nghiệm thu", en: "there is no acceptance report in it" },
  unsigned: {
    vi: "biên bản này không phải của máy ấy: khoá khác, hoặc tên máy khác",
    en: "this report is not of that kiosk: another key, or another name",
  },
  wrong: { vi: "chữ ký sai: biên bản đã bị sửa", en: "the signature is wrong: the report was changed" },
  changed: { vi: "trang PDF đã bị sửa sau khi ký", en: "the page was changed after it was signed" },
};

/** Exit code: 0 genuine and accepted, 1 not genuine, 2 there is no report or no key, 3 genuine, and the kiosk was not accepted. */
export async function verifyAcceptance(
  file: string,
  { key: keyFile, kiosk, json = false }: AcceptanceVerifyCommand,
  print: Print,
): Promise<0 | 1 | 2 | 3> {
  let opened: OpenedReport;
  try {
    const [bytes, keyText] = await Promise.all([readInput(file, MAX_PICTURE_BYTES), readInput(keyFile, MAX_NOTE_BYTES)]);
    const found = await signedIn(bytes);
    const keyOf = keysIn(Buffer.from(keyText).toString("utf8"), kiosk);
    if (keyOf === "no-key")
      return refuse({
        vi: `${keyFile}: không phải khoá công khai của thiết bị`,
        en: `${keyFile}: not the public key of a device (JWK, or NAME+ID+KEY)`,
      });
    if (keyOf === "no-name") return refuse(NAME_NEEDED);
    opened = found.kind === "pdf" ? openPdf(found.bytes, keyOf) : openReport(found.bytes, keyOf);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return refuse({ vi: `không đọc được tệp: ${why}`, en: why });
  }
  if (!opened.ok) {
    const { vi, en } = WHY[opened.why];
    if (json) await print(displayJson({ file, state: opened.why }));
    else for (const line of [`✗ ${vi}`, `  ${en}`]) await print(line);
    return opened.why === "no-report" ? 2 : 1;
  }
  const { report } = opened;
  const isDone = isAccepted(report);
  if (json) await print(displayJson({ file, state: isDone ? "accepted" : "not-accepted", report }));
  else {
    await print(
      `✓ Biên bản thật của máy ${report.kiosk}, lúc ${minuteInVietnam(report.at)}, Trạm ${report.version}, ${displayLine(report.board)}`,
    );
    await print(
      `  A genuine report of ${report.kiosk}, ${minuteInVietnam(report.at)}, Trạm ${report.version}, ${displayLine(report.board)}`,
    );
    await print(`  cấu hình · configuration: SHA-256 ${report.configuration}`);
    for (const { name, outcome } of report.parts) await print(`  ${outcome.padEnd(9)} ${name.padEnd(18)} ${partLabel(name).vi}`);
    await print(isDone ? "Kết quả: ĐẠT / accepted" : "Kết quả: CHƯA ĐẠT / not accepted");
  }
  return isDone ? 0 : 3;
}

/** What a device has signed: a page, or a note alone. */
export type Found = { readonly kind: "pdf" | "note"; readonly bytes: Uint8Array };

/** A PDF, the text of the QR code, or a picture with the code in it. */
export async function signedIn(bytes: Uint8Array): Promise<Found> {
  if (Buffer.from(bytes.subarray(0, 5)).toString("latin1") === "%PDF-") return { kind: "pdf", bytes };
  if (bytes.length <= MAX_NOTE_BYTES && parseNote(bytes)) return { kind: "note", bytes };
  const picture = await loadPicture(bytes);
  if (!picture.ok) return { kind: "note", bytes: new Uint8Array() };
  const decoder = createQrDecoder();
  try {
    const found = await decoder.decode(picture.frame);
    return { kind: "note", bytes: found.map((symbol) => symbol.bytes).find((symbol) => parseNote(symbol)) ?? new Uint8Array() };
  } finally {
    await decoder.close();
  }
}

/** A verifier's key as text (c2sp.org/signed-note), which says whose it is, or a public JWK, of which whoever asks has to say it. */
export function keysIn(text: string, named: string | undefined): KeyOfKiosk | "no-key" | "no-name" {
  const isOther = (kiosk: string) => named !== undefined && kiosk !== named;
  const spelt = parseVerifierKey(text.trimEnd());
  if (spelt) return (kiosk) => (spelt.name === journalOrigin(kiosk) && !isOther(kiosk) ? spelt : undefined);
  const jwk = parseJson(Buffer.from(text, "utf8"));
  const publicKey = typeof jwk === "object" && jwk !== null ? importJwk(jwk) : undefined;
  if (!publicKey) return "no-key";
  // Attack: a device signs in the name of another, and its own key proves it.
  if (named === undefined) return "no-name";
  return (kiosk) => (isOther(kiosk) ? undefined : noteKey(journalOrigin(kiosk), publicKey));
}

/** What to do about that. */
export const NAME_NEEDED: Text = {
  vi: "khoá JWK không nói là của máy nào: thêm --kiosk MÁY",
  en: "a JWK does not say whose it is: add --kiosk ID",
};

function refuse({ vi, en }: Text): 2 {
  process.stderr.write(`tram acceptance verify: ${vi}\ntram acceptance verify: ${en}\n`);
  return 2;
}
