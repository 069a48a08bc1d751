import type { Text } from "../../core/text.ts";
import { changesBetween } from "../../core/trust-diff.ts";
import type { Draft } from "../../core/trust-draft.ts";
import type { Edited } from "../../core/trust-draft-edit.ts";
import type { TrustParts } from "./parts.ts";
import { type PublisherOptions, withPublisher } from "./publisher.ts";
import { refuseTo, tell, warn } from "./telling.ts";

/** Changes the draft, tells what has changed, and resolves to the exit code. Kiosks learn of it with the next publication. */
export async function editDraft(
  command: string,
  options: PublisherOptions,
  parts: TrustParts,
  edit: (draft: Draft) => Edited,
  notesOf: (after: Draft, before: Draft) => readonly Text[] = () => [],
): Promise<number> {
  return await withPublisher(command, options, parts, async ({ draft, saveDraft }) => {
    const edited = edit(draft);
    if (!edited.ok) return await refuseTo(parts, command, options, edited.problem);
    const content = (now: Draft) => ({ draft: now, lists: [], updates: [] });
    const changes = changesBetween(content(draft), content(edited.draft), parts.now());
    await saveDraft(edited.draft);
    const notes = notesOf(edited.draft, draft);
    for (const note of notes) warn(parts, command, note);
    const isAdded = (what: "key" | "operator-key") => changes.some(({ subject, change }) => change === "added" && subject === what);
    const compare = [...(isAdded("key") ? [COMPARE] : []), ...(isAdded("operator-key") ? [COMPARE_OPERATOR_KEY] : [])];
    const told = changes.length > 0 ? [...changes.map(({ text }) => text), ...compare, NEXT] : [NO_CHANGE];
    return await tell(parts, options, { changes: changes.map(({ text: _, ...change }) => change), notes }, told);
  });
}

const NEXT: Text = {
  vi: "Đã ghi vào bản nháp. Máy quét biết sau khi: tram trust publish",
  en: "Noted in the draft. Kiosks learn of it after: tram trust publish",
};
const COMPARE: Text = {
  vi: "So dấu vân tay với tờ giấy của nơi cấp trước khi công bố; khác một chữ là khoá của người khác.",
  en: "Compare the fingerprint with the issuer's paper before you publish; one letter off, and it is somebody else's key.",
};
const COMPARE_OPERATOR_KEY: Text = {
  vi: "So dấu vân tay với nơi giữ khoá này: ở đó chạy tram keys fingerprint TỆP.",
  en: "Compare the fingerprint with whoever holds this key: tram keys fingerprint FILE there.",
};
const NO_CHANGE: Text = { vi: "Không có gì thay đổi.", en: "Nothing has changed." };
