import { expect, test } from "vitest";
import { isAccepted } from "../../src/core/acceptance/report.ts";
import type { BoardStatus } from "../../src/core/board-status.ts";
import type { LineName } from "../../src/core/indication.ts";
import { askAboutLines, rowOf, worseOfEach } from "../../src/kiosk/acceptance.ts";
import { watchBoard } from "../../src/kiosk/acceptance-board.ts";
import { ok } from "../../src/kiosk/doctor-check.ts";

/** What the doctor has found before: the machine looks well. */
const DOCTOR = [ok("gpio", "/dev/gpiochip0"), ok("relay", "falls")].map(rowOf);

/** An acceptance in which the technician says yes to everything, of a board that says this of itself while a line is on. */
async function acceptedBy(statusWhile: (on: LineName | undefined) => BoardStatus) {
  let on: LineName | undefined;
  const played: LineName[] = [];
  const play = (line: LineName) => {
    on = line;
    played.push(line);
  };
  const board = watchBoard(
    {
      play: ({ steps }) =>
        Object.entries(steps[0]?.set ?? {}).forEach(([line, isOn]) => {
          if (isOn) play(line as LineName);
        }),
      status: () => statusWhile(on),
    },
    {
      signal: new AbortController().signal,
      ask: async () => {
        on = undefined; // the second is over when somebody answers
        return "c";
      },
    },
  );
  const asked = await askAboutLines(["red", "amber", "relay"], board, board.ask);
  const parts = worseOfEach([...DOCTOR, ...asked, ...board.rows()]);
  return { outcomes: parts.map(({ name, outcome }) => `${name} ${outcome}`), isAccepted: isAccepted({ parts }), played };
}

test("a board that does what it is told is accepted", async () => {
  expect(await acceptedBy(() => ({ driver: "chardev", contacts: {} }))).toEqual({
    outcomes: ["gpio ok", "relay ok", "seen-red seen", "seen-amber seen", "seen-relay seen"],
    isAccepted: true,
    played: ["red", "amber", "relay"],
  });
});

test("a line that is shorted is a fault of the board, though it shows while it is on only and somebody says that it was lit", async () => {
  const result = await acceptedBy((on) => ({ driver: "chardev", contacts: {}, ...(on === "amber" && { astray: [on] }) }));
  expect(result.outcomes).toEqual(["gpio fault", "relay ok", "seen-red seen", "seen-amber seen", "seen-relay seen"]);
  expect(result.isAccepted).toBe(false);
});

test("a relay that the driver refuses is neither played nor asked about, and is not accepted", async () => {
  const result = await acceptedBy(() => ({ driver: "sysfs", contacts: {}, relayFault: "relay: nobody lets it fall" }));
  expect(result).toEqual({
    outcomes: ["gpio ok", "relay fault", "seen-red seen", "seen-amber seen", "seen-relay skipped"],
    isAccepted: false,
    played: ["red", "amber"],
  });
});
