import { execFile } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { DeskDecision, DeskSample, Expectation } from "../../src/core/desk.ts";
import { isEvent } from "../../src/core/protocol.ts";
import { openSignedTime } from "../../src/core/signed-time.ts";
import { NO_VERSIONS } from "../../src/core/trust-version.ts";
import { writeQr } from "../../src/drivers/qr-writer.ts";
import { lookAtTrust, openTrustVault } from "../../src/drivers/trust-vault.ts";
import { CHROMIUM, openBrowser, openPage } from "../support/browser.ts";
import { type DemoProcess, startDemo, TRAM } from "../support/demo-process.ts";
import { type EventReader, readEvents } from "../support/event-reader.ts";
import { offerTime } from "../support/offer-time.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const run = promisify(execFile);
const folder = temporaryFolder();
let demo: DemoProcess;
let samples: readonly DeskSample[];
let events: EventReader;
let centralUrl: string;

beforeAll(async () => {
  demo = await startDemo(folder);
  samples = await (await fetch(new URL("/desk/samples", demo.deskUrl))).json();
  ({ centralUrl } = await (await fetch(new URL("/desk/setup", demo.deskUrl))).json());
  events = await readEvents(new URL("/desk/events", demo.deskUrl).href);
});
afterAll(async () => {
  events.close();
  expect(await demo.stop()).toBe(0);
});

const decisions = () => events.events.filter(({ name }) => name === "decision").map(({ data }) => data as DeskDecision);
const sampleNamed = (id: string) => {
  const found = samples.find((sample) => sample.id === id);
  if (!found) throw new Error(`no sample ${id}`);
  return found;
};

/** How this sample should end now: some were held up before and end otherwise from then on. */
function expectationOf({ id, expect, afterwards }: DeskSample): Expectation {
  const now = wasShown.has(id) ? (afterwards ?? expect) : expect;
  wasShown.add(id);
  return now;
}
const wasShown = new Set<string>();

/** Holds a code up and waits for the decision that follows. */
async function decisionAfter(holdUp: () => Promise<unknown> | unknown): Promise<DeskDecision> {
  const before = decisions().length;
  await holdUp();
  await vi.waitFor(() => expect(decisions().length).toBeGreaterThan(before), { timeout: 5000 });
  const decision = decisions()[before];
  if (!decision) throw new Error("no decision");
  return decision;
}

interface JournalLine {
  readonly reason: string;
  readonly type?: string;
  readonly sealed?: string;
}

