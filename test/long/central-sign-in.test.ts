// Operators at a running central: the command line, a browser with an authenticator, and another provider.
import { createHmac } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodeBase32 } from "../../src/core/base32.ts";
import { codeOfStep } from "../../src/core/operator/totp.ts";
import { CHROMIUM, openBrowser, openPage } from "../support/browser.ts";
import { type CentralProcess, runCentral, startCentralProcess } from "../support/central-process.ts";
import { type OpenIdProvider, startOpenIdProvider } from "../support/openid-provider.ts";
import { axeFaults } from "../support/page-axe.ts";
import { dimTexts } from "../support/page-contrast.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const PASSWORD = "bảy con vịt qua sông";
const SIZE = { width: 1280, height: 800 };
const data = temporaryFolder();
let central: CentralProcess;
let provider: OpenIdProvider;
let browser: Browser;
let origin = "";

beforeAll(async () => {
  provider = await startOpenIdProvider();
  const [oidc, secretFile] = [join(data, "oidc.toml"), join(data, "oidc-secret")];
  await writeFile(secretFile, `${provider.secret}\n`, { mode: 0o600 });
  await writeFile(
    oidc,
    `issuer = "${provider.issuer}"\nclient = "${provider.client}"\nsecretFile = "${secretFile}"\nacr = ["mfa"]\n\n[roles]\n"tram-admins" = "admin"\n"tram-office" = "operator"\n`,
  );
  const port = await freePort();
  origin = `http://localhost:${port}`;
  central = await startCentralProcess(data, { isDemo: false, args: ["--listen", `127.0.0.1:${port}`, "--origin", origin, "--oidc", oidc] });
  if (CHROMIUM !== undefined) browser = await openBrowser();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await central.end("SIGTERM");
  await provider.close();
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

const operator = (...args: readonly string[]) => runCentral(["operator", ...args, "--data", data, "--json"]);

async function linkFor(name: string, role = "admin"): Promise<string> {
  const { code, stdout } = await operator("add", name, "--role", role, "--origin", origin);
  expect(code).toBe(0);
  return JSON.parse(stdout).link;
}

/** A browser of its own, with an authenticator in which nobody has to move a finger. */
async function device(): Promise<Page> {
  const { page } = await openPage(browser, `${origin}/sign-in`, SIZE);
  const debug = await page.context().newCDPSession(page);
  await debug.send("WebAuthn.enable");
  const options = {
    protocol: "ctap2",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  } as const;
  await debug.send("WebAuthn.addVirtualAuthenticator", { options });
  return page;
}

function codeNow(secret: string): string {
  const key = decodeBase32(secret);
  if (!key.ok) throw new Error("no secret");
  return codeOfStep(key.value, Math.floor(Date.now() / 30_000), (k, bytes) => createHmac("sha1", k).update(bytes).digest());
}

describe.skipIf(CHROMIUM === undefined)("in a browser", () => {
  test("whoever is not signed in is led to the page for it, which anybody can read and operate, in two languages", async () => {
    const { page, faults } = await openPage(browser, `${origin}/`, SIZE);
    await page.waitForURL("**/sign-in");
    await page.getByRole("button", { name: "Đăng nhập", exact: true }).waitFor();
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      expect([await axeFaults(page), await dimTexts(page)]).toEqual([[], []]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    }
    const fields = await page.locator("input").evaluateAll((inputs) => inputs.map((input) => input.getAttribute("autocomplete")));
    expect(fields).toEqual(["username webauthn", "current-password", "one-time-code"]);
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("en");
    // The one question that a fleet page may ask for whoever it shows nothing.
    expect(faults.filter((fault) => !fault.includes("401"))).toEqual([]);
  });

  test("a first link makes a passkey, the passkey signs in, and the link is over", async () => {
    const link = await linkFor("lan");
    const page = await device();
    await page.goto(link);
    await page.getByLabel("Tên để nhận ra thiết bị").fill("Máy bàn");
    expect(page.url()).toBe(`${origin}/account`);
    await page.getByRole("button", { name: "Thêm khoá truy cập" }).click();
    await page.getByText("Đã lưu").waitFor();
    expect([await axeFaults(page), await dimTexts(page)]).toEqual([[], []]);
    await page.goto(`${origin}/`);
    await page.getByRole("link", { name: "lan" }).waitFor();
    const cookies = await page.context().cookies();
    expect(cookies).toEqual([expect.objectContaining({ name: "tram-operator", httpOnly: true, sameSite: "Strict" })]);
    await page.context().clearCookies();
    await page.goto(`${origin}/sign-in`);
    // The browser offers it by itself, and this authenticator takes every offer.
    await page.waitForURL(`${origin}/`);
    const { page: other } = await openPage(browser, link, SIZE);
    await other.getByText("Đường dẫn này đã dùng").waitFor();
  });

  test("password, code and recovery codes: set from the picture or the key beside it, and good for signing in elsewhere", async () => {
    const page = await device();
    await page.goto(await linkFor("minh", "viewer"));
    await page.getByRole("button", { name: "Đặt mật khẩu và mã mới" }).click();
    const secret = ((await page.locator(".secret").textContent()) ?? "").replace(/\s/g, "");
    await page.locator("svg.qr path").waitFor({ state: "attached" });
    expect([await axeFaults(page), await dimTexts(page)]).toEqual([[], []]);
    await page.getByLabel("2. Mật khẩu mới").fill(PASSWORD);
    await page.getByLabel("3. Mã 6 chữ số").fill(codeNow(secret));
    await page.getByRole("button", { name: "Lưu" }).click();
    await page.locator(".codes li").first().waitFor();
    const codes = await page.locator(".codes li").allTextContents();
    expect(codes).toHaveLength(10);

    const { page: other } = await openPage(browser, `${origin}/sign-in`, SIZE);
    await other.getByLabel("Tên đăng nhập").fill("minh");
    await other.getByLabel("Mật khẩu").fill("không phải câu này");
    await other.getByLabel("Mã 6 chữ số").fill(codes[0] ?? "");
    await other.keyboard.press("Enter");
    await other.getByRole("alert").getByText("chưa đúng").waitFor();
    await other.getByLabel("Mật khẩu").fill(PASSWORD);
    await other.keyboard.press("Enter");
    await other.waitForURL(`${origin}/`);
    await other.goto(`${origin}/account`);
    await other.getByText("Mã dự phòng còn lại: 9").waitFor();
    await other.getByRole("button", { name: "Đăng xuất" }).click();
    await other.waitForURL("**/sign-in");
    expect(await other.evaluate(async () => (await fetch("/v1/kiosks")).status)).toBe(401);
  });

  test("a page of another site neither reads nor changes anything, although the operator is signed in", async () => {
    const page = await device();
    await page.goto(await linkFor("hoa"));
    await page.getByRole("button", { name: "Đăng xuất" }).waitFor();
    // 127.0.0.1 is another site than localhost; the provider serves a page there.
    await page.goto(`${provider.issuer}/elsewhere`);
    const tried = await page.evaluate(async (to) => {
      const ask = (path: string, init: RequestInit) =>
        fetch(`${to}${path}`, { credentials: "include", ...init }).then(
          (r) => r.type,
          () => "refused",
        );
      return [await ask("/v1/kiosks", {}), await ask("/v1/session/end", { method: "POST", body: "{}", mode: "no-cors" })];
    }, origin);
    expect(tried).toEqual(["refused", "opaque"]);
    await page.goto(`${origin}/account`);
    await page.getByRole("button", { name: "Đăng xuất" }).waitFor();
  });

  test("another provider signs in whom its groups let in, and signs him out there, too", async () => {
    provider.claims = { preferred_username: "thu", groups: ["other", "tram-office"], acr: "mfa" };
    const { page } = await openPage(browser, `${origin}/sign-in`, SIZE);
    await page.getByRole("button", { name: "Đăng nhập bằng tài khoản cơ quan" }).click();
    await page.waitForURL(`${origin}/`);
    await page.getByRole("link", { name: "oidc:thu" }).waitFor();
    const session = (await page.context().cookies(origin)).find(({ name }) => name === "tram-operator");
    expect(session).toMatchObject({ httpOnly: true, sameSite: "Strict" });
    expect(provider.asked.at(-1)?.get("code_verifier")).toMatch(/^.{43,}$/);
    await page.goto(`${origin}/account`);
    await page.getByText("người vận hành").waitFor();
    await page.getByRole("button", { name: "Đăng xuất" }).click();
    await page.waitForURL(`${provider.issuer}/end?**`);
  });
});

describe("what another provider says is not believed", () => {
  /** Signs in as a browser would, with something changed on the way back. */
  async function goThere(change: (back: URL) => URL = (back) => back, withCookie = true): Promise<string | null> {
    const headers = { origin, "content-type": "application/json" };
    const begun = await fetch(`${central.url}/v1/session/oidc`, { method: "POST", headers, body: "{}" });
    const { url } = (await begun.json()) as { readonly url: string };
    const there = await fetch(url, { redirect: "manual" });
    const back = change(new URL(there.headers.get("location") ?? ""));
    const cookie = withCookie ? (begun.headers.get("set-cookie")?.split(";")[0] ?? "") : "";
    const returned = await fetch(`${central.url}${back.pathname}${back.search}`, { redirect: "manual", headers: { cookie } });
    return returned.headers.get("location");
  }
  const right = { preferred_username: "thu", groups: ["tram-office"], acr: "mfa" };
  const changed = (name: string, value: string) => (back: URL) => {
    back.searchParams.set(name, value);
    return back;
  };

  test.each([
    ["as it should be", {}, "/"],
    ["without a group that is known here", { groups: ["tram"] }, "/sign-in#refused"],
    ["without having asked as surely as it must", { acr: "password" }, "/sign-in#refused"],
    ["for another client", { aud: "other" }, "/sign-in#refused"],
    ["in another's name", { iss: "https://evil.example" }, "/sign-in#refused"],
    ["to another question", { nonce: "another" }, "/sign-in#refused"],
    ["too late", { iat: 1, exp: 2 }, "/sign-in#refused"],
  ])("%s", async (_name, claims, location) => {
    provider.claims = { ...right, ...claims };
    expect(await goThere()).toBe(location);
  });

  test("with another's key, another state, a code of its own, or in another browser", async () => {
    provider.claims = right;
    provider.isForged = true;
    expect(await goThere()).toBe("/sign-in#refused");
    provider.isForged = false;
    expect(await goThere(changed("state", "another"))).toBe("/sign-in#refused");
    expect(await goThere(changed("code", "another"))).toBe("/sign-in#refused");
    expect(await goThere(undefined, false)).toBe("/sign-in#refused");
    expect(await goThere()).toBe("/");
  });
});

describe("tram central operator", () => {
  test("says what docs/central.md shows", async () => {
    const docs = await readFile(new URL("../../docs/central.md", import.meta.url), "utf8");
    const [, command = "", output = ""] = /^\$ tram central (operator add .*)\n((?:central: .*\n)+)/m.exec(docs) ?? [];
    const folder = temporaryFolder();
    const args = command.split(" ").map((word) => (word.startsWith("/") ? folder : word));
    const { code, stdout } = await runCentral(args);
    expect([code, stdout.replace(/#[\w-]{43}$/gm, "#…")]).toEqual([0, output]);
  });

  test("adds once, lists, begins anew, removes, and the record of it all is whole", async () => {
    await linkFor("an", "auditor");
    expect((await operator("add", "an", "--role", "viewer", "--origin", origin)).code).toBe(1);
    const again = await operator("reset", "an", "--role", "technician", "--origin", origin);
    expect(JSON.parse(again.stdout)).toMatchObject({ event: "link", role: "technician" });
    expect((await operator("list")).stdout).toMatch(/"name":"an","role":"technician","ways":\[\]/);
    expect([(await operator("remove", "an")).code, (await operator("remove", "an")).code]).toEqual([0, 1]);
    const { code, stdout } = await operator("verify");
    const { head } = JSON.parse(stdout);
    expect([code, head]).toEqual([0, expect.stringMatching(/^\d+:[0-9a-f]{64}$/)]);
    expect((await operator("actions")).stdout).toMatch(/"deed\\":\\"role-changed\\"/);
    expect((await operator("verify", "--head", head)).code).toBe(0);
    expect(
      (
        await operator(
          "verify",
          "--head",
          head.replace(/.$/, (last: string) => (last === "0" ? "1" : "0")),
        )
      ).code,
    ).toBe(1);
    const elsewhere = join(temporaryFolder(), "not-there");
    expect((await runCentral(["operator", "list", "--data", elsewhere])).code).toBe(2);
    expect(existsSync(elsewhere)).toBe(false);
    expect((await operator("add", "x y", "--role", "viewer", "--origin", origin)).code).toBe(2);
    expect((await operator("add", "xy", "--role", "viewer", "--origin", "http://central.example")).code).toBe(2);
  });
});
