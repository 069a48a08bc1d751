// The first run from step to step. Every answer is kept before it is shown: after a power cut the same step comes, and nothing is asked twice.
import { readConfirmation } from "../core/provisioning/confirmation.ts";
import { openPackage } from "../core/provisioning/package.ts";
import type { Settings } from "../core/provisioning/settings.ts";
import type { SetupView } from "../core/provisioning/setup-view.ts";
import { READER_PROFILE_IDS, readerProfile } from "../core/readers/profiles.ts";
import type { Choices, SetUpDraft } from "../core/set-up/draft.ts";
import type { GuideAnswer } from "../core/set-up/guide-answer.ts";
import type { BoardView, GuideView, ScreenChoicesView } from "../core/set-up/guide-view.ts";
import { goTo, nextStep, type Progress, stepBefore, withPaper } from "../core/set-up/steps.ts";
import { sha256 } from "../core/signature.ts";
import type { Offer } from "./provision-offer.ts";
import type { Setup } from "./setup.ts";
import { settingsOfChoices } from "./setup-choices.ts";
import type { SetupClock } from "./setup-clock.ts";
import { choiceOf, type ReaderChoices } from "./setup-guide-choices.ts";
import { READ_TEST, type SetupTests } from "./setup-tests.ts";

export interface GuideParts {
  /** The sheet's side of it; its views come by way of onSetup(). */
  readonly setup: () => Setup;
  readonly draft: SetUpDraft;
  /** Keeps the draft: resolves when it would survive a power cut. */
  readonly keep: (draft: SetUpDraft) => Promise<void>;
  readonly clock: SetupClock;
  readonly board: (chosen: Choices["board"]) => Promise<BoardView>;
  readonly readers: ReaderChoices & { readonly look: () => Promise<void> };
  readonly screen: (choices: Choices) => Promise<ScreenChoicesView>;
  /** Plays the invitation as loud as was chosen. */
  readonly playSound: (choices: Choices) => void;
  readonly tests: (choices: () => Choices, effective: () => Settings, note: TestNote) => SetupTests;
  readonly languages: GuideView["available"];
  readonly now: () => number;
  readonly onGuide: (view: GuideView) => void;
}

type TestNote = (name: string, state: "ok" | "missing" | "fault") => Promise<void>;

/** A first run that is under way. */
export interface Guide {
  view(): Promise<GuideView>;
  /** Resolves when the answer is kept. */
  answer(answer: GuideAnswer): Promise<void>;
  symbol(symbol: Uint8Array): Promise<void>;
  sticks(folders: readonly string[]): Promise<void>;
  /** Every change of the sheet's side, and every package before it is judged. */
  onSetup(view: SetupView): void;
  onOffer(offer: Offer | undefined): void;
  /** What was chosen at this machine, as settings. */
  chosen(): Settings;
  /** Goes on where the draft ends. */
  resume(): Promise<void>;
  /** Keeps nothing any more; resolves when what was being kept is: a draft that came back would keep the kiosk from its work. */
  end(): Promise<void>;
  /** Tells the page anew. Call it now and then: clocks go on, readers are plugged in. */
  tell(): Promise<void>;
}

