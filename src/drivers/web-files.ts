import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire, stripTypeScriptTypes } from "node:module";
import { dirname, extname, join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Handler } from "./http-server.ts";
import { bundle } from "./web-bundle.ts";
import { FIRST_FONTS, fonts } from "./web-fonts.ts";

/** Routes for startHttpServer(), to be spread into others. */
export type Routes = Readonly<Record<string, Handler>>;

/** The pages there are: the citizen screen, what stands in its place on a machine that is not set up yet, the technician's page, the staff's, the desk beside it, central's list of kiosks, its sign-in, one's account there and its check of receipts, what codes mean, and the demo's wallet and issuer. */
export type Page = keyof typeof PAGES;

const PAGES = {
  kiosk: { path: "/", title: "Trạm", element: "tram-kiosk", camera: false },
  setup: { path: "/", title: "Trạm · Cài đặt", element: "tram-setup", camera: false },
  technician: { path: "/technician", title: "Trạm · Kỹ thuật", element: "tram-technician", camera: false },
  staff: { path: "/staff", title: "Trạm · Bàn nhân viên", element: "tram-staff", camera: false },
  help: { path: "/help", title: "Trạm · Mã và cách xử lý", element: "tram-help", camera: false },
  desk: { path: "/desk", title: "Trạm · Bàn thử", element: "tram-desk", camera: true },
  fleet: { path: "/", title: "Trạm · Trung tâm", element: "tram-fleet", camera: false },
  signIn: { path: "/sign-in", title: "Trạm · Đăng nhập", element: "tram-sign-in", camera: false },
  account: { path: "/account", title: "Trạm · Tài khoản", element: "tram-account", camera: false },
  receipt: { path: "/r", title: "Trạm · Biên nhận", element: "tram-receipt", camera: false },
  wallet: { path: "/", title: "Trạm · Ví thử", element: "tram-wallet", camera: false },
  issuer: { path: "/issuer", title: "Trạm · Nơi cấp thử", element: "tram-issuer", camera: false },
} as const;

/** Modules that pages import by name: the three packages that Lit consists of, in their production builds, and what the wallet signs and draws with. */
const PACKAGES = {
  // What lit/index.js hands on, but for a question that only a server asks.
  lit: "lit-element/lit-element.js",
  "lit-html": "lit-html/lit-html.js",
  "lit-element/lit-element.js": "lit-element/lit-element.js",
  "@lit/reactive-element": "@lit/reactive-element/reactive-element.js",
  "@noble/ed25519": "@noble/ed25519/index.js",
  qr: "qr/index.js",
} as const;

/** Run from sources we serve `.ts` with its types stripped; run from a build, the `.js` beside us. */
const EXTENSION = extname(import.meta.filename);
const SOURCE = dirname(import.meta.dirname);
const require = createRequire(import.meta.url);
/** Where the files of packages are to a browser. */
const PACKAGE_PREFIX = "/npm/";

const JAVASCRIPT = "text/javascript; charset=utf-8";
const NO_NAMES: ReadonlyMap<string, string> = new Map();

interface WebFile {
  readonly type: string;
  readonly body: string | Buffer;
  /** URLs of the modules it imports. */
  readonly imports: readonly string[];
  /** URLs of those that it imports when it needs them. */
  readonly later: readonly string[];
  /** The same by the specifiers that stand in its text. */
  readonly names: ReadonlyMap<string, string>;
}

/**
 * The routes of one page: its HTML and every file it may load, read once, now; nothing else can be asked for. Throws when a
 * file is missing, because then the installation is broken.
 */
