// The keys with which an export is verified (`tram audit keys`): a text, a key a line as NAME+ID+KEY (c2sp.org/signed-note); `#` begins a remark.
import { kioskOf } from "../checkpoint.ts";
import { type NoteKey, parseVerifierKey, verifierKeyText } from "../signed-note.ts";

/** Largest file of keys, bytes: 50,000 kiosks have near 7 MB. */
export const MAX_AUDIT_KEYS_BYTES = 67_108_864;

/** Whom an auditor believes: devices by their kiosk's name, and witnesses. */
export interface AuditKeys {
  readonly kiosks: ReadonlyMap<string, NoteKey>;
  readonly witnesses: readonly NoteKey[];
}

/** The keys in a text, or the number of the first line that is none, or a second key of one kiosk. */
export function parseAuditKeys(text: string): AuditKeys | number {
  const kiosks = new Map<string, NoteKey>();
  const witnesses: NoteKey[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const said = line.trim();
    if (said === "" || said.startsWith("#")) continue;
    const key = parseVerifierKey(said);
    const kiosk = key && kioskOf(key.name);
    if (!key) return index + 1;
    if (key.type === 0x04) witnesses.push(key);
    else if (kiosk === undefined || isOther(kiosks.get(kiosk), key)) return index + 1;
    else kiosks.set(kiosk, key);
  }
  return { kiosks, witnesses };
}

function isOther(known: NoteKey | undefined, key: NoteKey): boolean {
  return known !== undefined && verifierKeyText(known) !== verifierKeyText(key);
}

/** The text of such a file: witnesses, then kiosks in the order given. */
export function auditKeysText(witnesses: readonly NoteKey[], kiosks: readonly NoteKey[]): string {
  const remark =
    "# Trạm: khoá công khai để kiểm tra bản trích nhật ký / public keys that verify an export: tram audit verify FILE --keys THIS\n";
  return `${remark}${[...witnesses, ...kiosks].map((key) => `${verifierKeyText(key)}\n`).join("")}`;
}
