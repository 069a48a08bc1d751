import { ADVICE, type Advice } from "./advice.ts";
import { type LetterName, letterOf, SPELT_LETTERS } from "./letter-names.ts";
import { REASONS, type Reason, type Verdict, verdictOf } from "./reason.ts";
import { REASON_TEXTS } from "./reason-texts.ts";
import type { SCREEN_TEXTS } from "./screen-texts.ts";
import type { AnswerView, StickView, View } from "./view.ts";

/** Counters that can be said: a number is one recorded sentence, never put together from parts. */
export const MAX_COUNTER = 30;

/** The buttons of the citizen's screen that are named to whoever cannot see them, by the name of their text. */
export const SPOKEN_BUTTONS = [
  "large-text",
  "contrast",
  "what-is-stored",
  "call-staff",
  "staff-called",
  "call-failed",
  "repeat",
  "back",
] as const satisfies readonly (keyof typeof SCREEN_TEXTS)[];

/** What a visitor's press has come to, where nothing but the screen would tell: by the name of the button's text. */
export const CHOSEN = ["large-text.on", "large-text.off", "contrast.on", "contrast.off", "what-is-stored.on", "back.on"] as const;

/** Indications that have tones. */
export const TONES = ["accept", "refuse", "read-only", "unreadable", "cannot-check", "stick-done", "stick-failed"] as const;

/** What a tone says. */
export type ToneName = (typeof TONES)[number];

/** One recording of a pack, by name; it is also the name of its file. */
export type PromptName =
  | "invite"
  | "own-step"
  | "last-answer"
  | "out-of-service"
  | "payment"
  | "amount"
  | "thousand-dong"
  | "dong"
  | "help-called"
  | "help-unheard"
  | "initials"
  | "last-digits"
  | "language"
  | `hint.${Advice}`
  | `reason.${Reason}`
  | `counter.${number}`
  | `stick.${StickView["state"]}`
  | `chosen.${(typeof CHOSEN)[number]}`
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
  "own-step",
  "last-answer",
  "payment",
  "amount",
  "thousand-dong",
  "dong",
  "out-of-service",
  "stick.working",
  "stick.done",
  "stick.failed",
  "help-called",
  "help-unheard",
  ...CHOSEN.map((name) => `chosen.${name}` as const),
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
    case "answer":
      return view.payment ? [answerPrompt(view), "payment"] : [answerPrompt(view)];
  }
}

/** Where the voice and the screen would send people to two places, the voice sends them to the screen. */
function answerPrompt({ verdict, reason, next }: AnswerView): PromptName {
  const isOwn = verdict === "accept" && next.vi !== REASON_TEXTS[reason].next.vi;
  const counter = isOwn ? counterOf(next.vi) : undefined;
  return counter !== undefined ? `counter.${counter}` : isOwn ? "own-step" : `reason.${reason}`;
}

/** What only the person may hear: what there is to pay, initials and last digits, as the screen shows them. Empty where it shows none. */
export function privatePromptsOf(view: View): readonly PromptName[] {
  if (view.kind !== "answer") return [];
  return [...(view.payment ? amountPrompts(view.payment.amountVnd) : []), ...(view.person === undefined ? [] : personPrompts(view.person))];
}

/** Digit by digit, as an account's number is read: no pack has every amount, and one put together from parts of numbers is misheard. */
function amountPrompts(amountVnd: number): readonly PromptName[] {
  const isWhole = amountVnd % 1000 === 0;
  return ["amount", ...spelt(String(isWhole ? amountVnd / 1000 : amountVnd)), isWhole ? "thousand-dong" : "dong"];
}

function personPrompts(person: string): readonly PromptName[] {
  const [initials = "", digits = ""] = person.split("…");
  const letters = spelt(initials);
  const last = spelt(digits);
  return [...(letters.length > 0 ? ["initials" as const, ...letters] : []), ...(last.length > 0 ? ["last-digits" as const, ...last] : [])];
}

/** The tone of a view, for a kiosk whose loudspeaker stands in for a buzzer; undefined: it has none. */
export function toneOf(view: View): `tone.${ToneName}` | undefined {
  if (view.kind === "answer") return toneOfVerdict(view.verdict);
  return view.kind === "stick" && view.state !== "working" ? `tone.stick-${view.state}` : undefined;
}

/** What an answer's sentence comes down to, where a pack has it not; undefined: it is no answer's. */
export function reasonTone(prompt: PromptName): ToneName | undefined {
  const reason = (Object.keys(REASONS) as Reason[]).find((name) => prompt === `reason.${name}`);
  return reason && verdictOf(reason);
}

function toneOfVerdict(verdict: Verdict): `tone.${ToneName}` {
  return `tone.${verdict}`;
}

/** The counter, 1 to 30, of a sentence that says nothing else; undefined for any other. */
function counterOf(sentence: string): number | undefined {
  const [, number] = /^mời (?:ông bà )?(?:qua|đến|tới) quầy (?:số )?(\d+)\.?$/iu.exec(sentence.normalize("NFC").trim()) ?? [];
  const counter = Number(number ?? 0);
  return counter >= 1 && counter <= MAX_COUNTER ? counter : undefined;
}

/** Each letter and digit by itself; what has no name is left out. */
function spelt(text: string): readonly PromptName[] {
  return [...text.normalize("NFC")].flatMap((sign): readonly PromptName[] => {
    if (/^[0-9]$/.test(sign)) return [`digit.${Number(sign)}`];
    const letter = letterOf(sign);
    return letter === undefined ? [] : [`letter.${letter}`];
  });
}