export function webRoutes(page: Page): Routes {
  const { path, element } = PAGES[page];
  const entry = `/web/${element}${EXTENSION}`;
  const all = modulesFrom(entry, ({ imports, later }) => [...imports, ...later]);
  const modules = page === "kiosk" ? bundled(entry, all) : modulesFrom(entry, ({ imports }) => imports);
  const assets = [
    ...["page.css", "icon.svg"].map((name): [string, WebFile] => [`/web/${name}`, readAsset(name)]),
    ...fonts().map(({ url, body }): [string, WebFile] => [url, { type: "font/woff2", body, imports: [], later: [], names: NO_NAMES }]),
    ...all,
    ...modules,
  ];
  const files = assets.map(([url, { type, body }]) => [`GET ${url}`, respondFile(type, body, {})] as const);
  const named = Object.entries(PACKAGES).map(([name, file]) => [name, PACKAGE_PREFIX + file] as const);
  const imports = JSON.stringify({ imports: Object.fromEntries(named.filter(([, url]) => all.has(url))) });
  const html = shell(page, [...modules.keys()], imports);
  return { [`GET ${path}`]: respondFile("text/html; charset=utf-8", html, pageHeaders(page, imports)), ...Object.fromEntries(files) };
}

/** Where the citizen's page has its own modules in one. */
const BUNDLE = "/web/kiosk.js";

/** The entry and all its own modules as one, and the packages that they import: what a slow board parses soonest, and what transfers least. */
function bundled(entry: string, all: ReadonlyMap<string, WebFile>): ReadonlyMap<string, WebFile> {
  const isOwn = (url: string) => !url.startsWith(PACKAGE_PREFIX);
  const sources = [...all].map(([url, { body, names }]) => [url, { body: body.toString(), names }] as const);
  const body = bundle(entry, new Map(sources), isOwn);
  const packages = [...all].filter(([url]) => !isOwn(url));
  return new Map([[BUNDLE, { type: JAVASCRIPT, body, imports: [], later: [], names: NO_NAMES }], ...packages]);
}

/** The entry and everything it needs, by URL. */
function modulesFrom(entry: string, needs: (file: WebFile) => readonly string[]): ReadonlyMap<string, WebFile> {
  const found = new Map<string, WebFile>();
  const waiting = [entry];
  for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) {
    if (found.has(url)) continue;
    const file = readModule(url);
    found.set(url, file);
    waiting.push(...needs(file));
  }
  return found;
}

/** Pages share most modules, and a program may serve two pages. */
const cache = new Map<string, WebFile>();

function readModule(url: string): WebFile {
  const known = cache.get(url);
  if (known) return known;
  const isPackage = url.startsWith(PACKAGE_PREFIX);
  const file = isPackage ? join(packageRoot(url), url.slice(PACKAGE_PREFIX.length)) : join(SOURCE, url);
  const text = readFileSync(file, "utf8");
  // A package keeps its comments: its licence is among them.
  const body = isPackage ? text : withoutComments(file.endsWith(".ts") ? stripTypes(text) : text);
  const module = {
    type: JAVASCRIPT,
    body,
    imports: [...importsOf(body, url, IMPORT).values()],
    later: [...importsOf(body, url, LATER).values()],
    names: importsOf(body, url, IMPORT),
  };
  cache.set(url, module);
  return module;
}

/** The node_modules folder that holds the package of a URL; npm may have placed it above ours. */
function packageRoot(url: string): string {
  const [scopeOrName = "", name = ""] = url.slice(PACKAGE_PREFIX.length).split("/");
  const packageName = scopeOrName.startsWith("@") ? `${scopeOrName}/${name}` : scopeOrName;
  const file = require.resolve(packageName);
  return file.slice(0, file.lastIndexOf(join("node_modules", packageName)) + "node_modules".length);
}

/** A static import or re-export and its module: all that the pages use, and all that a browser would fetch. */
const IMPORT = /\b(?:import|export)\b\s*(?:[\w$*{},\s]*?\bfrom\s*)?"([^"]+)"/g;

/** An import that waits until it is asked for. */
const LATER = /\bimport\(\s*"([^"]+)"\s*\)/g;

function importsOf(body: string, url: string, kind: RegExp): ReadonlyMap<string, string> {
  return new Map(Array.from(body.matchAll(kind), ([, specifier = ""]) => [specifier, resolveImport(specifier, url)]));
}

