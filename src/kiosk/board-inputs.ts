import type { BoardInputs, InputChange } from "../board-ports.ts";
import type { InputName } from "../core/board/standard-pins.ts";
import type { ContactName, ContactState } from "../core/board-status.ts";
import { pressOf } from "../core/button-press.ts";
import { type ContactBudget, NOTHING_WRITTEN, spend } from "../core/contact-budget.ts";
import type { ContactEvent } from "../core/journal-event.ts";
import type { Clock } from "../ports.ts";

const CONTACTS: Readonly<Partial<Record<InputName, ContactName>>> = { "door-contact": "door", "tamper-switch": "case" };
const REASONS: Readonly<Record<ContactName, Readonly<Record<ContactState, ContactEvent["reason"]>>>> = {
  door: { open: "event-door-opened", closed: "event-door-closed" },
  case: { open: "event-case-opened", closed: "event-case-closed" },
};

export interface InputWatchOptions {
  /** Takes the inputs. Throws with what is wrong; `onFault` hears of what breaks later. */
  readonly open: (onFault: (error: unknown) => void) => BoardInputs;
  /** Somebody has pressed the service button: it carries the journal to a stick, and opens nothing. */
  readonly onPress: () => void;
  /** Somebody has held it for three seconds, and let go. */
  readonly onHeld: () => void;
  /** Somebody has pressed the repeat button: what was said last is said again. Absent: nothing is. */
  readonly onRepeat?: () => void;
  /** Resolves to true when this would survive a power cut in the journal. */
  readonly record: (reason: ContactEvent["reason"]) => Promise<boolean>;
  /** Told of each change of a contact, written down or not. */
  readonly onContact: (contact: ContactName, state: ContactState) => void;
  /** Told what is wrong when the inputs are lost or cannot be had, once until they are there. */
  readonly onLost: (error: unknown) => void;
  readonly clock: Pick<Clock, "monotonicMs">;
  /** How the contacts stand in the journal of before. Absent: nothing is known. */
  readonly written?: WrittenContacts;
}

/** The newest of a contact in the journal, and when its newest changes were written there, on the clock that never jumps: before 0 is before this start. */
export interface WrittenContact {
  readonly state: ContactState;
  readonly budget: ContactBudget;
}
export type WrittenContacts = ReadonlyMap<ContactName, WrittenContact>;

/** The kiosk's button and contacts, watched. */
export interface InputWatch {
  /** Takes inputs that could not be had before, and writes down what is due. Call it every few seconds. */
  look(): void;
  contacts(): Readonly<Partial<Record<ContactName, ContactState>>>;
  /** Why the inputs cannot be read; undefined where they can. */
  fault(): string | undefined;
  close(): void;
}

/** A contact: how it is, and how it stands in the journal. */
interface Contact {
  readonly state: ContactState;
  readonly written: ContactState;
  readonly isWriting: boolean;
}

/** Watches from now on. Inputs that are not to be had stop nothing else. */
export function watchInputs(options: InputWatchOptions): InputWatch {
  const { clock, written = new Map() } = options;
  const contacts = new Map<ContactName, Contact>();
  const budgets = new Map([...written].map(([name, { budget }]) => [name, budget]));
  let inputs: BoardInputs | undefined;
  let fault: string | undefined;
  let isClosed = false;
  let pressedAtMs: number | undefined;

  function take(): void {
    try {
      inputs = options.open(lose);
      inputs.open(changed);
      readLevels(inputs);
      fault = undefined;
    } catch (error) {
      lose(error);
    }
  }

  function lose(error: unknown): void {
    if (fault === undefined) options.onLost(error);
    fault = error instanceof Error ? error.message : String(error);
    inputs?.close();
    inputs = undefined;
    pressedAtMs = undefined;
  }

  /** For what was so before anybody watched, and what came faster than the kernel could keep. */
  function readLevels(from: BoardInputs): void {
    for (const [line, isActive] of Object.entries(from.levels())) contactChanged(CONTACTS[line as InputName], isActive);
  }

  function changed({ line, isActive, atMs }: InputChange): void {
    if (line === "service-button") buttonChanged(isActive, atMs);
    else if (line === "repeat-button") repeatChanged(isActive);
    else contactChanged(CONTACTS[line], isActive);
  }

  /** At the press, not when it is let go: whoever cannot see the screen has no other sign that the machine felt it. */
  function repeatChanged(isDown: boolean): void {
    if (isDown) options.onRepeat?.();
  }

  function buttonChanged(isDown: boolean, atMs: number): void {
    const downAtMs = pressedAtMs;
    pressedAtMs = isDown ? atMs : undefined;
    if (isDown || downAtMs === undefined) return;
    const press = pressOf(atMs - downAtMs);
    if (press === "short") options.onPress();
    if (press === "held") options.onHeld();
  }

  function contactChanged(name: ContactName | undefined, isOpen: boolean): void {
    if (name === undefined) return;
    const state = isOpen ? "open" : "closed";
    // Found closed is how it should be, and says nothing; nor does what the journal says already.
    const known = { state: undefined, written: written.get(name)?.state ?? "closed", isWriting: false };
    const { state: before, ...rest } = contacts.get(name) ?? known;
    contacts.set(name, { ...rest, state });
    if (before !== state && (before !== undefined || state !== rest.written)) options.onContact(name, state);
    writeDown(name);
  }

  /** One at a time: what comes meanwhile is looked at afterwards. */
  function writeDown(name: ContactName): void {
    const contact = contacts.get(name);
    if (!contact || contact.isWriting || contact.state === contact.written || isClosed) return;
    const { state } = contact;
    const budget = spend(budgets.get(name) ?? NOTHING_WRITTEN, clock.monotonicMs());
    if (!budget) return;
    contacts.set(name, { ...contact, isWriting: true });
    void options.record(REASONS[name][state]).then((isWritten) => {
      const now = contacts.get(name) ?? contact;
      contacts.set(name, { state: now.state, written: isWritten ? state : now.written, isWriting: false });
      if (!isWritten) return; // tried again at the next look
      budgets.set(name, budget);
      writeDown(name);
    });
  }

  take();
  return {
    look(): void {
      if (isClosed) return;
      try {
        if (inputs) readLevels(inputs);
        else take();
      } catch (error) {
        lose(error);
      }
    },
    contacts: () => (inputs ? Object.fromEntries([...contacts].map(([name, { state }]) => [name, state])) : {}),
    fault: () => fault,
    close(): void {
      isClosed = true;
      inputs?.close();
      inputs = undefined;
    },
  };
}
