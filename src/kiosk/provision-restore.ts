// `tram provision restore`: a backup, a person's yes, and a new device in the place of a dead one.
import { displayJson, displayText } from "../core/display-text.ts";
import { type Change, isSetAtMachine } from "../core/provisioning/difference.ts";
import { agree } from "./provision-apply.ts";
import { enrol } from "./provision-enrolment.ts";
import {
  applyRestore,
  planReplacement,
  type Replacement,
  type ReplacementOptions,
  type ReplacementParts,
  readDeadKiosk,
} from "./provision-replacement.ts";
import { changeLines, markedLines, tellRefusal } from "./provision-texts.ts";
import { leastOf, paperWith } from "./provision-vouching.ts";

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
  const dead = await readDeadKiosk(options, parts);
  const planned = dead.ok ? planReplacement(dead, options) : dead;
  if (!planned.ok) return tellRefusal(planned, json, parts);
  const { kiosk, papers, deviceKey } = planned;
  const { backup, hasMemory } = planned.dead;
  if (!json) parts.out(summaryOf(planned));
  const paper = await agree((typed) => paperWith(typed, papers), undefined, options, parts);
  if (!paper.ok) return tellRefusal(paper, json, parts);
  const passphrase = hasMemory && paper.configuration.ok ? await parts.passphrase() : undefined;
  const restored = await applyRestore(planned, paper, options, passphrase, parts);
  if (!restored.ok) return tellRefusal(restored, json, parts);
  const { remembers, trust } = restored;
  const { notTaken } = paper;
  if (json) parts.out(`${displayJson({ event: "restored", kiosk, from: backup.kiosk, remembers, trust, notTaken })}\n`);
  else parts.out(doneText(kiosk, backup.kiosk, remembers, trust) + notTakenText(notTaken));
  return await enrol({ kiosk, deviceKey, json, to: options.from }, parts);
}

function summaryOf({ dead: { backup }, kiosk, papers }: Replacement): string {
  const { changes, notTaken } = leastOf(papers);
  const lines = [
    `Bản sao lưu của ${backup.kiosk} → máy mới ${kiosk} / backup of ${backup.kiosk} → new device ${kiosk}`,
    ...changeLines(changes),
  ];
  return `${lines.join("\n")}\n${notTakenText(notTaken)}`;
}

/** What is left in the backup, why, and what to do about it; nothing where everything is taken over. */
function notTakenText(notTaken: readonly Change[]): string {
  const [never, unsigned] = [notTaken.filter(isSetAtMachine), notTaken.filter((change) => !isSetAtMachine(change))];
  const lines = [
    ...(unsigned.length > 0 ? [...NOT_SIGNED, ...markedLines(unsigned)] : []),
    ...(never.length > 0 ? [...NEVER, ...markedLines(never)] : []),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** Only a sheet leaves these out. */
const NOT_SIGNED = [
  "KHÔNG lấy, vì phiếu chỉ chứng minh những gì đã ký. Cần thì dùng dấu vân tay của bản sao lưu (ghi trong sổ), hoặc đặt lại tại máy:",
  "NOT taken over, because the sheet vouches for what was signed only. Where it is needed, use the fingerprint of the backup (in the book), or set it at the machine:",
];

const NEVER = [
  "KHÔNG lấy: demo và desk không bao giờ lấy từ USB, chỉ đặt tại máy:",
  "NOT taken over: demo and desk never come from a stick, and are set at the machine only:",
];

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