/** What the kiosk has recorded. */
async function journalEntries(): Promise<readonly { readonly seq: number; readonly entry: JournalLine }[]> {
  const command = [TRAM, "journal", "export", join(folder, "kiosk", "journal")];
  const { stdout } = await run(process.execPath, command, { maxBuffer: 1 << 26 });
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

function post(path: string, body: BodyInit): Promise<Response> {
  return fetch(new URL(path, demo.deskUrl), { method: "POST", body });
}

const WAYS = {
  picture: async (sample: DeskSample) => post("/desk/picture", new Uint8Array((await writeQr(sample.text)).png)),
  text: (sample: DeskSample) => post("/desk/text", sample.text),
  "serial line": (sample: DeskSample) => writeFileSync(demo.serialLine, `${sample.text}\r`),
};
const SAMPLE_IDS = [
  "accepted",
  "prescription",
  "application",
  "status-list",
  "expired",
  "not-yet-valid",
  "revoked",
  "suspended",
  "unknown-issuer",
  "tampered",
  "insurance-static",
  "citizen-card",
  "insurance-card",
  "payment",
  "link",
  "no-credential",
];

describe.each(Object.keys(WAYS) as (keyof typeof WAYS)[])("held up by %s", (way) => {
  test.each(SAMPLE_IDS)("the sample %s ends as it should, is in the journal, and central shows it within 2 s", async (id) => {
    const sample = sampleNamed(id);
    const expected = expectationOf(sample);
    const decision = await decisionAfter(() => WAYS[way](sample));
    expect(decision).toMatchObject({ ...expected, source: way === "serial line" ? "serial" : "desk" });
    await vi.waitFor(
      async () => {
        // The kiosk also records what becomes of its trust and its clock, perhaps in the same second.
        const entries = await (await fetch(`${centralUrl}/v1/kiosks/demo/entries?last=3`)).json();
        expect(entries).toContainEqual(expect.objectContaining({ seq: decision.seq, reason: expected.reason }));
      },
      { timeout: 2000, interval: 50 },
    );
  });
});

test("a first start says where to look, and nothing before that", () => {
  expect(demo.complaints).toBe("");
});

test("the journal of the running kiosk holds one entry a showing and verifies", async () => {
  await run(process.execPath, [TRAM, "journal", "verify", join(folder, "kiosk", "journal"), "--json"]);
  const scans = (await journalEntries()).filter(({ entry }) => !isEvent(entry.reason));
  expect(scans.map(({ seq }) => seq)).toEqual(decisions().map(({ seq }) => seq));
});

test("no name, number or code of a person is in any file that the kiosk or central wrote", async () => {
  const { stdout } = await run("grep", [
    "-rlaE",
    "Kiểm Thử|099190000001|GD4990000000001",
    join(folder, "kiosk"),
    join(folder, "central"),
  ]).catch((error: { readonly code: number; readonly stdout: string }) => error);
  expect(stdout).toBe("");
});

test("what the policy seals has left the kiosk, and opens at central with the key that lies on neither machine", async () => {
  const sealed = (await journalEntries()).filter(({ entry }) => entry.sealed !== undefined);
  expect(sealed.map(({ entry }) => entry.type)).toEqual(["prescription"]);
  await vi.waitFor(() => expect(readdirSync(join(folder, "kiosk", "sealed"))).toEqual([]), { timeout: 10_000, interval: 100 });
  const [data, key] = [join(folder, "central"), join(folder, "keys", "seal.json")];
  const words = ["--data", data, "--kiosk", "demo", "--seq", String(sealed[0]?.seq), "--key", key, "--json"];
  const { stdout } = await run(process.execPath, [TRAM, "central", "personal", ...words]);
  expect(JSON.parse(stdout)).toMatchObject({ attributes: { fullName: "Nguyễn Thị Kiểm Thử", prescriptionCode: expect.any(String) } });
});

/** Of citizen, staff, technician, a machine not set up yet, codes, wallet, issuer, central. */
const PAGES = ["/", "/staff", "/technician", "/new-kiosk", "/help", "/", "/issuer", "/"];

describe.skipIf(CHROMIUM === undefined)("in a browser", () => {
  test("a newcomer holds up each sample with the button, reads the answer on the citizen's screen, and finds every other page from there", async () => {
    const browser = await openBrowser();
    try {
      const { page, faults } = await openPage(browser, demo.deskUrl, { width: 1366, height: 768 });
      for (const sample of samples) {
        const decision = await decisionAfter(() => page.locator(`[data-sample="${sample.id}"] [data-way="picture"]`).click());
        expect(decision.reason).toBe(expectationOf(sample).reason);
        await page.locator("tram-citizen").getByText(decision.headline.vi, { exact: true }).first().waitFor();
      }
      expect(faults).toEqual([]);
      const links = await page.locator("desk-links a").evaluateAll((found) => found.map((link) => (link as HTMLAnchorElement).href));
      expect(links.map((link) => new URL(link).pathname)).toEqual(PAGES);
      for (const link of links) expect({ link, status: (await fetch(link)).status }).toEqual({ link, status: 200 });
    } finally {
      await browser.close();
    }
  });
});

test("after kill -9 at any moment nothing that was shown as accepted is missing, and the kiosk comes back by itself", async () => {
  const { text } = sampleNamed("accepted");
  for (let round = 0; round < 4; round++) {
    const shown = new Set<number>();
    const reader = await readEvents(new URL("/desk/events", demo.deskUrl).href);
    const known = reader.events.length;
    const pid = demo.kioskPid();
    const hammering = (async () => {
      for (let i = 0; i < 200; i++) await post("/desk/text", text);
    })().catch(() => undefined);
    await delay(40 + round * 60);
    process.kill(pid, "SIGKILL");
    await hammering;
    for (const { name, data } of reader.events.slice(known)) {
      const decision = data as DeskDecision;
      if (name === "decision" && decision.verdict === "accept" && decision.seq !== undefined) shown.add(decision.seq);
    }
    reader.close();
    await vi.waitFor(async () => expect((await fetch(demo.deskUrl)).status).toBe(200), { timeout: 15_000, interval: 100 });
    const recorded = new Set((await journalEntries()).filter(({ entry }) => entry.reason === "granted").map(({ seq }) => seq));
    expect([...shown].filter((seq) => !recorded.has(seq))).toEqual([]);
  }
});

test("central signs the time with a key that the kiosk's trust names for it", async () => {
  const nonce = "AAAAAAAAAAAAAAAAAAAAAA";
  const answer = await (await fetch(`${centralUrl}/v1/time?nonce=${nonce}`)).bytes();
  const { held } = await lookAtTrust({
    folder: join(folder, "kiosk", "trust"),
    root: readFileSync(join(folder, "trust-root.json")),
    floor: NO_VERSIONS,
    demo: true,
  });
  const keys = held?.trust.operatorKeys.filter(({ use }) => use === "time") ?? [];
  expect(openSignedTime(answer, nonce, keys)).toMatchObject({ ok: true });
});

test("demo keys are refused outside a demo", async () => {
  const config = readFileSync(join(folder, "kiosk.toml"), "utf8");
  expect(config).toContain("demo = true");
  const root = readFileSync(join(folder, "trust-root.json"));
  const vault = await openTrustVault({ folder: join(folder, "real"), root, floor: NO_VERSIONS, demo: false });
  const origin = { kind: "folder", path: join(folder, "central", "trust") } as const;
  expect(await vault.update(origin, offerTime(Date.now() / 1000), NO_VERSIONS)).toMatchObject({
    kind: "refused",
    refusal: "demo-outside-demo",
  });
  expect(vault.held()).toBeUndefined();
  await vault.close();
});
