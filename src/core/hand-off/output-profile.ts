import { typedBy } from "./input-method.ts";
import { digitsOf, plainText } from "./plain.ts";

/** How text is typed into the counter's computer: `telex` and `vni` where its input method is on, `plain` where it is off. */
export const OUTPUT_PROFILES = ["digits", "plain", "telex", "vni"] as const;
export type OutputProfile = (typeof OUTPUT_PROFILES)[number];

/** The self-check line: typed into the box of the counter's program, it shows which profile is right there. */
export const SELF_CHECK_LINE = "Nguyễn Thị Bưởi 0123";

/** Longest text of one field that is typed, characters: an address has 120. */
const MAX_TYPED = 400;

/** What is typed for a text: printable US-ASCII. */
export function typedText(profile: OutputProfile, text: string): string {
  const line = Array.from(text).slice(0, MAX_TYPED).join("");
  if (profile === "digits") return digitsOf(line);
  return profile === "plain" ? plainText(line) : typedBy(profile, line);
}
