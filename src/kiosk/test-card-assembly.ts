import { chmod } from "node:fs/promises";
import { writePdf } from "../core/pdf/document.ts";
import { cardCodes } from "../core/test-card/card-codes.ts";
import { cardSheet } from "../core/test-card/card-sheet.ts";
import { replaceFile } from "../drivers/durable-file.ts";
import { loadNotoLetters } from "../drivers/noto-letters.ts";
import type { Print } from "./journal-command.ts";

/** `tram test-card`: writes the sheet as PDF. Exit code: 0 written, 1 the file could not be. The same card gives the same bytes. */
export async function writeTestCard(out: string, print: Print): Promise<0 | 1> {
  const letters = await loadNotoLetters();
  const pdf = writePdf({ title: "Trạm · Thẻ kiểm tra camera", pages: [cardSheet(cardCodes().codes, letters)] }, letters);
  try {
    await replaceFile(out, pdf);
    // Printed from another account than the kiosk's.
    await chmod(out, 0o644);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    await print(`Không ghi được ${out}: ${why}`);
    await print(`${out} cannot be written: ${why}`);
    return 1;
  }
  await print(`Đã ghi ${out}. In 100 %, không “vừa khổ giấy”; thước trên thẻ phải dài đúng 90 mm.`);
  await print(`Written to ${out}. Print it at 100 %, never “fit to page”: its scale must be 90 mm long.`);
  return 0;
}
