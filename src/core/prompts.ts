import { ADVICE, type Advice } from "./advice.ts";
import { type LetterName, letterOf, SPELT_LETTERS } from "./letter-names.ts";
import { REASONS, type Reason, type Verdict } from "./reason.ts";
import type { SCREEN_TEXTS } from "./screen-texts.ts";
import type { StickView, View } from "./view.ts";

/** Counters that can be said: a number is one recorded sentence, never put together from parts. */
export const MAX_COUNTER = 30;

/** The buttons of the citizen's screen that are named to whoever cannot see them, by the name of their text. */
export const SPOKEN_BUTTONS = [
  "large-text",
  "contrast",
  "what-is-stored",
  "call-staff",
  "staff-called",
  "repeat",
  "back",
] as const satisfies readonly (keyof typeof SCREEN_TEXTS)[];

/** Indications that have tones. */
export const TONES = ["accept", "refuse", "read-only", "unreadable", "cannot-check", "stick-done", "stick-failed"] as const;

/** What a tone says. */
export type ToneName = (typeof TONES)[number];

/** One recording of a pack, by name; it is also the name of its file. */
export type PromptName =
  | "invite"
  | "out-of-service"
  | "payment"
  | "help-called"
  | "initials"
  | "last-digits"
  | "language"
  | `hint.${Advice}`
  | `reason.${Reason}`
  | `counter.${number}`
  | `stick.${StickView["state"]}`
  | `button.${(typeof SPOKEN_BUTTONS)[number]}`
  | `letter.${LetterName}`
  | `digit.${number}`
  | `tone.${ToneName}`;

/** Every prompt of a pack, in the order in which a speaker reads them. */
export const PROMPT_NAMES: readonly PromptName[] = [
  "language",
  "invite",
  ...ADVICE.map((advice) => `hint.${advice}` as const),
  ...(Object.keys(REASONS) as Reason[]).map((reason) => `reason.${reason}` as const),
  ...Array.from({ length: MAX_COUNTER }, (_, index) => `counter.${index + 1}` as const),
  "payment",
  "out-of-service",
  "stick.working",
  "stick.done",
  "stick.failed",
  "help-called",
  ...SPOKEN_BUTTONS.map((name) => `button.${name}` as const),
  "initials",
  "last-digits",
  ...SPELT_LETTERS.map((name) => `letter.${name}` as const),
  ...Array.from({ length: 10 }, (_, digit) => `digit.${digit}` as const),
  ...TONES.map((name) => `tone.${name}` as const),
];

const KNOWN: ReadonlySet<string> = new Set(PROMPT_NAMES);

/** Whether a pack may have a prompt of this name. */
export function isPromptName(name: string): name is PromptName {
  return KNOWN.has(name);
}

/** The prompts that are made by this program and need no voice. */
export function isTone(name: PromptName): boolean {
  return name.startsWith("tone.");
}

/**
 * What anybody in the room may hear of a view: what happened and what to do next. Nothing of a person is in it, whatever the view holds: neither
 * initials nor digits, nor how much is to be paid.
 */
export function promptsOf(view: View): readonly PromptName[] {
  switch (view.kind) {
    case "attract":
      return [view.hint ? `hint.${view.hint.advice}` : "invite"];
    case "out-of-service":
      return ["out-of-service"];
    case "stick":
      return [`stick.${view.state}`];
    case "answer": {
      const counter = view.verdict === "accept" ? counterOf(view.next.vi) : undefined;
      const said: PromptName = counter === undefined ? `reason.${view.reason}` : `counter.${counter}`;
      return view.payment ? [said, "payment"] : [said];
    }
  }
}

/** What only the person may hear: initials and last digits, as the screen shows them. Empty where it shows none. */
export function privatePromptsOf(view: View): readonly PromptName[] {
  if (view.kind !== "answer" || view.person === undefined) return [];
  const [initials = "", digits = ""] = view.person.split("…");
  const letters = spelt(initials);
  const last = spelt(digits);
  return [...(letters.length > 0 ? ["initials" as const, ...letters] : []), ...(last.length > 0 ? ["last-digits" as const, ...last] : [])];
}

/** The tone of a view, for a kiosk whose loudspeaker stands in for a buzzer; undefined: it has none. */
export function toneOf(view: View): `tone.${ToneName}` | undefined {
  if (view.kind === "answer") return toneOfVerdict(view.verdict);
  return view.kind === "stick" && view.state !== "working" ? `tone.stick-${view.state}` : undefined;
}

function toneOfVerdict(verdict: Verdict): `tone.${ToneName}` {
  return `tone.${verdict}`;
}

/** The one counter, 1 to 30, that a sentence sends people to; undefined where it names none, several, or another. */
function counterOf(sentence: string): number | undefined {
  const named = [...sentence.normalize("NFC").matchAll(/quầy\s+(?:số\s+)?(\d+)(?![\d\p{L}])/giu)].map(([, number]) => Number(number));
  const [counter = 0] = named;
  return named.length === 1 && counter >= 1 && counter <= MAX_COUNTER ? counter : undefined;
}

/** Each letter and digit by itself; what has no name is left out. */
function spelt(text: string): readonly PromptName[] {
  return [...text.normalize("NFC")].flatMap((sign): readonly PromptName[] => {
    if (/^[0-9]$/.test(sign)) return [`digit.${Number(sign)}`];
    const letter = letterOf(sign);
    return letter === undefined ? [] : [`letter.${letter}`];
  });
}
