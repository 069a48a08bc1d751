// The set-up screen's side of a conversation with a technician who has a sheet, a stick, a reader, and perhaps no keyboard.
import { collectCode, NO_CODES, readPart } from "../core/provisioning/code-parts.ts";
import { readConfirmation } from "../core/provisioning/confirmation.ts";
import { type Refused, refused } from "../core/provisioning/refusal.ts";
import { type SetupAnswer, type SetupHeard, type SetupOrigin, type SetupView, withoutHeard } from "../core/provisioning/setup-view.ts";
import type { SourceStatus } from "../core/screen.ts";
import { type Offer, openOffer, PROVISION_FOLDER } from "./provision-offer.ts";
import type { Before } from "./provision-plan.ts";
import type { ReplacementParts } from "./provision-replacement.ts";
import { doneView } from "./setup-done.ts";
import { type Applied, type Proposal, proposeConfiguration, proposeStick, refusalOf, type SetupOptions } from "./setup-proposal.ts";
import { marksOf } from "./setup-sticks.ts";

/** A second confirmation code means "go on" only so long after the first, in milliseconds: until then the first may still be before the reader. */
const SECOND_YES_MS = 10_000;
/** A confirmation code counts only so long after the question has come, in milliseconds: one that was in the camera's view by chance would answer what nobody has read. */
const READ_FIRST_MS = 3000;
/** So long the page says that a code was read which is none of a sheet, in milliseconds. */
const HEARD_MS = 5000;

export interface SetupParts {
  readonly parts: ReplacementParts;
  readonly options: SetupOptions;
  /** The configuration in use; undefined: none yet. */
  readonly before: Before | undefined;
  /** What the codes can be held up to, as it is now. */
  readonly readers: () => readonly SourceStatus[];
  readonly monotonicMs: () => number;
  /** This account may not replace the configuration: one of a signer whom the trust list does not name is refused before anybody reads it. */
  readonly mustBeKnown?: boolean;
  /** Told of every change. */
  readonly onView: (view: SetupView) => void;
  /** Told of a package before anything about it is judged; undefined: there is none any more. */
  readonly onOffer?: (offer: Offer | undefined) => void;
}

/** One setting-up. Everything that comes is taken in turn; while a configuration is applied, nothing else counts. */
export interface Setup {
  view(): SetupView;
  /** A symbol that a reader delivers. */
  symbol(symbol: Uint8Array): Promise<void>;
  /** The folders of the sticks that are in now. */
  sticks(folders: readonly string[]): Promise<void>;
  /** A person's answer to the question. */
  answer(answer: SetupAnswer): Promise<void>;
  /** A person says that this is not it. */
  again(): Promise<void>;
  /** Proposes a package that was read before, in the place of what is proposed now. Does nothing while one is applied, and after that. */
  propose(offer: Offer): Promise<void>;
  /** The question is asked again: what was proposed is planned anew, and nothing that came before is an answer. */
  ask(): Promise<void>;
  /** What is proposed is kept elsewhere: that its stick is pulled out takes nothing away. Not for a backup, which stays on its stick. */
  hold(): Promise<void>;
  /** The last screen, of a kiosk that was set up before the power was cut. */
  show(applied: Applied): Promise<void>;
  /** A person has what he needs of the last screen. */
  finish(): Promise<void>;
  /** Resolves with finish(). */
  readonly finished: Promise<void>;
}

