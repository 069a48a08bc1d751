import { setTimeout as delay } from "node:timers/promises";
import { pino } from "pino";
import type { Ledger } from "../central-ports.ts";
import { type CentralServerOptions, startCentralServer } from "../drivers/central-server.ts";
import type { HttpServer } from "../drivers/http-server.ts";
import { stopRequested, tellParent } from "../drivers/parent-process.ts";
import { webRoutes } from "../drivers/web-files.ts";
import { type ListenAddress, listenAddressOf } from "./listen-address.ts";
import { programOf } from "./program-assembly.ts";
import { type CommonOptions, complain, EXIT_DONE, EXIT_REFUSED, EXIT_USAGE, say } from "./saying.ts";

/** How central is reached, and what it says of itself. */
export interface ServeOptions extends CommonOptions {
  readonly listen: string;
  /** Where a monitoring program asks; absent: nowhere. */
  readonly metrics?: string;
  /** Names by which central may be called; absent: any. */
  readonly names?: readonly string[];
  readonly trustedProxies?: readonly string[];
  /** How long to go on after being asked to stop, so that a load balancer learns of it. */
  readonly drain: number;
  readonly accessLog?: boolean;
}

/** Serves until it is asked to stop; resolves to the exit code. */
export async function serve(options: ServeOptions, openLedger: () => Promise<Ledger>): Promise<number> {
  const stop = stopRequested();
  const address = listenAddressOf(options.listen);
  if (!address) return notAnAddress("--listen", options.listen);
  const metricsAddress = options.metrics === undefined ? undefined : listenAddressOf(options.metrics);
  if (options.metrics !== undefined && !metricsAddress) return notAnAddress("--metrics", options.metrics);
  const log = pino({ name: "central" }, pino.destination({ dest: 2, sync: true }));
  const ledger = await openLedger();
  let isStopping = false;
  const { routes, metricsRoute, onAnswer } = programOf({ data: options.data, ledger, log, isStopping: () => isStopping });
  const onFault = (error: unknown) => log.error(error, "request failed");
  const servers: HttpServer[] = [];
  /** False where it cannot listen there; that is said. */
  async function listen(
    text: string,
    at: ListenAddress,
    others: Omit<CentralServerOptions, "host" | "port" | "onFault">,
  ): Promise<boolean> {
    try {
      servers.push(await startCentralServer({ ...at, ...others, onFault }));
      return true;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      complain({ vi: `không mở được ${text}: ${why}`, en: `cannot listen on ${text}: ${why}` }, EXIT_REFUSED);
      return false;
    }
  }
  async function close(): Promise<void> {
    await Promise.all(servers.map((server) => server.close()));
    await ledger.close();
  }

  const isServing = await listen(options.listen, address, {
    routes,
    // The one place where the pages join: their routes beside those of the protocol.
    pages: { ...webRoutes("fleet"), ...webRoutes("receipt") },
    ...(options.names && { allowedHosts: options.names }),
    ...(options.trustedProxies && { trustedProxies: options.trustedProxies }),
    onUnnamedProxy: () => log.warn("a proxy hands on requests and is not in --trusted-proxies: all behind it count as one address"),
    onAnswer(answered) {
      onAnswer(answered);
      if (options.accessLog) log.info(answered, "answered");
    },
  });
  const isMeasured = !isServing || !metricsAddress || (await listen(`${options.metrics}`, metricsAddress, { routes: [metricsRoute] }));
  const [{ url } = { url: "" }, metrics] = servers;
  if (!isServing || !isMeasured) return await close().then(() => EXIT_REFUSED);
  say(
    options,
    { event: "listening", url, ...(metrics && { metrics: `${metrics.url}/metrics` }) },
    { vi: `đang nghe tại ${url}`, en: `listening on ${url}` },
  );
  tellParent({ url });
  await stop;
  isStopping = true;
  await delay(options.drain * 1000);
  await close();
  return EXIT_DONE;
}

function notAnAddress(option: string, text: string): number {
  return complain({ vi: `${option} không phải MÁY:CỔNG: ${text}`, en: `${option} is not HOST:PORT: ${text}` }, EXIT_USAGE);
}
