import encodeQR from "qr";
import type { CodeSpec } from "./spec.ts";

/** The dark modules of a code, row by row, without quiet zone. */
export interface CodeModules {
  readonly side: number;
  readonly isDark: (x: number, y: number) => boolean;
}

/** The library leaves no code without a border: one module of it is cut off again. */
const BORDER = 1;

/** The modules of what a code says; undefined where no code holds it, or where it says nothing. */
export function modulesOf({ content, correction }: Pick<CodeSpec, "content" | "correction">): CodeModules | undefined {
  const rows = encode(content, correction);
  return rows && { side: rows.length - 2 * BORDER, isDark: (x, y) => rows[y + BORDER]?.[x + BORDER] ?? false };
}

function encode(content: CodeSpec["content"], ecc: CodeSpec["correction"]): readonly (readonly boolean[])[] | undefined {
  try {
    if ("text" in content) return encodeQR(content.text, "raw", { ecc, border: BORDER });
    const { bytes } = content;
    return encodeQR(" ".repeat(bytes.length), "raw", { ecc, border: BORDER, encoding: "byte", textEncoder: () => bytes });
  } catch {
    // The library's only way to say that a text is too long, or no Unicode.
    return undefined;
  }
}

/** The bytes that a reader of the code gets. */
export function bytesOf(content: CodeSpec["content"]): Uint8Array {
  return "text" in content ? Buffer.from(content.text, "utf8") : content.bytes;
}
