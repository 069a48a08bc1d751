import { writePdf } from "../core/pdf/document.ts";
import { cardCodes } from "../core/test-card/card-codes.ts";
import { cardSheet } from "../core/test-card/card-sheet.ts";
import { loadNotoLetters } from "../drivers/noto-letters.ts";
import type { Print } from "./journal-command.ts";
import { writeFileAnew } from "./out-file-assembly.ts";

/** `tram test-card`: writes the sheet as PDF. Exit code: 0 written, 1 the file could not be. The same card gives the same bytes. */
export async function writeTestCard(out: string, print: Print): Promise<0 | 1> {
  const letters = await loadNotoLetters();
  const pdf = writePdf({ title: "Trạm · Thẻ kiểm tra camera", pages: [cardSheet(cardCodes().codes, letters)] }, letters);
  const why = await writeFileAnew(out, pdf);
  if (why) {
    await print(why.vi);
    await print(why.en);
    return 1;
  }
  await print(`Đã ghi ${out}. In 100 %, không “vừa khổ giấy”; thước trên thẻ phải dài đúng 90 mm.`);
  await print(`Written to ${out}. Print it at 100 %, never “fit to page”: its scale must be 90 mm long.`);
  return 0;
}
