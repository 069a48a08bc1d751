// The reset that somebody wishes for on the technician's page of a kiosk that runs.
import { join } from "node:path";
import { journalSigner, openCheckpoint } from "../core/checkpoint.ts";
import { hexOf } from "../core/hex.ts";
import { drawQr } from "../core/qr-drawing.ts";
import { sha256 } from "../core/signature.ts";
import type { ResetAnswer, ResetView, ResetWish } from "../core/technician-work.ts";
import type { Text } from "../core/text.ts";
import { countFiles, filesBelow, isEncrypted } from "../drivers/erasing.ts";
import { inTheWay, type Unsent, unsentEntries } from "./reset.ts";
import { giveOrder } from "./reset-assembly.ts";
import { RESET_TEXTS, unsentText } from "./reset-texts.ts";
import type { TechnicianWorkParts } from "./technician-lent-assembly.ts";
import { writeOnStick } from "./technician-sticks-assembly.ts";

/** The folder of a stick that takes the statement of a reset. */
const RESET_FOLDER = "tram-reset";

async function unsentOf({ journal, keeping, carrier }: TechnicianWorkParts): Promise<Unsent> {
  const { size } = journal;
  const acknowledged = keeping.acknowledged.wholeSize;
  const isDoubtful = keeping.contradiction !== undefined || keeping.isUncompared;
  return { size, acknowledged, carried: carrier ? size - carrier.status().toCarry : 0, isDoubtful };
}

/** What a reset would take away. */
export async function resetViewOf(parts: TechnicianWorkParts): Promise<ResetView> {
  const { data, id } = parts.run.config;
  const unsent = await unsentOf(parts);
  const [{ files }, encrypted] = await Promise.all([filesBelow(data).then(countFiles), isEncrypted(data)]);
  return {
    kiosk: id,
    unsent: unsentEntries(unsent),
    isDoubtful: unsent.isDoubtful,
    files,
    ...(encrypted !== undefined && { isEncrypted: encrypted }),
  };
}

/** Gives the order once name, PIN and the number of lost entries are right, and shows what the device has signed; the kiosk then stops. */
export async function beginReset(
  { kiosk, pin, abandon }: ResetWish,
  parts: TechnicianWorkParts,
  stick: () => Promise<string | undefined>,
): Promise<ResetAnswer> {
  const { run, journal, deviceKey } = parts;
  const refused = (said: Text): ResetAnswer => ({ kind: "refused", said });
  if (kiosk.trim() !== run.config.id) return refused(RESET_TEXTS.name);
  const confirmed = await parts.confirm(pin);
  // Where no PIN is set, whoever is inside has held the button of the kiosk itself.
  if (confirmed.kind === "wrong" && pin === undefined) return refused(PIN_NEEDED);
  if (confirmed.kind !== "right" && confirmed.kind !== "no-pin") return refused(pinText(confirmed.waitSeconds));
  const unsent = await unsentOf(parts);
  const left = inTheWay(unsent, abandon);
  if (left !== undefined) return refused(unsentText(left, unsent.isDoubtful));
  const head = openCheckpoint(Buffer.from(await journal.checkpoint(), "utf8"), journalSigner(run.config.id, deviceKey).key);
  const order = typeof head === "string" ? RESET_TEXTS.unreadable : await giveOrder(run, { unsent, head, deviceKey });
  if (!("note" in order)) return refused(order);
  const code = drawQr(order.note);
  if (!code) return refused(RESET_TEXTS.place);
  // Before anything goes; a stick that does not take it is no reason to stop: the code on the screen says the same.
  const onStick = await noteOn(await stick(), run.config.id, order.note).catch(() => undefined);
  parts.onEnd("reset");
  return { kind: "begun", note: order.note, code, ...(onStick !== undefined && { onStick }) };
}

/** The statement as a file; resolves to its name on the stick. */
async function noteOn(stick: string | undefined, kiosk: string, note: string): Promise<string | undefined> {
  if (stick === undefined) return undefined;
  const name = `reset-${kiosk}-${hexOf(sha256(Buffer.from(note, "utf8"))).slice(0, 8)}.txt`;
  await writeOnStick(join(stick, RESET_FOLDER), name, Buffer.from(note, "utf8"));
  return `${RESET_FOLDER}/${name}`;
}

const PIN_NEEDED: Text = {
  vi: "Chưa nhập mã PIN (6 đến 12 chữ số), chưa xoá gì.",
  en: "No PIN was typed (6 to 12 digits): nothing was deleted.",
};

function pinText(waitSeconds: number): Text {
  const wait =
    waitSeconds === 0 ? { vi: "Mời nhập lại.", en: "Try again." } : { vi: `Chờ ${waitSeconds} giây.`, en: `Wait ${waitSeconds} seconds.` };
  return { vi: `Mã PIN sai, chưa xoá gì. ${wait.vi}`, en: `Wrong PIN, nothing was deleted. ${wait.en}` };
}
