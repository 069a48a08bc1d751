// Operators at a real server on a free port, with a real store; the clock is the tests' own.
import { createHmac } from "node:crypto";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ROUTES } from "../../src/central/api-routes.ts";
import { operatorsOf } from "../../src/central/operator-assembly.ts";
import { providerCookie, sessionCookie, tokenIn } from "../../src/central/operator-cookie.ts";
import { ACCESS } from "../../src/central/operator-roles.ts";
import { programOf } from "../../src/central/program-assembly.ts";
import type { RouteDescription } from "../../src/central/route-description.ts";
import type { Ledger } from "../../src/central-ports.ts";
import { decodeBase32 } from "../../src/core/base32.ts";
import { brokenAt, NO_ACTIONS_HASH, readAction } from "../../src/core/operator/action.ts";
import { originOf } from "../../src/core/operator/origin.ts";
import { ROLES, type Role } from "../../src/core/operator/role.ts";
import { codeOfStep } from "../../src/core/operator/totp.ts";
import { startCentralServer } from "../../src/drivers/central-server.ts";
import type { HttpServer } from "../../src/drivers/http-server.ts";
import { operatorSecrets } from "../../src/drivers/operator-secrets.ts";
import { openSqliteOperators } from "../../src/drivers/operator-store-sqlite.ts";
import { openSqliteLedger } from "../../src/drivers/sqlite-ledger.ts";
import type { OperatorAccount, OperatorStore } from "../../src/operator-ports.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const PASSWORD = "bảy con vịt qua sông";
const file = join(temporaryFolder(), "ledger.sqlite");
let ledger: Ledger;
let store: OperatorStore;
let server: HttpServer;
let now = 1_795_437_072;

beforeAll(async () => {
  ledger = openSqliteLedger(file);
  store = openSqliteOperators(file);
  // The real hash takes a third of a second, on purpose; one test has it.
  const secrets = {
    ...operatorSecrets,
    slowHash: async (password: string, salt: Uint8Array) => createHmac("sha256", salt).update(password).digest(),
  };
  const operators = { store, origin: () => originOf(server.url), isDemo: () => false, clock: { now: () => now }, secrets };
  const { routes } = programOf({ data: temporaryFolder(), ledger, operators, log: pino({ level: "silent" }), isStopping: () => false });
  server = await startCentralServer({ host: "127.0.0.1", port: 0, routes, onFault: (error) => expect(error).toBeUndefined() });
});
afterAll(async () => {
  await server.close();
  await Promise.all([ledger.close(), store.close()]);
});
beforeEach(() => {
  now += 86_400;
});

/** What one browser sends, with its cookies. */
function browser() {
  let cookie = "";
  async function ask(method: string, path: string, body?: object, headers: Readonly<Record<string, string | undefined>> = {}) {
    const own = { cookie, ...(method === "POST" && { origin: server.url, "content-type": "application/json" }), ...headers };
    const sent = Object.entries(own).filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== "");
    const response = await fetch(`${server.url}${path}`, { method, headers: sent, ...(body && { body: JSON.stringify(body) }) });
    const given = response.headers.get("set-cookie");
    if (given !== null) cookie = given.split(";")[0] ?? "";
    return { status: response.status, json: await response.json(), given, headers: response.headers };
  }
  return {
    get: (path: string, headers = {}) => ask("GET", path, undefined, headers),
    post: (path: string, body: object = {}, headers = {}) => ask("POST", path, body, headers),
    get cookie() {
      return cookie;
    },
  };
}
type Browser = ReturnType<typeof browser>;

let count = 0;
async function newAccount(role: Role = "viewer", others: Partial<OperatorAccount> = {}): Promise<OperatorAccount> {
  const account: OperatorAccount = { id: `o${++count}`, name: `lan${count}`, role, edition: "1", recovery: [], passkeys: [], ...others };
  expect(await store.add(account, { at: now, operator: "console", deed: "account-added", about: account.id })).toBe(true);
  return account;
}

async function link({ id, edition }: OperatorAccount): Promise<string> {
  const token = operatorSecrets.newToken();
  await store.putTicket(operatorSecrets.hashOf(token), { use: "link", operator: id, content: edition, until: now + 86_400 }, now);
  return token;
}

const codeNow = (secret: string, later = 0) => {
  const key = decodeBase32(secret);
  if (!key.ok) throw new Error("no secret");
  return codeOfStep(key.value, Math.floor(now / 30) + later, (k, bytes) => createHmac("sha1", k).update(bytes).digest());
};

