import type { SetupAnswer } from "../core/provisioning/setup-view.ts";
import type { GuideAnswer } from "../core/set-up/guide-answer.ts";

/** Tells what a person did on a step. A server that has gone is seen by the stream, which then says so. */
export async function tell(answer: GuideAnswer): Promise<void> {
  const headers = { "content-type": "application/json" };
  await fetch("/setup/guide", { method: "POST", headers, body: JSON.stringify(answer) }).catch(() => undefined);
}

/** Tells what a person did about the sheet. */
export async function tellSetup(what: "again" | "finish" | "answer", answer?: SetupAnswer): Promise<void> {
  await fetch(`/setup/${what}`, { method: "POST", ...(answer && { body: JSON.stringify(answer) }) }).catch(() => undefined);
}