/** Begins to wait for a sheet or a stick. */
export function createSetup(setupParts: SetupParts): Setup {
  const { parts, options, before, readers, monotonicMs, onView, onOffer } = setupParts;
  const finished = Promise.withResolvers<void>();
  let view: SetupView = { kind: "waiting", readers: [] };
  let codes = NO_CODES;
  let proposal: Proposal | undefined;
  /** The set of codes that is being looked at: it passes the reader again when the paper is put down. */
  let reviewedSet: string | undefined;
  /** The answer that was right, while the passphrase is asked for. */
  let agreed: SetupAnswer | undefined;
  /** When the last question, or the last screen, came; when a code that is none of a sheet was read. */
  let [askedAtMs, heardAtMs] = [0, 0];
  let stickIn: string | undefined;
  /** The stick that the proposal was read from, and what it had for us then. */
  let proposedBy: { readonly folder: string; readonly mark: string } | undefined;
  let seen = new Map<string, string>();
  let turn: Promise<void> = Promise.resolve();

  const inTurn = (work: () => Promise<void> | void): Promise<void> => {
    turn = turn.then(work).catch((error: unknown) => refuse(refusalOf(error)));
    return turn;
  };

  function show(next: SetupView): void {
    view = next;
    onView(view);
  }

  function refuse(refusal?: Refused): void {
    forget();
    codes = NO_CODES;
    const why = refusal && { refused: { refusal: refusal.refusal, particulars: refusal.particulars } };
    show({ kind: "waiting", readers: readers(), ...why });
  }

  /** It was read, and is not what is asked for: who hears nothing holds it up again and again. */
  function hear(heard: SetupHeard): void {
    heardAtMs = monotonicMs();
    if (view.kind === "waiting" || view.kind === "codes") show({ ...view, heard });
  }

  function now(): SetupView {
    if (monotonicMs() - heardAtMs >= HEARD_MS) view = withoutHeard(view);
    return view.kind === "waiting" ? { ...view, readers: readers() } : view;
  }

  function forget(): void {
    proposal = undefined;
    proposedBy = undefined;
    agreed = undefined;
    reviewedSet = undefined;
  }

  async function propose(next: Proposal | Refused): Promise<void> {
    if (!next.ok) return refuse(next);
    if (setupParts.mustBeKnown && next.review.asks !== "yes" && !next.isUnchanged) return refuse(refused("signer-unknown"));
    forget();
    codes = NO_CODES;
    proposal = next;
    if (next.isUnchanged) return await apply(next, { generation: next.review.generation });
    askedAtMs = monotonicMs();
    show(next.review);
  }

  async function proposeOffer(offer: Offer, origin: SetupOrigin): Promise<void> {
    onOffer?.(offer);
    await propose(await proposeConfiguration(offer, { origin, stick: stickIn, before }, options, parts));
  }

  function hold(): void {
    if (proposal?.offer) proposedBy = undefined;
  }

  /** What was chosen at the machine since then counts; what lies on a stick is not read again. */
  async function ask(): Promise<void> {
    if (view.kind !== "review" || !proposal || agreed) return;
    if (proposal.offer) return await repropose(proposal.offer, proposal.review.origin);
    askedAtMs = monotonicMs();
    show(proposal.review);
  }

  /** As the same question, where it came from the same stick. */
  async function repropose(offer: Offer, origin: SetupOrigin): Promise<void> {
    const [from, set] = [proposedBy, reviewedSet];
    await proposeOffer(offer, origin);
    if (proposal) [proposedBy, reviewedSet] = [from, set];
  }

  async function take(symbol: Uint8Array): Promise<void> {
    const yes = readConfirmation(symbol);
    if (view.kind === "done") return yes && isSecondYes() ? finished.resolve() : undefined;
    if (yes && !proposal) return hear("confirmation");
    if (yes) return agreed || monotonicMs() - askedAtMs >= READ_FIRST_MS ? await answer(yes) : undefined;
    const set = readPart(symbol)?.id;
    if (set !== undefined && set === reviewedSet) return;
    const collected = collectCode(codes, symbol);
    switch (collected.kind) {
      case "no-part":
        return hear("no-part");
      case "refused":
        return refuse(collected);
      case "part": {
        codes = collected.codes;
        forget();
        const missing = codes.texts.flatMap((text, at) => (text === null ? [at + 1] : []));
        return show({ kind: "codes", have: collected.have, count: collected.count, missing });
      }
      case "whole": {
        const offer = await openOffer(collected.message, stickIn && `${stickIn}/${PROVISION_FOLDER}`, parts);
        await (offer.ok ? proposeOffer(offer, "codes") : propose(offer));
        reviewedSet = proposal && set;
        return;
      }
    }
  }

  async function lookAtSticks(folders: readonly string[]): Promise<void> {
    seen = new Map([...seen].filter(([folder]) => folders.includes(folder)));
    [stickIn] = folders;
    const marks = await marksOf(folders, parts);
    // What is in now is offered at the next look: who touches the screen for the old question must not answer another.
    if (view.kind === "review" && proposedBy && marks.get(proposedBy.folder) !== proposedBy.mark) return refuse(refused("stick-changed"));
    for (const [folder, mark] of marks) {
      if (view.kind !== "waiting" || seen.get(folder) === mark) continue;
      seen.set(folder, mark);
      const found = await proposeStick(folder, before, options, parts);
      if (found?.ok && found.offer) onOffer?.(found.offer);
      if (found) await propose(found);
      if (proposal) proposedBy = { folder, mark };
    }
  }

  async function answer(given: SetupAnswer): Promise<void> {
    if (view.kind !== "review" || !proposal) return;
    if (agreed) return await answerPassphrase(proposal, agreed, given);
    const { fingerprint } = given;
    const isRight = fingerprint === undefined ? view.asks === "yes" : proposal.isFingerprint(fingerprint);
    if (!isRight) return show({ ...proposal.review, wrong: "fingerprint-wrong" });
    if (fingerprint === undefined || !proposal.asksPassphrase(fingerprint)) return await apply(proposal, given);
    agreed = given;
    askedAtMs = monotonicMs();
    show({ ...proposal.review, asksPassphrase: true });
  }

  /** From the page: the passphrase, or none. From a reader: the confirmation once more, where there is no keyboard to type one with. */
  async function answerPassphrase(asked: Proposal, yes: SetupAnswer, { fingerprint, passphrase }: SetupAnswer): Promise<void> {
    if (fingerprint !== undefined && !(asked.isFingerprint(fingerprint) && isSecondYes())) return;
    await apply(asked, { ...yes, ...(passphrase !== undefined && passphrase !== "" && { passphrase }) });
  }

  const isSecondYes = () => monotonicMs() - askedAtMs > SECOND_YES_MS;

  async function apply({ apply, review, enrolmentTo }: Proposal, given: SetupAnswer): Promise<void> {
    show({ kind: "applying" });
    const applied = await apply(given);
    if (applied.ok) return await complete(applied, enrolmentTo);
    if (applied.refusal === "passphrase-wrong") return show({ ...review, asksPassphrase: true, wrong: applied.refusal });
    if (applied.refusal !== "sheet-incomplete") return refuse(applied);
    agreed = undefined;
    show({ ...review, wrong: applied.refusal });
  }

  async function complete(applied: Applied, enrolmentTo: string | undefined): Promise<void> {
    const done = await doneView(applied, enrolmentTo, parts);
    askedAtMs = monotonicMs();
    show(done);
  }

  return {
    view: now,
    // What passes the reader while the kiosk writes is the paper being put down.
    symbol: (symbol) => (view.kind === "applying" ? turn : inTurn(() => take(symbol))),
    sticks: (folders) => inTurn(() => lookAtSticks(folders)),
    answer: (given) => inTurn(() => answer(given)),
    again: () =>
      inTurn(() => {
        if (view.kind !== "codes" && view.kind !== "review") return;
        onOffer?.(undefined);
        refuse();
      }),
    propose: (offer) => inTurn(() => (view.kind === "applying" || view.kind === "done" ? undefined : repropose(offer, "codes"))),
    ask: () => inTurn(ask),
    hold: () => inTurn(hold),
    show: (applied) => inTurn(() => complete(applied, undefined)),
    finish: () => inTurn(() => (view.kind === "done" ? finished.resolve() : undefined)),
    finished: finished.promise,
  };
}
