import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { DeskDecision, DeskSample } from "../../src/core/desk.ts";
import type { ScreenStatus } from "../../src/core/screen.ts";
import type { StickName } from "../../src/core/sockets.ts";
import type { Standing } from "../../src/core/standing.ts";
import type { AnswerView } from "../../src/core/view.ts";
import { CHROMIUM, openBrowser, openPage } from "../support/browser.ts";
import { type DemoProcess, startDemo } from "../support/demo-process.ts";
import { type EventReader, readEvents } from "../support/event-reader.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { tram } from "../support/tram-process.ts";

/** The demo's kiosk asks central every ten seconds. */
const SYNC = { timeout: 40_000, interval: 100 };
const LONG = 180_000;

describe.skipIf(CHROMIUM === undefined)("trust, live in the demo", () => {
  const folder = temporaryFolder();
  let demo: DemoProcess;
  let browser: Browser;
  let issuer: Page;
  let desk: Page;
  let events: EventReader;
  let samples: readonly DeskSample[];
  const faults: string[][] = [];

  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo(folder), openBrowser()]);
    await begin();
  });
  afterAll(async () => {
    events?.close();
    await browser?.close();
    expect(await demo.stop()).toBe(0);
  });

  async function begin(): Promise<void> {
    const pages = [demo.issuerUrl, demo.deskUrl].map((url) => openPage(browser, url, { width: 1366, height: 768 }));
    const [first, second] = await Promise.all(pages);
    if (!first || !second) throw new Error("no pages");
    [issuer, desk] = [first.page, second.page];
    faults.splice(0, faults.length, first.faults, second.faults);
    events = await readEvents(new URL("/desk/events", demo.deskUrl).href);
    samples = await (await fetch(new URL("/desk/samples", demo.deskUrl))).json();
    await issuer.locator("issuer-credentials li").first().waitFor();
    await desk.locator("desk-sockets [data-do=network]").waitFor();
  }

  const decisions = () => events.events.filter(({ name }) => name === "decision").map(({ data }) => data as DeskDecision);
  const status = () => events.events.findLast(({ name }) => name === "status")?.data as ScreenStatus | undefined;

  async function reasonAfter(holdUp: () => Promise<unknown>): Promise<string | undefined> {
    const before = decisions().length;
    await holdUp();
    await vi.waitFor(() => expect(decisions().length).toBeGreaterThan(before), { timeout: 10_000, interval: 20 });
    return decisions()[before]?.reason;
  }
  /** What the kiosk says of a sample that is held up on the desk page. */
  const reasonOf = (sample: string) => reasonAfter(() => desk.locator(`[data-sample=${sample}] [data-way=text]`).click());

  const row = (sample: string) =>
    issuer.locator("issuer-credentials li", { hasText: samples.find(({ id }) => id === sample)?.label.vi ?? "(none)" }).last();
  const published = async () => Number(await issuer.locator("issuer-publication [data-version]").getAttribute("data-version"));

  /** Presses one of the issuer's buttons; resolves once it is published. */
  async function press(target: ReturnType<Page["locator"]>, standing: Standing): Promise<void> {
    const before = await published();
    await target.locator(`[data-do=${standing}]`).click();
    await vi.waitFor(async () => expect(await published()).toBeGreaterThan(before), { timeout: 10_000 });
    await vi.waitFor(async () => expect(await target.getAttribute("data-standing")).toBe(standing));
  }
  /** Resolves when the issuer's page says that the kiosk has what is published. */
  const kioskHasIt = () =>
    vi.waitFor(async () => expect(await issuer.locator("issuer-publication .kiosk").getAttribute("data-taken")).toBe("true"), SYNC);
  async function copyTo(stick: StickName): Promise<void> {
    await issuer.locator(`[data-stick=${stick}] [data-do=write]`).click();
    const version = await published();
    await vi.waitFor(async () => expect(await issuer.locator(`[data-stick=${stick}]`).textContent()).toContain(`bản ${version} `));
  }
  const setup = async (): Promise<{ readonly centralUrl: string }> => await (await fetch(new URL("/desk/setup", demo.deskUrl))).json();
  /** How many entries central has, and which of those up to the newest it has not, or twice. */
  async function entriesAtCentral(): Promise<{ readonly size: number; readonly missing: readonly number[] }> {
    const { centralUrl } = await setup();
    const rows: readonly { readonly seq: number }[] = await (await fetch(`${centralUrl}/v1/kiosks/demo/entries?last=1000`)).json();
    const size = Math.max(...rows.map(({ seq }) => seq)) + 1;
    return { size, missing: [...Array(size).keys()].filter((seq) => rows.filter((row) => row.seq === seq).length !== 1) };
  }
  const atSockets = (what: "network" | "pull-out" | StickName) => desk.locator(`desk-sockets [data-do=${what}]`).click();

  test("a press of the button while a stick is in is answered on the screen: written, or that there is nothing to carry", {
    timeout: LONG,
  }, async () => {
    await atSockets("usb-2");
    await desk.locator("tram-citizen button.carry").click();
    await desk.locator("tram-citizen").getByText("Xong. Rút USB được rồi").waitFor();
    await atSockets("pull-out");
    await desk.locator("tram-citizen").getByText("Đưa mã QR vào máy đọc").waitFor();
  });

  test("what the issuer revokes or suspends the kiosk refuses after the next sync, and accepts again when it is reinstated", {
    timeout: LONG,
  }, async () => {
    await kioskHasIt();
    expect([await reasonOf("accepted"), await reasonOf("status-list")]).toEqual(["granted", "granted"]);
    expect([await reasonOf("revoked"), await reasonOf("suspended")]).toEqual(["revoked", "suspended"]);

    await press(row("accepted"), "revoked");
    await press(row("status-list"), "suspended");
    await press(row("suspended"), "valid");
    await kioskHasIt();
    expect([await reasonOf("accepted"), await reasonOf("status-list")]).toEqual(["revoked", "suspended"]);
    expect(await reasonOf("suspended")).toBe("granted");
    await desk.locator("tram-citizen").getByText("HỢP LỆ").first().waitFor();

    await press(row("accepted"), "valid");
    await press(row("status-list"), "valid");
    await kioskHasIt();
    expect([await reasonOf("accepted"), await reasonOf("status-list")]).toEqual(["granted", "granted"]);
  });

  test("a credential in a wallet is refused once its issuer has revoked it", { timeout: LONG }, async () => {
    const { page: wallet } = await openPage(browser, demo.walletUrl, { width: 360, height: 740 });
    await wallet.locator("[data-do=make]").click();
    await wallet.locator("wallet-list a[data-type=student]").click();
    await wallet.locator("wallet-code .qr").waitFor();
    const holdUp = () => wallet.locator("wallet-code [data-do=hold-up]").click();
    expect(await reasonAfter(holdUp)).toBe("granted");

    const student = issuer.locator("issuer-credentials section").first().locator("li", { hasText: "Thẻ học sinh" });
    await student.waitFor();
    expect(await student.textContent()).toContain("N. T. K. T.");
    await press(student, "revoked");
    await kioskHasIt();
    expect(await reasonAfter(holdUp)).toBe("revoked");
    await wallet.context().close();
  });

  test("without a network the kiosk goes on and says how old its trust is; a stick brings what was revoked meanwhile", {
    timeout: LONG,
  }, async () => {
    await copyTo("usb-2");
    const versionBefore = await published();
    await atSockets("network");
    await desk.locator("[data-socket=network]").getByText("đã rút").waitFor();
    await press(row("application"), "revoked");
    await issuer.locator("issuer-publication .kiosk").getByText("chép ra USB").waitFor();
    // It asks every ten seconds, a tenth more at most: by then it has asked in vain.
    const age = status()?.trust?.ageSeconds ?? Number.NaN;
    await vi.waitFor(() => expect(status()?.trust?.ageSeconds).toBeGreaterThan(age + 12), SYNC);
    expect(await reasonOf("application")).toBe("granted");
    expect(status()?.trust?.version).toBe(versionBefore);
    expect(await desk.locator("[data-socket=network]").textContent()).toMatch(
      new RegExp(`dùng bản ${versionBefore} · \\d+ (giây|phút) trước`),
    );

    await copyTo("usb-1");
    await atSockets("usb-1");
    await kioskHasIt();
    expect(await reasonOf("application")).toBe("revoked");
    expect(status()?.trust?.version).toBe(await published());
    expect(await issuer.locator("[data-stick=usb-1] [data-do=write]").isDisabled()).toBe(true);
  });

  test("an old stick is refused as such, on the desk, too, and the kiosk keeps what it has", { timeout: LONG }, async () => {
    const held = status()?.trust?.version;
    await atSockets("pull-out");
    await atSockets("usb-2");
    await vi.waitFor(() => expect(status()?.trustRefusal).toMatchObject({ refusal: "rollback", origin: "folder" }), SYNC);
    await desk.getByText("cũ hơn").first().waitFor();
    expect(status()?.trust?.version).toBe(held);
    expect(await reasonOf("application")).toBe("revoked");
  });

  test("a stick that is pulled out and put in again and again leaves the kiosk in order", { timeout: LONG }, async () => {
    await press(row("application"), "valid");
    await copyTo("usb-1");
    for (let round = 0; round < 6; round++) {
      await atSockets(round % 2 === 0 ? "pull-out" : "usb-1");
      await desk.waitForTimeout(120 + 300 * (round % 3));
    }
    await kioskHasIt();
    expect(await reasonOf("application")).toBe("granted");
  });

  test("without a network the journal goes to central on a stick: written at a press, seen and said when it is done, and acknowledged on the way back", {
    timeout: LONG,
  }, async () => {
    expect(await reasonOf("status-list")).toBe("granted");
    const receipt = events.events.findLast(({ name }) => name === "view")?.data as AnswerView;
    await vi.waitFor(() => expect(status()?.backlog).toBeGreaterThan(3), SYNC);
    const backlog = status()?.backlog ?? 0;
    await desk.locator("desk-sockets [data-do=write-journal]").click();
    await vi.waitFor(() => expect(status()?.carry?.toCarry).toBe(0), SYNC);
    // The answer has still the time of whoever was answered.
    expect(events.events.findLast(({ name }) => name === "view")?.data).toMatchObject({ kind: "answer" });
    await atSockets("pull-out");
    await vi.waitFor(async () => expect(await issuer.locator("[data-stick=usb-1]").textContent()).toMatch(/\d+ mục nhật ký/), SYNC);
    const { size } = await entriesAtCentral();
    await issuer.locator("[data-stick=usb-1] [data-do=bring]").click();
    const brought = issuer.locator("issuer-sticks .brought[data-fresh]");
    await brought.waitFor();
    const fresh = Number(await brought.getAttribute("data-fresh"));
    expect(fresh).toBeGreaterThanOrEqual(backlog);
    expect(await entriesAtCentral()).toEqual({ size: fresh + size, missing: [] });
    const { centralUrl } = await setup();
    const key = join(folder, "kiosk", "journal", "public-key");
    expect(
      await tram(["receipt", "verify", receipt.receipt?.code ?? "", "--key", key, "--central", centralUrl], { cwd: folder }),
    ).toMatchObject({ code: 0 });
    await atSockets("usb-1");
    await vi.waitFor(() => expect(status()?.backlog).toBeLessThan(backlog), SYNC);
    expect(status()?.carry).toMatchObject({ isStickIn: true, carriedAt: expect.any(Number) });
  });

  test("plugged in again, the kiosk asks central by itself, and every entry is there once", { timeout: LONG }, async () => {
    await atSockets("network");
    await press(row("accepted"), "revoked");
    await kioskHasIt();
    expect(await reasonOf("accepted")).toBe("revoked");
    const newest = decisions().findLast(({ seq }) => seq !== undefined)?.seq ?? Number.NaN;
    await vi.waitFor(async () => expect((await entriesAtCentral()).size).toBeGreaterThan(newest), SYNC);
    expect((await entriesAtCentral()).missing).toEqual([]);
    await vi.waitFor(() => expect(status()?.backlog).toBe(0), SYNC);
    expect(faults.flat()).toEqual([]);
  });

  test("a demo that is started again goes on with its versions, and what was in a wallet stays revoked", { timeout: LONG }, async () => {
    const before = await published();
    events.close();
    expect(await demo.stop()).toBe(0);
    demo = await startDemo(folder);
    await begin();
    expect(await published()).toBeGreaterThan(before);
    await kioskHasIt();
    expect([await reasonOf("accepted"), await reasonOf("revoked")]).toEqual(["granted", "revoked"]);
    const student = issuer.locator("issuer-credentials section").first().locator("li", { hasText: "Thẻ học sinh" });
    expect(await student.getAttribute("data-standing")).toBe("revoked");
  });
});
