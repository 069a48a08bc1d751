// What is bought for one kiosk, as a table that a shop's basket reads: code and quantity first. Printed parts are not in it.
import type { Part, Variant } from "./bom.ts";

/** Sizes of the case. */
export const SIZES = ["7", "10"] as const;
/** One of them. */
export type Size = (typeof SIZES)[number];

interface Line {
  readonly code: string;
  readonly maker: string;
  readonly quantity: number;
  readonly refs: readonly string[];
  readonly parts: readonly string[];
  readonly where: string;
}

const PRINTED = "tự in / printed";
const ANY = "nhiều hãng / any maker";

/** One line for each order code (RFC 4180), exact codes first: those of parts by any maker are to be searched for, not pasted. */
export function orderList(parts: readonly Part[], variant: Variant, size: Size): string {
  const lines = new Map<string, Line>();
  for (const part of parts) {
    const pieces = part.count[variant] + (size === "10" ? part.large : 0);
    if (pieces === 0 || part.maker === PRINTED) continue;
    for (const { code, times } of codesOf(size === "10" && part.largeMpn !== "" ? part.largeMpn : part.mpn)) {
      const known = lines.get(`${part.maker} ${code}`);
      lines.set(`${part.maker} ${code}`, {
        code,
        maker: part.maker,
        quantity: (known?.quantity ?? 0) + pieces * times,
        refs: [...(known?.refs ?? []), part.ref],
        parts: [...(known?.parts ?? []), `${part.vi} · ${part.en}`],
        where: part.inVietnam,
      });
    }
  }
  const sorted = [...lines.values()].toSorted((a, b) => Number(a.maker === ANY) - Number(b.maker === ANY));
  const rows = sorted.map(({ code, quantity, maker, refs, parts: names, where }) => [
    code,
    String(quantity),
    maker,
    refs.join(" "),
    names.join("; "),
    where,
  ]);
  return [["order-code", "quantity", "maker", "ref", "part", "in-vietnam"], ...rows].map((row) => `${row.map(cell).join(",")}\n`).join("");
}

/** "A + 3 × B" is one A and three B. */
function codesOf(mpn: string): readonly { readonly code: string; readonly times: number }[] {
  return mpn.split(" + ").map((text) => {
    const [, times = "1", code = text] = /^(\d+) × (.+)$/.exec(text) ?? [];
    return { code, times: Number(times) };
  });
}

const cell = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
