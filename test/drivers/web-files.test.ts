import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { request } from "node:http";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type HttpServer, startHttpServer } from "../../src/drivers/http-server.ts";
import { type Page, webRoutes } from "../../src/drivers/web-files.ts";

const PATHS: Readonly<Record<Page, string>> = {
  kiosk: "/",
  setup: "/",
  technician: "/technician",
  staff: "/staff",
  help: "/help",
  desk: "/desk",
  fleet: "/",
  signIn: "/sign-in",
  account: "/account",
  receipt: "/r",
  wallet: "/",
  issuer: "/issuer",
};
const PAGES: readonly Page[] = [
  "kiosk",
  "setup",
  "technician",
  "staff",
  "help",
  "desk",
  "fleet",
  "signIn",
  "account",
  "receipt",
  "wallet",
  "issuer",
];

function start(page: Page): Promise<HttpServer> {
  const onFault = (error: unknown) => {
    throw error;
  };
  return startHttpServer({ host: "127.0.0.1", port: 0, routes: webRoutes(page), onFault });
}

/** Asks for exactly this path, as fetch, which tidies paths up, would not. */
function statusOf(port: number, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request({ port, path }, (response) => resolve(response.resume().statusCode ?? 0))
      .on("error", reject)
      .end();
  });
}

describe.each(PAGES)("the %s page", (page) => {
  let server: HttpServer;
  let html = "";
  let headers = new Headers();

  beforeAll(async () => {
    server = await start(page);
    const response = await fetch(server.url + PATHS[page]);
    headers = response.headers;
    html = await response.text();
  });
  afterAll(() => server.close());

  const importMap = () => /<script type="importmap">(.*?)<\/script>/.exec(html)?.[1] ?? "";

  test("names only files of this server, and each is there", async () => {
    const urls = Array.from(html.matchAll(/(?:href|src)="([^"]*)"/g), ([, url = ""]) => url);
    expect(urls.length).toBeGreaterThan(5);
    for (const url of urls) {
      expect(url).toMatch(/^\/(web|core|npm)\//);
      expect([url, (await fetch(server.url + url)).status]).toEqual([url, 200]);
    }
  });

  test("preloads every module that one of ours imports", async () => {
    const names: Record<string, string> = JSON.parse(importMap()).imports;
    const preloaded = Array.from(html.matchAll(/modulepreload" href="([^"]*)"/g), ([, url = ""]) => url);
    for (const url of preloaded.filter((module) => !module.startsWith("/npm/"))) {
      const body = await (await fetch(server.url + url)).text();
      for (const [, name = ""] of body.matchAll(/^(?:import|\} from)[^"\n]*"([^"]+)";$/gm)) {
        expect(preloaded).toContain(names[name] ?? new URL(name, server.url + url).pathname);
      }
    }
  });

  test("runs no inline script but the import map, whose hash the policy names", () => {
    const hash = createHash("sha256").update(importMap()).digest("base64");
    expect(headers.get("content-security-policy")).toContain(`script-src 'self' 'sha256-${hash}';`);
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html).not.toMatch(/\son\w+=|<style|style=/);
  });

  test("forbids whatever it does not need: frames, forms, plugins, other hosts, strings that become code", () => {
    const policy = headers.get("content-security-policy");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("form-action 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  });

  test("may use the webcam only on the desk", () => {
    expect(headers.get("permissions-policy")).toContain(page === "desk" ? "camera=(self)" : "camera=()");
  });
});

describe("the files", () => {
  let server: HttpServer;
  beforeAll(async () => {
    server = await start("desk");
  });
  afterAll(() => server.close());

  test.each([
    "/web/../ports.ts",
    "/web/../../package.json",
    "/web/..%2f..%2fpackage.json",
    "/web/%2e%2e/ports.ts",
    "/web/....//ports.ts",
    "/web\\..\\ports.ts",
    "/web/tsconfig.json",
    "/web/",
    "/npm/lit/package.json",
    "/npm/../typescript/package.json",
    "/core/signature.ts",
    "/web/page.css%00.ts",
  ])("hold nothing at %s", async (path) => {
    expect(await statusOf(server.port, path)).toBe(404);
  });

  test("are JavaScript when they arrive, line for line where the source has them", async () => {
    const response = await fetch(`${server.url}/web/language.ts`);
    expect(response.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    const body = await response.text();
    expect(body).toContain("export function preferredLanguage()");
    expect(body).not.toMatch(/\bexport type\b|\bimport type\b/);
  });

  test("are not sent again to a browser that has them", async () => {
    const url = `${server.url}/web/page.css`;
    const first = await fetch(url);
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    const again = await fetch(url, { headers: { "if-none-match": etag } });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    expect((await fetch(url, { headers: { "if-none-match": '"old"' } })).status).toBe(200);
  });

  test("of the citizen page stay within 60 kB together, so that a Pi 3 shows it soon", async () => {
    const kiosk = await start("kiosk");
    const html = await (await fetch(kiosk.url)).text();
    const urls = new Set(Array.from(html.matchAll(/(?:href|src)="([^"]*)"/g), ([, url = ""]) => url));
    let transferred = 0;
    for (const url of ["/", ...urls]) {
      const response = await fetch(kiosk.url + url);
      expect([url, response.headers.get("content-encoding")]).toEqual([url, url.endsWith(".woff2") ? null : "gzip"]);
      expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(0);
      transferred += Number(response.headers.get("content-length"));
    }
    await kiosk.close();
    expect(transferred).toBeLessThan(60_000);
    expect(transferred).toBeGreaterThan(5_000);
  });

  test("are sent as they are to a program that unpacks nothing", async () => {
    const url = `${server.url}/web/page.css`;
    const plain = await fetch(url, { headers: { "accept-encoding": "identity" } });
    expect(plain.headers.get("content-encoding")).toBeNull();
    expect(await plain.text()).toBe(await (await fetch(url)).text());
  });
});

test("whoever starts a kiosk is not shown Node's notice about type stripping, and gets every other warning", () => {
  const module = fileURLToPath(new URL("../../src/drivers/web-files.ts", import.meta.url));
  const script = `import { webRoutes } from ${JSON.stringify(module)}; webRoutes("kiosk"); process.emitWarning("still heard");`;
  const { stderr, status } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8" });
  expect(status).toBe(0);
  expect(stderr).toContain("still heard");
  expect(stderr).not.toContain("Experimental");
});
