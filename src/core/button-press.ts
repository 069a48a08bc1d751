/** Held for at least so long it is the technician's press; a citizen who leans on it does not mean that. */
const HELD_MS = 3000;
/** A button that is stuck, or a bag against it. */
const STUCK_MS = 30_000;

/** What a press of the service button was meant for. */
export type Press = "short" | "held";

/** What a button that was let go had meant, by how long it was down; undefined: nothing. */
export function pressOf(downMs: number): Press | undefined {
  if (downMs >= STUCK_MS) return undefined;
  return downMs >= HELD_MS ? "held" : "short";
}
