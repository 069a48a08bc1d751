import { setTimeout as delay } from "node:timers/promises";
import { pino } from "pino";
import type { Ledger } from "../central-ports.ts";
import { isLoopback, type Origin, originOf } from "../core/operator/origin.ts";
import { type CentralServerOptions, startCentralServer } from "../drivers/central-server.ts";
import type { HttpServer } from "../drivers/http-server.ts";
import { demoByParent, stopRequested, tellParent } from "../drivers/parent-process.ts";
import { webRoutes } from "../drivers/web-files.ts";
import type { OperatorStore } from "../operator-ports.ts";
import { type ListenAddress, listenAddressOf } from "./listen-address.ts";
import { readProvider } from "./operator-assembly.ts";
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
  /** Where operators sign in, as their browsers write it; absent: at the address where central listens, if that is this machine alone. */
  readonly origin?: Origin;
  /** File that says which other provider knows the operators. */
  readonly oidc?: string;
}

/** Serves until it is asked to stop; resolves to the exit code. */
export async function serve(
  options: ServeOptions,
  openLedger: () => Promise<Ledger>,
  openOperators: () => Promise<OperatorStore>,
): Promise<number> {
  const stop = stopRequested();
  const isToldDemo = demoByParent();
  const address = listenAddressOf(options.listen);
  if (!address) return notAnAddress("--listen", options.listen);
  const metricsAddress = options.metrics === undefined ? undefined : listenAddressOf(options.metrics);
  if (options.metrics !== undefined && !metricsAddress) return notAnAddress("--metrics", options.metrics);
  const provider = options.oidc === undefined ? undefined : await readProvider(options.oidc);
  if (options.oidc !== undefined && !provider) return EXIT_USAGE;
  const log = pino({ name: "central" }, pino.destination({ dest: 2, sync: true }));
  const ledger = await openLedger();
  const store = await openOperators();
  let isStopping = false;
  const operators = {
    store,
    provider,
    origin: () => options.origin ?? ownOrigin(servers[0]),
    // Only on this machine, and not behind a proxy that would bring others to it.
    isDemo: () => isToldDemo() && isLoopback(address.host) && !options.origin && !options.trustedProxies,
  };
  const { routes, metricsRoute, onAnswer } = programOf({ data: options.data, ledger, operators, log, isStopping: () => isStopping });
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
    await Promise.all([ledger.close(), store.close()]);
  }

  const isServing = await listen(options.listen, address, {
    routes,
    // The one place where the pages join: their routes beside those of the protocol.
    pages: { ...webRoutes("fleet"), ...webRoutes("receipt"), ...webRoutes("signIn"), ...webRoutes("account") },
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

/** What somebody at this very machine types. */
function ownOrigin(server: HttpServer | undefined): Origin | undefined {
  return server && originOf(new URL(server.url).origin);
}