/** Comes by link and sets a password. */
async function enrolled(account: OperatorAccount) {
  const at = browser();
  expect((await at.post("/v1/session/link", { token: await link(account) })).json).toEqual({ kind: "in" });
  const { ticket, secret } = (await at.post("/v1/account/password/question")).json;
  const set = await at.post("/v1/account/password", { ticket, password: PASSWORD, code: codeNow(secret, -1) });
  expect(set.json).toMatchObject({ kind: "done" });
  return { at, secret: String(secret), recoveryCodes: set.json.recoveryCodes as readonly string[] };
}

const wrong = (at: Browser, name: string, address?: string) =>
  at.post(
    "/v1/session",
    { name, password: "không phải câu này đâu", code: "000000" },
    address === undefined ? {} : { "x-forwarded-for": address },
  );

async function deeds(): Promise<readonly string[]> {
  return (await store.actions(0, 100_000)).map(({ body }) => readAction(body)?.deed ?? "?");
}

describe("whoever is not signed in", () => {
  test("gets no answer from any route of operators, whatever he sends with it", async () => {
    for (const [name, { path, methods }] of Object.entries<RouteDescription>(ROUTES)) {
      if (!(name in ACCESS)) continue;
      const where = path.replace(":id", "hanoi-01");
      for (const cookie of [
        "",
        "tram-operator=",
        `tram-operator=${"A".repeat(43)}`,
        `tram-operator=${"A".repeat(43)}; tram-operator=${"B".repeat(43)}`,
      ]) {
        const answer = methods.includes("POST") ? await browser().post(where, {}, { cookie }) : await browser().get(where, { cookie });
        expect([name, answer.status, answer.json]).toEqual([name, 401, { error: "signed-out" }]);
      }
    }
  });

  test("is told how to sign in, and nothing else", async () => {
    expect((await browser().get("/v1/session")).json).toEqual({ kind: "out", ways: ["password"] });
  });
});

test("every route of operators says which roles it takes, and no role is let in elsewhere", async () => {
  for (const role of ROLES) {
    const { at } = await enrolled(await newAccount(role));
    for (const [name, { path, methods }] of Object.entries<RouteDescription>(ROUTES)) {
      const access = Object.entries(ACCESS).find(([route]) => route === name)?.[1];
      if (!access || methods.includes("POST")) continue;
      const { status, json } = await at.get(path.replace(":id", "hanoi-01"));
      if (access.roles.includes(role)) expect([name, [200, 404]]).toEqual([name, expect.arrayContaining([status])]);
      else expect([name, status, json]).toEqual([name, 403, { error: "role" }]);
    }
  }
  expect(await deeds()).toContain("refused-by-role");
});

describe("a link", () => {
  test("lets in once, to choose how to sign in, and to nothing else until then", async () => {
    const token = await link(await newAccount("admin"));
    const at = browser();
    expect((await at.post("/v1/session/link", { token })).status).toBe(200);
    expect((await at.get("/v1/kiosks")).json).toEqual({ error: "enrol-first" });
    expect((await at.get("/v1/account")).json).toMatchObject({ way: "link", hasPassword: false });
    expect((await browser().post("/v1/session/link", { token })).status).toBe(401);
  });

  test("is over after a day, and where the account was begun anew", async () => {
    const account = await newAccount();
    const late = await link(account);
    now += 86_400;
    expect((await browser().post("/v1/session/link", { token: late })).status).toBe(401);
    const old = await link(account);
    await store.change(account, { ...account, edition: "2" }, []);
    expect((await browser().post("/v1/session/link", { token: old })).status).toBe(401);
  });
});

