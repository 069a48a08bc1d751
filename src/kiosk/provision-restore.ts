// `tram provision restore`: a backup, a person's yes, and a new device in the place of a dead one.
import { displayJson, displayText } from "../core/display-text.ts";
import { refused } from "../core/provisioning/refusal.ts";
import { agree } from "./provision-apply.ts";
import { enrol } from "./provision-enrolment.ts";
import { applyRestore, planRestore, type Replacement, type ReplacementOptions, type ReplacementParts } from "./provision-replacement.ts";
import { changeLines, tellRefusal } from "./provision-texts.ts";

/** Options of `tram provision restore`. */
export interface RestoreOptions extends ReplacementOptions {
  readonly yesFingerprint?: string;
  readonly json?: boolean;
}

/** What the command needs from the new machine and its terminal. */
export interface RestoreParts extends ReplacementParts {
  readonly passphrase: () => Promise<string | undefined>;
}

/** Shows what is on the stick, asks, restores, and draws the request for enrolment. Returns the exit code. */
export async function restore(options: RestoreOptions, parts: RestoreParts): Promise<number> {
  const { json = false } = options;
  const planned = await planRestore(options, parts);
  if (!planned.ok) return tellRefusal(planned, json, parts);
  const { kiosk, backup, fingerprints, hasMemory, deviceKey } = planned;
  if (!json) parts.out(summaryOf(planned));
  const refusal = await agree(fingerprints, false, options, parts);
  if (refusal) return tellRefusal(refused(refusal), json, parts);
  const restored = await applyRestore(planned, options, hasMemory ? await parts.passphrase() : undefined, parts);
  if (!restored.ok) return tellRefusal(restored, json, parts);
  const { remembers, trust } = restored;
  if (json) parts.out(`${displayJson({ event: "restored", kiosk, from: backup.kiosk, remembers, trust })}\n`);
  else parts.out(doneText(kiosk, backup.kiosk, remembers, trust));
  return await enrol({ kiosk, deviceKey, json, to: options.from }, parts);
}

function summaryOf({ backup, kiosk, changes }: Replacement): string {
  const lines = [
    `Bản sao lưu của ${backup.kiosk} → máy mới ${kiosk} / backup of ${backup.kiosk} → new device ${kiosk}`,
    ...changeLines(changes),
  ];
  return `${lines.join("\n")}\n`;
}

function doneText(kiosk: string, before: string, remembers: boolean, trust: string): string {
  const lines = [
    `Máy này là ${kiosk}, thay cho ${before}. Bộ tin cậy / trust bundle: ${trust}`,
    `This machine is ${kiosk}, in the place of ${before}. Start it: systemctl restart tram-kiosk`,
    remembers
      ? "Máy nhớ mọi thứ đã dùng ở máy cũ cho đến lúc sao lưu. / It remembers what was used at the old one until the backup."
      : "Máy KHÔNG nhớ gì đã dùng ở máy cũ: toa thuốc đã phát có thể được nhận lại. / It does NOT remember what was used at the old one: a prescription that was filled could be taken again.",
  ];
  return `${lines.map(displayText).join("\n")}\n`;
}
