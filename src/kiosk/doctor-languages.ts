import { displayText } from "../core/display-text.ts";
import type { KioskConfig } from "./config.ts";
import { type Check, coded, fault, missing, ok } from "./doctor-check.ts";
import type { DoctorProbes } from "./doctor-probes.ts";

/** The packs of the screen's languages; undefined where it needs none. */
export async function checkLanguages(
  { screen }: Pick<KioskConfig, "screen">,
  probes: Pick<DoctorProbes, "languages">,
): Promise<Check | undefined> {
  const name = "languages";
  const packs = screen.languages.filter((language) => language !== "vi" && language !== "en");
  if (packs.length === 0) return undefined;
  const { problems, unreviewed } = await probes.languages(packs, screen.languagePacks);
  const [first] = problems;
  if (first !== undefined) {
    const others = problems.length === 1 ? "" : ` (+${problems.length - 1})`;
    return coded(
      "language-pack",
      fault(name, displayText(first) + others, {
        vi: "sửa gói rồi chạy tram language check TỆP; kiosk chạy mà không có ngôn ngữ này (docs/languages.md)",
        en: "mend the pack, then run tram language check FILE; the kiosk runs without this language (docs/languages.md)",
      }),
    );
  }
  if (unreviewed.length === 0) return ok(name, packs.join(", "));
  const shown = unreviewed.join(", ");
  return coded(
    "language-unreviewed",
    missing(
      name,
      { vi: `${shown}: bản dịch chưa được người bản ngữ kiểm tra`, en: `${shown}: not checked by a native speaker` },
      {
        vi: 'nhờ người bản ngữ đọc từng câu trên màn hình, sửa, rồi ghi "reviewed": true (docs/languages.md)',
        en: 'have a native speaker read every text on a screen, correct it, then write "reviewed": true (docs/languages.md)',
      },
    ),
  );
}
