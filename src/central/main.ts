import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { pino } from "pino";
import { keyThumbprint, publicJwkOf } from "../core/http-signature.ts";
import { isKioskId } from "../core/protocol.ts";
import { importJwk } from "../core/signature.ts";
import { openTrustBundle } from "../core/trust-bundle.ts";
import { runCommands } from "../drivers/command-line.ts";
import { replaceFile } from "../drivers/durable-file.ts";
import { nodeFileSystem } from "../drivers/file-system.ts";
import { type Handler, type HttpServer, respondJson, startHttpServer } from "../drivers/http-server.ts";
import { stopRequested, tellParent } from "../drivers/parent-process.ts";
import { publishedBundleAt } from "../drivers/published-bundle.ts";
import { openSqliteLedger } from "../drivers/sqlite-ledger.ts";
import { systemClock } from "../drivers/system-clock.ts";
import { webRoutes } from "../drivers/web-files.ts";
import type { Ledger } from "../ports.ts";
import { centralApi } from "./api.ts";
import type { Endpoint } from "./endpoint.ts";

const DEFAULT_LISTEN = "127.0.0.1:8169";

const DATA = ["--data <dir>", "folder of the ledger and the trust bundle; made where there is none"] as const;
const JSON_LINES = ["--json", "answer in JSON lines"] as const;

interface Common {
  readonly data: string;
  readonly json?: boolean;
}

/** `tram central …`: the server, and what an operator does to its data. Resolves to the exit code; 2 is wrong usage. */
export function run(args: readonly string[]): Promise<number> {
  return runCommands(args, (program, act) => {
    const central = program
      .command("central")
      .description("receive journals, hand out the trust bundle, show the fleet")
      .enablePositionalOptions();
    central
      // Asked for below: commander would ask for it in front of a subcommand, too.
      .option(...DATA)
      .option(...JSON_LINES)
      .option("--listen <host:port>", "address to listen on, port 0 for any", DEFAULT_LISTEN)
      .action(({ data, ...options }: Partial<Common> & { readonly listen: string }) => {
        if (data === undefined) return central.error("error: required option '--data <dir>' not specified");
        return act(serve({ ...options, data }));
      });
    withCommon(central.command("enrol").description("make a kiosk known by its public device key"))
      .requiredOption("--kiosk <id>", "name of the kiosk: a to z, 0 to 9 and -, at most 64 characters")
      .requiredOption("--key <file>", "its public key, a JWK file")
      .action((options: Common & { readonly kiosk: string; readonly key: string }) => act(enrol(options)));
    withCommon(central.command("publish").description("hand out this trust bundle from now on"))
      .requiredOption("--bundle <file>", "the sealed bundle")
      .action((options: Common & { readonly bundle: string }) => act(publish(options)));
  });
}

function withCommon(command: Command): Command {
  return command.requiredOption(...DATA).option(...JSON_LINES);
}

async function serve(options: Common & { readonly listen: string }): Promise<number> {
  const stop = stopRequested();
  const address = /^(?:\[(?<v6>[0-9a-f:.]+)\]|(?<host>[^:[\]]+)):(?<port>[0-9]{1,5})$/i.exec(options.listen)?.groups;
  const host = address?.["v6"] ?? address?.["host"];
  const port = Number(address?.["port"]);
  if (host === undefined || port > 65_535) return complain(`--listen is not HOST:PORT: ${options.listen}`, 2);
  const log = pino({ name: "central" }, pino.destination({ dest: 2, sync: true }));
  const ledger = await openLedger(options.data);
  const bundle = publishedBundleAt(join(options.data, "trust.dsse.json"));
  // The one place where the fleet page joins: its routes beside those of the protocol.
  const api = Object.entries(centralApi({ ledger, bundle, clock: systemClock })).map(([route, endpoint]) => [route, handlerOf(endpoint)]);
  const routes = { ...Object.fromEntries(api), ...webRoutes("fleet") };
  let server: HttpServer;
  try {
    server = await startHttpServer({ host, port, routes, onFault: (error) => log.error(error, "request failed") });
  } catch (error) {
    await ledger.close();
    return complain(`cannot listen on ${options.listen}: ${error instanceof Error ? error.message : String(error)}`, 1);
  }
  say(options, { event: "listening", url: server.url }, `listening on ${server.url}`);
  tellParent({ url: server.url });
  await stop;
  await server.close();
  await ledger.close();
  return 0;
}

function handlerOf(endpoint: Endpoint): Handler {
  return async (request, response) => {
    const { status, headers = {}, body } = await endpoint(request);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (body && "json" in body) respondJson(response, status, body.json);
    else response.writeHead(status).end(body?.bytes);
  };
}

async function enrol({ kiosk, key: file, ...options }: Common & { readonly kiosk: string; readonly key: string }): Promise<number> {
  if (!isKioskId(kiosk)) return complain(`--kiosk: ${JSON.stringify(kiosk)} cannot name a kiosk`, 2);
  const parsed: unknown = JSON.parse(await readFile(file, "utf8"));
  // A bare JWK, or the public form that `tram keys new --public` writes around one.
  const jwk: unknown = typeof parsed === "object" && parsed !== null && "jwk" in parsed ? parsed.jwk : parsed;
  if (typeof jwk !== "object" || jwk === null) return complain(`--key: ${file} is no JWK`, 1);
  if ("d" in jwk) return complain(`--key: ${file} is a private key; it never leaves the kiosk, take its public part`, 1);
  const key = importJwk(jwk);
  if (!key) return complain(`--key: ${file} is no public Ed25519 or P-256 key`, 1);
  const ledger = await openLedger(options.data);
  const outcome = await ledger.enrol(kiosk, publicJwkOf(key), systemClock.now());
  await ledger.close();
  if (outcome === "other-key") return complain(`${kiosk} is enrolled with another key; enrol the device under a new name`, 1);
  say(options, { event: outcome, kiosk, keyId: keyThumbprint(key) }, `${kiosk} ${outcome === "enrolled" ? "" : "was already "}enrolled`);
  return 0;
}

async function publish({ bundle: file, ...options }: Common & { readonly bundle: string }): Promise<number> {
  const bytes = await readFile(file);
  // Central holds no root key and need not: whatever it hands out, a kiosk checks. Only what can be no bundle at all stops here.
  const opened = openTrustBundle(bytes, [], { demo: false, notBelowVersion: 0 });
  if (!opened.ok && opened.refusal !== "signature") return complain(`--bundle: ${opened.refusal}: ${opened.detail}`, 1);
  await nodeFileSystem.makeFolder(options.data);
  await replaceFile(join(options.data, "trust.dsse.json"), bytes);
  say(options, { event: "published", bytes: bytes.length }, `published ${file}`);
  return 0;
}

async function openLedger(folder: string): Promise<Ledger> {
  await nodeFileSystem.makeFolder(folder);
  return openSqliteLedger(join(folder, "ledger.sqlite"));
}

function say({ json }: Common, event: object, text: string): void {
  process.stdout.write(json ? `${JSON.stringify(event)}\n` : `central: ${text}\n`);
}

function complain(text: string, code: number): number {
  process.stderr.write(`central: ${text}\n`);
  return code;
}
