import type { ContactName, ContactState } from "../core/board-status.ts";
import { bodyFromJson, type ContactEvent } from "../core/journal-event.ts";
import type { Clock, Journal } from "../ports.ts";
import type { WrittenContact, WrittenContacts } from "./board-inputs.ts";

/** How far back contacts are looked for: the days of a busy counter, read in a moment. */
const MAX_ENTRIES_READ = 10_000;
const EVENT_MARK = Buffer.from('"reason":"event-', "utf8");
const MARKS = ['"reason":"event-door-', '"reason":"event-case-'].map((mark) => Buffer.from(mark, "utf8"));

const CHANGES: Readonly<Record<ContactEvent["reason"], readonly [ContactName, ContactState]>> = {
  "event-door-opened": ["door", "open"],
  "event-door-closed": ["door", "closed"],
  "event-case-opened": ["case", "open"],
  "event-case-closed": ["case", "closed"],
};

/**
 * How the contacts stand among the newest entries of a journal: a kiosk that starts over writes down no opening twice, and none more of a worn
 * switch than its hour allows. What is dated ahead counts as of now. Nothing is known where an entry cannot be read.
 */
export async function readContacts(
  journal: Pick<Journal, "size" | "read">,
  clock: Pick<Clock, "now">,
  monotonicMs: number,
): Promise<WrittenContacts> {
  const found = new Map<ContactName, WrittenContact>();
  try {
    for await (const { body } of journal.read(Math.max(0, journal.size - MAX_ENTRIES_READ), journal.size, EVENT_MARK)) {
      const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
      if (!MARKS.some((mark) => bytes.includes(mark))) continue;
      const event = bodyFromJson(body);
      const change = event && CHANGES[event.reason as ContactEvent["reason"]];
      if (!change) continue;
      const [name, state] = change;
      const ageMs = Math.max(0, (clock.now() - event.at) * 1000);
      found.set(name, { state, budget: [...(found.get(name)?.budget ?? []), monotonicMs - ageMs] });
    }
  } catch {
    return new Map(); // damage is told by whoever checks the journal
  }
  return found;
}