describe("name, password and code", () => {
  test("open; the session is a cookie that no script sees, and its hash alone is kept", async () => {
    const account = await newAccount();
    const { secret } = await enrolled(account);
    const at = browser();
    const answer = await at.post("/v1/session", {
      name: ` ${account.name.toUpperCase()} `,
      password: PASSWORD.normalize("NFD"),
      code: codeNow(secret),
    });
    expect([answer.status, answer.json]).toEqual([200, { kind: "in" }]);
    expect(answer.given).toMatch(/^tram-operator=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect((await at.get("/v1/session")).json).toEqual({ kind: "in", name: account.name, role: "viewer", way: "password" });
    expect(JSON.stringify(await store.sessionsOf(account.id))).not.toContain(at.cookie.split("=")[1]);
  });

  test("a code is used up, also by two at the same moment", async () => {
    const account = await newAccount();
    const { secret } = await enrolled(account);
    const request = { name: account.name, password: PASSWORD, code: codeNow(secret) };
    const both = await Promise.all([browser().post("/v1/session", request), browser().post("/v1/session", request)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 401]);
    expect((await browser().post("/v1/session", request)).status).toBe(401);
  });

  test("a recovery code stands in for it, once", async () => {
    const account = await newAccount();
    const { recoveryCodes } = await enrolled(account);
    const request = { name: account.name, password: PASSWORD, code: (recoveryCodes[3] ?? "").toUpperCase() };
    expect((await browser().post("/v1/session", request)).status).toBe(200);
    expect((await browser().post("/v1/session", request)).status).toBe(401);
    expect(await deeds()).toContain("recovery-code-used");
  });

  test("a name that nobody has is answered, and made to wait, as one that somebody has", async () => {
    const account = await newAccount();
    await enrolled(account);
    const answers = [];
    for (const name of [account.name, "nobody.at.all"]) {
      const at = browser();
      const said = [];
      for (let mistake = 0; mistake < 4; mistake++) said.push(await wrong(at, name));
      answers.push(said.map(({ status, json }) => [status, json]));
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.at(-1)).toEqual([429, { kind: "wait", waitSeconds: 30 }]);
  });

  test("waits are kept: another process and the right password do not shorten them, time does", async () => {
    const account = await newAccount();
    const { secret } = await enrolled(account);
    for (let mistake = 0; mistake < 3; mistake++) await wrong(browser(), account.name);
    const other = openSqliteOperators(file);
    const right = () => browser().post("/v1/session", { name: account.name, password: PASSWORD, code: codeNow(secret) });
    expect((await right()).status).toBe(429);
    now += 30;
    expect((await right()).status).toBe(200);
    await other.close();
  });
});

test("what is kept of a password takes time to compute, and is another with another salt", async () => {
  const hashes = await Promise.all([1, 1, 2].map((salt) => operatorSecrets.slowHash(PASSWORD, new Uint8Array(16).fill(salt))));
  expect([hashes[0]?.length, operatorSecrets.isEqual(hashes[0] ?? Buffer.of(), hashes[1] ?? Buffer.of())]).toEqual([32, true]);
  expect(operatorSecrets.isEqual(hashes[0] ?? Buffer.of(), hashes[2] ?? Buffer.of())).toBe(false);
});

test("over TLS the cookie is this very host's, and one of loopback is none", () => {
  const place = originOf("https://central.example");
  if (!place) throw new Error("no origin");
  const token = operatorSecrets.newToken();
  expect(sessionCookie(place, token)).toBe(`__Host-tram-operator=${token}; Path=/; Secure; HttpOnly; SameSite=Strict`);
  expect(providerCookie(place, token)).toBe(`__Host-tram-provider=${token}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=300`);
  const asked = (cookie: string) =>
    tokenIn(
      { method: "GET", url: new URL("https://central.example/"), params: {}, headers: { cookie }, body: async () => undefined },
      place,
    );
  expect(asked(`a=b; __Host-tram-operator=${token}`)).toBe(token);
  expect(asked(`tram-operator=${token}`)).toBeUndefined();
});

describe("what comes from elsewhere changes nothing, although the cookie comes with it", () => {
  test.each([
    ["another origin", { origin: "https://evil.example" }, 403],
    ["no origin", { origin: undefined }, 403],
    ["a hidden origin", { origin: "null" }, 403],
    ["another site, by Fetch Metadata", { "sec-fetch-site": "cross-site" }, 403],
    ["another port, by Fetch Metadata", { "sec-fetch-site": "same-site" }, 403],
    ["a form", { "content-type": "application/x-www-form-urlencoded" }, 415],
    ["a form that says it is text", { "content-type": "text/plain" }, 415],
  ])("%s", async (_name, headers, status) => {
    const account = await newAccount();
    const { at } = await enrolled(account);
    const [session] = (await at.get("/v1/account")).json.sessions;
    expect((await at.post("/v1/account/sessions/end", { id: session.id }, headers)).status).toBe(status);
    expect((await at.post("/v1/session/end", {}, headers)).status).toBe(status);
    expect((await at.get("/v1/session")).json.kind).toBe("in");
  });

  test("nor is anything read by a page of another site", async () => {
    const { at } = await enrolled(await newAccount());
    expect((await at.get("/v1/kiosks", { "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await at.get("/v1/kiosks", { origin: "https://evil.example" })).status).toBe(403);
  });
});

describe("a session ends", () => {
  test("after 15 minutes in which the page has asked by itself alone", async () => {
    const { at } = await enrolled(await newAccount());
    for (let minute = 0; minute < 14; minute++) {
      now += 60;
      expect((await at.get("/v1/kiosks", { "x-tram-by-itself": "1" })).status).toBe(200);
    }
    expect((await at.get("/v1/kiosks")).status).toBe(200);
    now += 14 * 60;
    expect((await at.get("/v1/kiosks", { "x-tram-by-itself": "1" })).status).toBe(200);
    now += 60;
    expect((await at.get("/v1/kiosks")).status).toBe(401);
  });

  test("after twelve hours in any case", async () => {
    const { at } = await enrolled(await newAccount());
    for (let minute = 0; minute < 12 * 60; minute += 10) {
      expect((await at.get("/v1/session")).json.kind).toBe("in");
      now += 600;
    }
    expect((await at.get("/v1/session")).json.kind).toBe("out");
  });

  test("with another role, with another password, and with the account", async () => {
    const account = await newAccount("admin");
    const { at, secret } = await enrolled(account);
    const other = browser();
    now += 30;
    await other.post("/v1/session", { name: account.name, password: PASSWORD, code: codeNow(secret) });
    const { ticket, secret: next } = (await at.post("/v1/account/password/question")).json;
    const before = at.cookie;
    expect((await at.post("/v1/account/password", { ticket, password: `${PASSWORD} xanh`, code: codeNow(next) })).json.kind).toBe("done");
    // He who did it goes on, with a secret of its own.
    expect([(await at.get("/v1/kiosks")).status, (await other.get("/v1/kiosks")).status]).toEqual([200, 401]);
    expect(at.cookie).not.toBe(before);
    const current = await store.account(account.id);
    if (!current) throw new Error("no account");
    await store.change(current, { ...current, role: "viewer", edition: "9" }, []);
    expect((await at.get("/v1/kiosks")).status).toBe(401);
    const again = await enrolled(await newAccount());
    await store.remove(`o${count}`, { at: now, operator: "console", deed: "account-removed" });
    expect((await again.at.get("/v1/kiosks")).status).toBe(401);
  });

  test("by its owner, from another of his sessions, and by nobody else", async () => {
    const account = await newAccount();
    const { at, secret } = await enrolled(account);
    const other = browser();
    await other.post("/v1/session", { name: account.name, password: PASSWORD, code: codeNow(secret) });
    const { sessions } = (await at.get("/v1/account")).json;
    expect(sessions).toHaveLength(2);
    const { id } = sessions.find(({ isThis }: { isThis: boolean }) => !isThis);
    const stranger = await enrolled(await newAccount());
    expect((await stranger.at.post("/v1/account/sessions/end", { id })).json).toEqual({ kind: "gone" });
    expect((await at.post("/v1/account/sessions/end", { id })).json).toEqual({ kind: "done" });
    expect([(await at.get("/v1/kiosks")).status, (await other.get("/v1/kiosks")).status]).toEqual([200, 401]);
    expect((await at.post("/v1/session/end")).given).toContain("Max-Age=0");
    expect((await at.get("/v1/session")).json.kind).toBe("out");
  });
});

test("how somebody signs in is changed by whoever has signed in just now, and by no weak password", async () => {
  const { at } = await enrolled(await newAccount());
  const { ticket, secret } = (await at.post("/v1/account/password/question")).json;
  expect((await at.post("/v1/account/password", { ticket, password: "password1234", code: codeNow(secret) })).json.kind).toBe("password");
  expect((await at.post("/v1/account/password", { ticket, password: PASSWORD, code: "000000" })).json.kind).toBe("wrong");
  now += 600;
  expect((await at.post("/v1/account/password/question")).json).toEqual({ kind: "again" });
  expect((await at.post("/v1/account/password", { ticket, password: PASSWORD, code: codeNow(secret) })).json).toEqual({ kind: "again" });
});

test("what was done is in the record, in a chain, without a name, and cannot be changed", async () => {
  const lines = await store.actions(0, 100_000);
  expect(brokenAt(lines, { seq: 0, hash: NO_ACTIONS_HASH })).toBeUndefined();
  expect(JSON.stringify(lines)).not.toMatch(/lan\d|nobody\.at\.all|127\.0\.0\.1/);
  for (const deed of [
    "signed-in",
    "sign-in-refused",
    "signed-out",
    "session-ended",
    "link-used",
    "password-set",
    "account-added",
    "account-removed",
  ])
    expect(await deeds()).toContain(deed);
});

test("without an origin nobody signs in, and nobody is signed in", async () => {
  const { door } = operatorsOf({ store, origin: () => undefined, isDemo: () => false });
  const asked = {
    method: "POST",
    url: new URL("http://127.0.0.1/v1/session"),
    params: {},
    headers: { origin: "null", "content-type": "application/json" },
  };
  const endpoint = door.ofOwnPages(async () => ({ status: 200 }));
  expect((await endpoint({ ...asked, body: async () => undefined })).status).toBe(403);
});
