import { beforeEach, describe, expect, test } from "vitest";
import { splitIntoCodes } from "../../src/core/provisioning/code-parts.ts";
import { writeConfirmation } from "../../src/core/provisioning/confirmation.ts";
import { fingerprintOf } from "../../src/core/provisioning/fingerprint.ts";
import { openPackage, type PackageContent } from "../../src/core/provisioning/package.ts";
import { type ChosenReader, EMPTY_DRAFT, readDraft, type SetUpDraft, writeDraft } from "../../src/core/set-up/draft.ts";
import type { GuideAnswer } from "../../src/core/set-up/guide-answer.ts";
import type { BoardView, GuideView, TimeView } from "../../src/core/set-up/guide-view.ts";
import { createSetup, type Setup } from "../../src/kiosk/setup.ts";
import { createGuide, type Guide } from "../../src/kiosk/setup-guide.ts";
import { setupTests } from "../../src/kiosk/setup-tests.ts";
import { eventually } from "../support/eventually.ts";
import { aPackage, newSigner } from "../support/provisioning.ts";
import { ProvisioningMachine } from "../support/provisioning-machine.ts";

const KEY = newSigner();
const CONFIG = "/etc/tram/kiosk.toml";
const READER: ChosenReader = { kind: "serial", path: "/dev/serial/by-id/usb-FOUND", profile: "gm65" };
const NEXT: GuideAnswer = { do: "next" };
const NO_SOURCE = { settings: { group: "hanoi", central: { url: "https://central.example" } } };

function sheet(changes: Partial<PackageContent> = {}) {
  const message = aPackage(changes, KEY);
  const opened = openPackage(message);
  if (!opened.ok) throw new Error(opened.refusal);
  const confirm = writeConfirmation({ fingerprint: fingerprintOf("configuration", opened.value.identity), generation: 1 });
  return { codes: splitIntoCodes(message) ?? [], confirm };
}

let machine: ProvisioningMachine;
/** What the disk holds: all that a power cut leaves. */
let disk: Uint8Array | undefined;
let isFull: boolean;
let ms: number;
beforeEach(() => {
  machine = new ProvisioningMachine();
  disk = undefined;
  isFull = false;
  ms = 0;
});

interface Run {
  readonly guide: Guide;
  readonly setup: Setup;
  readonly view: () => Promise<GuideView>;
  readonly show: (...texts: readonly string[]) => Promise<void>;
  readonly press: (...answers: readonly GuideAnswer[]) => Promise<void>;
}

/** Switches the machine on: with what the disk holds. */
async function start(): Promise<Run> {
  const draft: SetUpDraft = (disk && readDraft(disk)) ?? EMPTY_DRAFT;
  let guide: Guide | undefined;
  const setup = createSetup({
    parts: machine,
    options: { config: CONFIG, data: "/var/lib/tram", chosen: () => guide?.chosen() ?? {} },
    before: undefined,
    readers: () => [],
    monotonicMs: () => ms,
    onView: (view) => guide?.onSetup(view),
    onOffer: (offer) => guide?.onOffer(offer),
  });
  const running = createGuide({
    setup: () => setup,
    draft,
    async keep(next) {
      if (isFull) throw new Error("ENOSPC: no space left on device");
      disk = writeDraft(next);
    },
    clock: { view: async () => ({ isBehind: false }) as TimeView, set: async () => undefined },
    board: async () => ({ chosen: "none" }) as BoardView,
    readers: {
      view: () => [],
      usual: () => [READER],
      named: (id) => (id === READER.path ? READER : id === "camera" ? { kind: "camera" } : undefined),
      take: async () => undefined,
      look: async () => undefined,
    },
    screen: async () => ({ touch: true, devices: [], volumeDb: -9, prompts: [] }),
    playSound: () => undefined,
    languages: [],
    tests: (_choices, _effective, note) =>
      setupTests({
        testAll: async () => [{ name: "clock", state: "ok", found: { vi: "", en: "" } }],
        lines: () => ["red"],
        showLine: async () => undefined,
        hasSound: () => false,
        playSound: () => undefined,
        now: () => 1,
        note,
      }),
    now: () => 1_800_000_000,
    onGuide: () => undefined,
  });
  guide = running;
  await running.resume();
  return {
    guide: running,
    setup,
    view: running.view,
    async show(...texts) {
      for (const text of texts) await running.symbol(Buffer.from(text, "latin1"));
    },
    async press(...answers) {
      for (const answer of answers) await running.answer(answer);
    },
  };
}