/** Begins, or goes on, where the draft says. */
export function createGuide(parts: GuideParts): Guide {
  const { setup, clock, readers } = parts;
  let draft = parts.draft;
  let unkept: string | undefined;
  let saving: Promise<void> = Promise.resolve();
  let isOver = false;
  let telling = 0;
  /** What is proposed now was kept, and comes from nobody's hand. */
  let isKept = false;
  const changed = () => void tell();
  const offerNow = () => draft.offer && offerOf(draft.offer);
  /** A reader that is there is this kiosk's, unless somebody has chosen otherwise. */
  const chosen = () => settingsOfChoices({ readers: [...readers.usual()], ...draft.choices });
  const effective = (): Settings => ({ ...chosen(), ...offerNow()?.offered.settings });
  const note: TestNote = (name, state) => save({ ...draft, tests: { ...draft.tests, [name]: { state, at: Math.floor(parts.now()) } } });
  const tests = parts.tests(() => draft.choices, effective, note);

  async function save(next: SetUpDraft): Promise<void> {
    if (isOver) return;
    draft = next;
    saving = keep(next);
    await saving;
  }

  async function keep(next: SetUpDraft): Promise<void> {
    try {
      await parts.keep(next);
      unkept = undefined;
    } catch (error) {
      unkept = error instanceof Error ? error.message : String(error);
    }
  }

  /** Where the step is entered, what was read before is proposed, and what was chosen since is planned. */
  async function move(progress: Progress): Promise<void> {
    const isElsewhere = progress.step !== draft.step;
    await save({ ...draft, step: progress.step, answered: [...progress.answered] });
    if (isElsewhere) await enter();
  }

  async function enter(): Promise<void> {
    const { step } = draft;
    const isWaiting = setup().view().kind === "waiting";
    const offer = step === "place" || step === "finish" ? offerNow() : undefined;
    if (offer && isWaiting) await proposeKept(offer);
    else if (step === "finish") await setup().ask();
    if (step === "test" && tests.isFresh()) void tests.test("all", changed);
  }

  async function proposeKept(offer: Offer): Promise<void> {
    isKept = true;
    await setup().propose(offer);
    isKept = false;
  }

  async function answer(given: GuideAnswer): Promise<void> {
    // What is being written, or is, is not changed by looking back.
    if (["applying", "done"].includes(setup().view().kind)) return;
    switch (given.do) {
      case "next":
        await settle();
        return await move(nextStep(draft));
      case "back":
        return await move(stepBefore(draft));
      case "go":
        return await move(goTo(draft, given.step));
      case "clock":
        return void clock.set({ at: given.at, zone: draft.choices.zone ?? USUAL_ZONE }, changed);
      case "test":
        return void tests.test(given.name, changed);
      case "seen":
        return await tests.seen(given.name, given.isSeen);
      default: {
        const choices = await choiceOf(draft.choices, given, readers);
        await save({ ...draft, choices });
        if (given.do === "zone") void clock.set({ zone: given.zone }, changed);
        if (given.do === "sound") parts.playSound(draft.choices);
      }
    }
  }

  /** Who goes on has agreed to what the step showed: a reader that is plugged in later, or a board, changes it no more. */
  async function settle(): Promise<void> {
    const { step, choices } = draft;
    if (step === "reader" && !choices.readers) await save({ ...draft, choices: { ...choices, readers: [...readers.usual()] } });
    if (step !== "board" || choices.board) return;
    const board = (await parts.board(undefined)).chosen;
    await save({ ...draft, choices: { ...draft.choices, board } });
  }

  async function view(): Promise<GuideView> {
    const { step, answered, choices } = draft;
    const kind = setup().view().kind;
    return {
      step,
      answered,
      languages: choices.languages ?? ["vi", "en"],
      available: parts.languages,
      hasSheet: kind === "review" || kind === "applying",
      ...(unkept !== undefined && { unkept }),
      ...(step === "time" && { time: await clock.view(choices.zone ?? USUAL_ZONE, offerNow()?.offered.issuedAt) }),
      ...(step === "board" && { board: await parts.board(choices.board) }),
      ...(step === "reader" && { readers: { found: readers.view(choices.readers), families: FAMILIES } }),
      ...(step === "screen" && { screen: await parts.screen(choices) }),
      ...(step === "place" && { place: { counter: choices.service?.counter ?? "", phone: choices.service?.phone ?? "" } }),
      ...(step === "test" && { tests: tests.view(draft.tests) }),
    };
  }

  /** Only the newest look is told: an older one may have taken longer. */
  async function tell(): Promise<void> {
    const mine = ++telling;
    const next = await view();
    if (mine === telling) parts.onGuide(next);
  }

  async function onSetup(next: SetupView): Promise<void> {
    if (next.kind === "done") {
      const { kiosk, remembers, notTaken } = next;
      const applied = { kiosk, ...(remembers !== undefined && { remembers }), ...(notTaken && { notTaken: [...notTaken] }) };
      await save({ ...draft, step: "finish", applied });
    } else if (next.kind === "codes" || next.kind === "review") {
      // Whoever went back from the question, and switched the machine off, is not led to it again.
      await move(isKept ? draft : withPaper(draft, next.kind === "review"));
      if (next.kind === "review" && draft.offer && draft.step !== "finish") await setup().hold();
    } else if (next.kind === "waiting" && next.refused) {
      // A clock can be put right; another sheet is needed for anything else.
      const { offer: _, ...others } = draft;
      const kept = next.refused.refusal === "clock-wrong" ? draft : others;
      await save({ ...kept, step: draft.step === "finish" || draft.answered.length === 0 ? "place" : draft.step });
    } else if (next.kind === "waiting" && draft.step === "finish") await save({ ...draft, step: "place" });
    await tell();
  }

  return {
    view,
    async answer(given) {
      await answer(given);
      await tell();
    },
    async symbol(symbol) {
      // At any other step nobody has been asked: what answers the question must not lie in the camera's view by chance.
      const isYes = readConfirmation(symbol) !== undefined;
      const isToo = ["waiting", "codes"].includes(setup().view().kind);
      if (!isYes || isToo || draft.step === "finish") await setup().symbol(symbol);
      if (!draft.tests[READ_TEST]) await note(READ_TEST, "ok");
      await tell();
    },
    async sticks(folders) {
      const isWanted = draft.answered.length === 0 || draft.step === "place" || draft.step === "finish";
      if (isWanted) await setup().sticks(folders);
    },
    onSetup: (next) => void onSetup(next),
    onOffer(offer) {
      const { offer: _, ...others } = draft;
      void save(offer ? { ...draft, offer: keptOffer(offer) } : others);
    },
    chosen,
    resume: enter,
    async end() {
      isOver = true;
      await saving;
    },
    async tell() {
      await readers.look();
      await tell();
    },
  };
}

const FAMILIES = READER_PROFILE_IDS.map((id) => ({ id, name: readerProfile(id).name }));
const USUAL_ZONE = "Asia/Ho_Chi_Minh";

function keptOffer({ message, root }: Offer): NonNullable<SetUpDraft["offer"]> {
  return { message: Buffer.from(message).toString("base64"), root: Buffer.from(root).toString("base64") };
}

/** The package that was kept; undefined where it is no package any more. */
function offerOf({ message: text, root: rootText }: NonNullable<SetUpDraft["offer"]>): Offer | undefined {
  const [message, root] = [Buffer.from(text, "base64"), Buffer.from(rootText, "base64")];
  const opened = openPackage(message);
  if (!opened.ok || Buffer.compare(sha256(root), opened.value.rootSha256) !== 0) return undefined;
  return { ok: true, offered: opened.value, message, root };
}
