/** What a computer with the US layout and no input method writes for a keyboard's reports (HID Usage Tables 1.5, §10). */
export function lettersOf(reports: readonly Uint8Array[], capsLock = false): string {
  const plain = "\0\0\0\0abcdefghijklmnopqrstuvwxyz1234567890\n\u001b\b\t -=[]\\#;'`,./";
  const shifted = '\0\0\0\0ABCDEFGHIJKLMNOPQRSTUVWXYZ!@#$%^&*()\n\u001b\b\t _+{}|~:"~<>?';
  let down = 0;
  let text = "";
  for (const [modifiers = 0, , usage = 0] of reports) {
    // A key that is down already is no second one.
    if (usage !== 0 && usage !== down) {
      const isShifted = (modifiers & 0x22) !== 0;
      const isLetter = usage >= 0x04 && usage <= 0x1d;
      text += (isShifted !== (capsLock && isLetter) ? shifted : plain).charAt(usage);
    }
    down = usage;
  }
  return text;
}
