// A code that somebody brings: its picture, or its text. It is looked into and kept nowhere; it never stands on a command line, where other
// users of the machine and the shell's history would see it.
import type { Text } from "../../core/text.ts";
import { sentenceOf } from "../complaint.ts";
import { isPicture } from "../picture-kind.ts";
import type { TrustParts } from "./parts.ts";

/** The symbols of a file, at least one, or why there is none. */
export type GivenCode = { readonly ok: true; readonly symbols: readonly Uint8Array[] } | { readonly ok: false; readonly problem: Text };

/** The symbols of several files, in their order. */
export async function readGivenCodes(files: readonly string[], parts: Pick<TrustParts, "readInput" | "findSymbols">): Promise<GivenCode> {
  const symbols: Uint8Array[] = [];
  for (const file of files) {
    const given = await readGivenCode(file, parts);
    if (!given.ok) return given;
    symbols.push(...given.symbols);
  }
  return { ok: true, symbols };
}

/** Every QR code in a picture, or the text in any other file; `-` is standard input. */
export async function readGivenCode(
  file: string,
  { readInput, findSymbols }: Pick<TrustParts, "readInput" | "findSymbols">,
): Promise<GivenCode> {
  let bytes: Uint8Array;
  try {
    bytes = await readInput(file);
  } catch (error) {
    return unreadable(file, sentenceOf(error));
  }
  if (withoutLineEnd(bytes).length === 0) return unreadable(file, "an empty file");
  if (!isPicture(bytes)) return { ok: true, symbols: [withoutLineEnd(bytes)] };
  const found = await findSymbols(bytes);
  if (!found.ok) return unreadable(file, found.error);
  return found.symbols.length > 0 ? { ok: true, symbols: found.symbols } : NO_CODE;
}

/** Text files end in a line feed; codes do not. */
function withoutLineEnd(code: Uint8Array): Uint8Array {
  let end = code.length;
  while (end > 0 && (code[end - 1] === 0x0a || code[end - 1] === 0x0d)) end--;
  return code.subarray(0, end);
}

function unreadable(file: string, cause: string): GivenCode & { readonly ok: false } {
  return { ok: false, problem: { vi: `không đọc được --code ${file} (${cause})`, en: `cannot read --code ${file}: ${cause}` } };
}

const NO_CODE: GivenCode & { readonly ok: false } = {
  ok: false,
  problem: {
    vi: "không thấy mã QR nào trong ảnh; chụp lại gần hơn, đủ sáng, hoặc đưa nội dung mã ở dạng văn bản",
    en: "there is no QR code in the picture; take it again, closer and in better light, or give the code's text",
  },
};
