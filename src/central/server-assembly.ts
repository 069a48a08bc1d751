import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { pino } from "pino";
import type { Ledger } from "../central-ports.ts";
import { readCentralKey } from "../drivers/central-key.ts";
import { type Handler, type HttpServer, respondJson, startHttpServer } from "../drivers/http-server.ts";
import { stopRequested, tellParent } from "../drivers/parent-process.ts";
import { publishedRepositoryAt } from "../drivers/published-repository.ts";
import { systemClock } from "../drivers/system-clock.ts";
import { webRoutes } from "../drivers/web-files.ts";
import { centralApi } from "./api.ts";
import type { Endpoint } from "./endpoint.ts";
import { type CommonOptions, complain, EXIT_DONE, EXIT_REFUSED, EXIT_USAGE, say } from "./saying.ts";
import { witnessIn } from "./witness-assembly.ts";

/** How long a receiver may take nothing of a file before we give it up, in milliseconds. */
const STALLED_MS = 60_000;

/** Serves until it is asked to stop; resolves to the exit code. */
export async function serve(options: CommonOptions & { readonly listen: string }, openLedger: () => Promise<Ledger>): Promise<number> {
  const stop = stopRequested();
  const address = /^(?:\[(?<v6>[0-9a-f:.]+)\]|(?<host>[^:[\]]+)):(?<port>[0-9]{1,5})$/i.exec(options.listen)?.groups;
  const host = address?.["v6"] ?? address?.["host"];
  const port = Number(address?.["port"]);
  if (host === undefined || port > 65_535) {
    return complain(
      { vi: `--listen không phải MÁY:CỔNG: ${options.listen}`, en: `--listen is not HOST:PORT: ${options.listen}` },
      EXIT_USAGE,
    );
  }
  const log = pino({ name: "central" }, pino.destination({ dest: 2, sync: true }));
  const ledger = await openLedger();
  const trust = publishedRepositoryAt(join(options.data, "trust"));
  const api = centralApi({
    ledger,
    trust,
    clock: systemClock,
    timeKey: () => readCentralKey(options.data, "time"),
    witness: witnessIn(options.data, (fault) => log.error({ fault }, "nothing is cosigned")),
    onContradiction: (kiosk, contradiction, seq) => log.error({ kiosk, contradiction, seq }, "journal contradicts what is held"),
  });
  // The one place where the pages join: their routes beside those of the protocol.
  const handlers = Object.entries(api).map(([route, endpoint]) => [route, handlerOf(endpoint)]);
  const routes = { ...Object.fromEntries(handlers), ...webRoutes("fleet"), ...webRoutes("receipt") };
  let server: HttpServer;
  try {
    server = await startHttpServer({ host, port, routes, onFault: (error) => log.error(error, "request failed") });
  } catch (error) {
    await ledger.close();
    const why = error instanceof Error ? error.message : String(error);
    return complain({ vi: `không mở được ${options.listen}: ${why}`, en: `cannot listen on ${options.listen}: ${why}` }, EXIT_REFUSED);
  }
  say(options, { event: "listening", url: server.url }, { vi: `đang nghe tại ${server.url}`, en: `listening on ${server.url}` });
  tellParent({ url: server.url });
  await stop;
  await server.close();
  await ledger.close();
  return EXIT_DONE;
}

function handlerOf(endpoint: Endpoint): Handler {
  return async (request, response) => {
    const { status, headers = {}, body } = await endpoint(request);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (body && "json" in body) return respondJson(response, status, body.json);
    response.writeHead(status);
    if (!body) return void response.end();
    response.setTimeout(STALLED_MS, () => void response.destroy());
    // Whoever goes away in the middle is no fault of ours.
    await pipeline(body.stream, response).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
    });
  };
}
