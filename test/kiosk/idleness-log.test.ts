import { expect, test } from "vitest";
import { DEMO_PATIENCE_MS, idlenessLog } from "../../src/kiosk/idleness-log.ts";
import { STATUS } from "../support/screens.ts";

const { trust: _, ...WITHOUT_TRUST } = STATUS;

/** The log at a clock that the test moves, and what it has said. */
function start(patienceMs: number) {
  const said: string[] = [];
  const clock = { nowMs: 0 };
  const log = { info: () => void said.push("over"), warn: ({ why }: { readonly why: string }) => void said.push(why) };
  return { said, clock, tell: idlenessLog(log as never, () => clock.nowMs, patienceMs) };
}

test("each reason is told once, at once, and its end", () => {
  const { said, tell } = start(0);
  for (const status of [WITHOUT_TRUST, WITHOUT_TRUST, STATUS, STATUS]) tell(status);
  expect(said).toEqual(["no trust bundle yet: every credential is answered T-501", "over"]);
});

test("a demo whose first bundle comes within seconds says nothing, one that gets none says it after them", () => {
  const [quick, stuck] = [start(DEMO_PATIENCE_MS), start(DEMO_PATIENCE_MS)];
  for (const { tell } of [quick, stuck]) tell(WITHOUT_TRUST);
  for (const { clock } of [quick, stuck]) clock.nowMs = DEMO_PATIENCE_MS;
  quick.tell(STATUS);
  stuck.tell(WITHOUT_TRUST);
  expect([quick.said, stuck.said]).toEqual([[], ["no trust bundle yet: every credential is answered T-501"]]);
});