const stepOf = async ({ view }: Run) => (await view()).step;

describe("the first run, step by step", () => {
  test("after a power cut at any step comes that step, with every answer that was given", async () => {
    const answers: readonly GuideAnswer[] = [
      { do: "language", languages: ["en", "vi", "km"] },
      NEXT,
      { do: "zone", zone: "Etc/UTC" },
      NEXT,
      { do: "board", kind: "none" },
      NEXT,
      { do: "reader", id: "camera", isChosen: true },
      NEXT,
      { do: "panel", panel: "15-inch" },
      { do: "sound", sound: { room: "default:CARD=Device", volumeDb: -6 } },
      NEXT,
      { do: "service", service: { counter: "3" } },
      NEXT,
      { do: "seen", name: "seen-red", isSeen: true },
      NEXT,
    ];
    for (const answer of answers) {
      const run = await start();
      await run.press(answer);
      const [step, chosen] = [await stepOf(run), run.guide.chosen()];
      const again = await start();
      expect([await stepOf(again), again.guide.chosen()]).toEqual([step, chosen]);
    }
    const last = await start();
    expect(await stepOf(last)).toBe("finish");
    expect(last.guide.chosen()).toEqual({
      screen: { panel: "15-inch", languages: ["en", "vi", "km"] },
      source: [{ kind: "serial", path: READER.path, profile: "gm65" }, { kind: "camera" }],
      sound: { kind: "alsa", prompts: "/usr/share/tram/prompts", room: "default:CARD=Device", volumeDb: -6 },
      service: { counter: "3" },
    });
    await last.press({ do: "back" });
    expect((await last.view()).tests?.parts.find(({ name }) => name === "seen-red")).toMatchObject({ state: "ok" });
  });

  test("a sheet alone needs no touch: its codes, the question, the confirmation", async () => {
    const { codes, confirm } = sheet();
    const run = await start();
    await run.show(codes[0] ?? "");
    await eventually(() => stepOf(run)).toBe("place");
    await run.show(...codes);
    await eventually(() => stepOf(run)).toBe("finish");
    await eventually(() => run.setup.view().kind).toBe("review");
    ms += 4000;
    await run.show(confirm);
    expect(run.setup.view()).toMatchObject({ kind: "done", kiosk: "hanoi-01" });
  });

  test("a sheet that is shown on the way waits for the last step, also over a power cut, and no confirmation counts before", async () => {
    const { codes, confirm } = sheet(NO_SOURCE);
    const run = await start();
    await run.press({ do: "reader", id: "camera", isChosen: false }, { do: "service", service: { counter: "7" } }, NEXT, NEXT);
    await run.show(...codes);
    ms += 60_000;
    await run.show(confirm);
    expect([await stepOf(run), (await run.view()).hasSheet, machine.files.has(CONFIG)]).toEqual(["board", true, false]);

    const again = await start();
    await again.press(NEXT, NEXT, NEXT, NEXT, NEXT);
    await eventually(() => again.setup.view().kind).toBe("review");
    await again.show(confirm);
    expect(again.setup.view().kind).toBe("review");
    ms += 4000;
    await again.show(confirm);
    expect(again.setup.view()).toMatchObject({ kind: "done", kiosk: "hanoi-01" });
    const toml = String(machine.files.get(CONFIG));
    expect(toml).toContain("usb-FOUND");
    expect(toml).toContain('counter = "7"');
  });

  test("where the sheet says otherwise than was chosen, it counts, and the last step shows both", async () => {
    const run = await start();
    await run.press({ do: "panel", panel: "10-inch" }, NEXT, NEXT, NEXT, NEXT, NEXT);
    await run.show(...sheet({ settings: { ...NO_SOURCE.settings, source: [{ kind: "camera" }], screen: { panel: "21-inch" } } }).codes);
    await run.press(NEXT, NEXT);
    await eventually(() => run.setup.view().kind).toBe("review");
    expect(run.setup.view()).toMatchObject({
      changes: expect.arrayContaining([{ path: "screen.panel", before: '"10-inch"', after: '"21-inch"', isDangerous: false }]),
    });
  });

  test("a sheet that is refused is forgotten, but one that only the clock refuses is kept until that is right", async () => {
    const run = await start();
    await run.press(NEXT, NEXT, NEXT, NEXT, NEXT);
    await run.show(...sheet({ expiresAt: 1_700_000_001, issuedAt: 1_700_000_000 }).codes);
    await eventually(() => run.setup.view()).toMatchObject({ kind: "waiting", refused: { refusal: "expired" } });
    await eventually(() => disk && readDraft(disk)?.offer).toBeUndefined();
    const { codes } = sheet();
    const now = machine.now;
    Object.assign(machine, { now: () => 1_000_000_000 });
    await run.show(...codes);
    await eventually(() => run.setup.view()).toMatchObject({ kind: "waiting", refused: { refusal: "clock-wrong" } });
    Object.assign(machine, { now });
    await run.press({ do: "go", step: "time" }, { do: "go", step: "place" });
    await eventually(() => run.setup.view().kind).toBe("review");
  });

  test("a stick that was read on the way may be pulled out: what it said waits for the last step, and no untrue reason is given", async () => {
    const run = await start();
    await run.press(NEXT, NEXT, NEXT, NEXT, NEXT);
    machine.files.set("/media/S/tram-provision/hanoi-01.tramcfg", aPackage(NO_SOURCE, KEY));
    await run.guide.sticks(["/media/S"]);
    await eventually(() => run.setup.view().kind).toBe("review");
    await eventually(() => disk && readDraft(disk)?.offer).toBeDefined();
    await run.press(NEXT);
    machine.files.delete("/media/S/tram-provision/hanoi-01.tramcfg");
    await run.press(NEXT);
    await run.guide.sticks([]);
    await eventually(() => stepOf(run)).toBe("finish");
    expect([run.setup.view().kind, await stepOf(run)]).toEqual(["review", "finish"]);
  });

  test("whoever went back from the question is not led to it again by switching the machine off and on", async () => {
    const run = await start();
    await run.show(...sheet().codes);
    await eventually(() => stepOf(run)).toBe("finish");
    await run.press({ do: "back" }, { do: "back" });
    expect(await stepOf(run)).toBe("place");
    const again = await start();
    await eventually(() => again.setup.view().kind).toBe("review");
    expect(await stepOf(again)).toBe("place");
  });

  test("what was chosen at the machine is marked: no paper can be compared with it", async () => {
    const run = await start();
    await run.press({ do: "service", service: { counter: "7" } }, NEXT, NEXT, NEXT, NEXT, NEXT);
    await run.show(...sheet().codes);
    await run.press(NEXT, NEXT);
    await eventually(() => run.setup.view().kind).toBe("review");
    const view = run.setup.view();
    const changes = view.kind === "review" ? view.changes : [];
    const isHere = (path: string) => changes.find((change) => change.path === path)?.isChosenHere;
    expect([isHere("service.counter"), isHere("group"), isHere("central.url")]).toEqual([true, undefined, undefined]);
  });

  test("an answer that cannot be kept counts, and the page says that a power cut would lose it", async () => {
    const run = await start();
    isFull = true;
    await run.press(NEXT);
    expect(await run.view()).toMatchObject({ step: "time", unkept: expect.stringContaining("ENOSPC") });
    isFull = false;
    await run.press(NEXT);
    expect((await run.view()).unkept).toBeUndefined();
  });

  test("a damaged draft begins anew", async () => {
    disk = Buffer.from('{"format":"tram-set-up-1","step":');
    expect(await stepOf(await start())).toBe("language");
  });
});