function resolveImport(specifier: string, from: string): string {
  if (specifier.startsWith(".")) return new URL(specifier, `http://localhost${from}`).pathname;
  const file = Object.entries(PACKAGES).find(([name]) => name === specifier)?.[1];
  if (!file) throw new Error(`web files: ${from} imports ${specifier}, which no page may load`);
  return PACKAGE_PREFIX + file;
}

/**
 * JavaScript with the types blanked out, every line where it was. Node calls the function experimental once a process; that
 * notice would greet whoever starts a kiosk, so it is held back for the duration of this call, and only this one.
 */
function stripTypes(text: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(text);
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** What whole lines of comments say is for whoever reads the sources; every line stays where it was. */
function withoutComments(body: string): string {
  return body.replace(/^[ \t]*(?:\/\*[\s\S]*?\*\/|\/\/.*)[ \t]*$/gm, (comment) => "\n".repeat(comment.split("\n").length - 1));
}

const ASSET_TYPES: Readonly<Record<string, string>> = { ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml" };

function readAsset(name: string): WebFile {
  return {
    type: ASSET_TYPES[extname(name)] ?? "",
    body: withoutComments(readFileSync(join(SOURCE, "web", name), "utf8")),
    imports: [],
    later: [],
    names: NO_NAMES,
  };
}

function shell(page: Page, modules: readonly string[], importMap: string): string {
  const { title, element } = PAGES[page];
  // The import map comes before the first module is asked for: a browser ignores it afterwards.
  return `<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="/web/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/web/page.css">
${page === "kiosk" ? FIRST_FONTS.map((url) => `<link rel="preload" href="${url}" as="font" type="font/woff2" crossorigin>`).join("\n") : ""}
<script type="importmap">${importMap}</script>
${modules.map((url) => `<link rel="modulepreload" href="${url}">`).join("\n")}
<script type="module" src="${modules[0]}"></script>
</head>
<body class="${page}"><${element}><p class="starting">Đang khởi động… <span lang="en">Starting…</span></p></${element}></body>
</html>
`;
}

/**
 * What the page may do: load from this server, run no inline script but the import map (by its hash), be framed by nobody,
 * and turn text into HTML only through Lit's templates (Trusted Types).
 */
function pageHeaders(page: Page, importMap: string): Readonly<Record<string, string>> {
  const hash = createHash("sha256").update(importMap).digest("base64");
  return {
    "content-security-policy": [
      "default-src 'none'",
      `script-src 'self' 'sha256-${hash}'`,
      "style-src 'self'",
      "img-src 'self' blob:",
      "connect-src 'self'",
      "font-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types lit-html",
    ].join("; "),
    "permissions-policy": `camera=(${PAGES[page].camera ? "self" : ""}), microphone=(), geolocation=()`,
    "cross-origin-opener-policy": "same-origin",
  };
}

function respondFile(type: string, body: string | Buffer, headers: Readonly<Record<string, string>>): Handler {
  const plain = Buffer.from(body);
  // Packed when a browser first asks, not while the kiosk starts: a page is asked for once or twice a day. Brotli would take a hundred times longer.
  let packed: Buffer | undefined;
  const isPackable = type !== "font/woff2";
  const etag = `"${createHash("sha256").update(plain).digest("base64url").slice(0, 22)}"`;
  const common = { etag, vary: "accept-encoding", "cache-control": "no-cache", "cross-origin-resource-policy": "same-origin", ...headers };
  return (request, response) => {
    if (request.headers["if-none-match"] === etag) return void response.writeHead(304, common).end();
    const isPacked = isPackable && /\bgzip\b(?!;q=0)/.test(request.headers["accept-encoding"] ?? "");
    if (isPacked) packed ??= gzipSync(plain, { level: 9 });
    const bytes = (isPacked && packed) || plain;
    const encoding = isPacked ? { "content-encoding": "gzip" } : {};
    response.writeHead(200, { ...common, ...encoding, "content-type": type, "content-length": bytes.length }).end(bytes);
  };
}
