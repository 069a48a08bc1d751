import { afterEach, expect, test } from "vitest";
import type { InputChange } from "../../src/board-ports.ts";
import { contactRoutes } from "../../src/drivers/desk-contacts.ts";
import { type ScreenServer, startScreenServer } from "../../src/drivers/screen-server.ts";
import { createSimulatedInputs } from "../../src/drivers/simulated-inputs.ts";
import { STATUS } from "../support/screens.ts";

let screen: ScreenServer | undefined;
afterEach(async () => {
  await screen?.close();
  screen = undefined;
});

async function open() {
  const inputs = createSimulatedInputs(() => 7);
  const changes: InputChange[] = [];
  inputs.open((change) => changes.push(change));
  const running = await startScreenServer({ port: 0, status: STATUS, desk: contactRoutes(inputs), onFault: console.error });
  screen = running;
  const post = async (body: string, headers: Record<string, string> = { origin: running.url }) =>
    (await fetch(`${running.url}/desk/contact`, { method: "POST", body, headers })).status;
  return { inputs, changes, post };
}

test("door and case are opened and closed from the desk, each change once", async () => {
  const { inputs, changes, post } = await open();
  for (const words of ["door open", "door open", "case open", "door closed"]) expect(await post(words)).toBe(204);
  expect(changes).toEqual([
    { line: "door-contact", isActive: true, atMs: 7 },
    { line: "tamper-switch", isActive: true, atMs: 7 },
    { line: "door-contact", isActive: false, atMs: 7 },
  ]);
  expect(inputs.levels()).toEqual({ "service-button": false, "door-contact": false, "tamper-switch": true, "repeat-button": false });
  inputs.close();
  inputs.change("door-contact", true);
  expect(changes.length).toBe(3);
  expect(() => inputs.levels()).toThrow("simulated inputs: read after close");
});

test.each(["window open", "door ajar", "door open ", "", "door closed and more"])("%j is refused, and changes nothing", async (words) => {
  const { changes, post } = await open();
  expect(await post(words)).toBe(422);
  expect(changes).toEqual([]);
});

test("another site's page opens no door", async () => {
  const { changes, post } = await open();
  expect(await post("door open", { origin: "https://elsewhere.example" })).toBe(403);
  expect(changes).toEqual([]);
});
