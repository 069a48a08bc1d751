import { READER_PROFILE_IDS } from "../core/readers/profiles.ts";
import type { Choices, ChosenReader } from "../core/set-up/draft.ts";
import type { GuideAnswer } from "../core/set-up/guide-answer.ts";
import type { GuideReader } from "../core/set-up/guide-view.ts";

/** The readers from which somebody chooses. */
export interface ReaderChoices {
  view(chosen: readonly ChosenReader[] | undefined): readonly GuideReader[];
  usual(): readonly ChosenReader[];
  named(id: string): ChosenReader | undefined;
  take(reader: ChosenReader): Promise<void>;
}

/** Answers that choose something; the others move, or test. */
export type Choice = Exclude<GuideAnswer, { readonly do: "next" | "back" | "go" | "clock" | "test" | "seen" }>;

/** The choices after an answer. */
export async function choiceOf(choices: Choices, answer: Choice, readers: ReaderChoices): Promise<Choices> {
  switch (answer.do) {
    case "language":
      return { ...choices, languages: [...new Set(answer.languages)] };
    case "zone":
      return { ...choices, zone: answer.zone };
    case "board":
      return { ...choices, board: answer.kind };
    case "panel":
      return { ...choices, panel: answer.panel };
    case "touch":
      return { ...choices, touch: answer.touch };
    case "sound":
      return { ...choices, sound: answer.sound };
    case "service":
      return { ...choices, service: answer.service };
    case "reader":
    case "profile":
      return { ...choices, readers: [...(await readersAfter(choices.readers ?? readers.usual(), answer, readers))] };
  }
}

async function readersAfter(
  before: readonly ChosenReader[],
  answer: Extract<Choice, { readonly do: "reader" | "profile" }>,
  readers: ReaderChoices,
): Promise<readonly ChosenReader[]> {
  const reader = readers.named(answer.id);
  if (!reader) return before;
  const isSame = (each: ChosenReader) => each.kind === reader.kind && each.path === reader.path;
  const others = before.filter((each) => !isSame(each));
  if (answer.do === "reader") {
    if (!answer.isChosen) return others;
    await readers.take(reader);
    return [...others, reader];
  }
  const { profile: _, ...plain } = reader;
  const profile = READER_PROFILE_IDS.find((each) => each === answer.profile);
  const chosen = profile ? { ...plain, profile } : plain;
  await readers.take(chosen);
  return [...others, chosen];
}
