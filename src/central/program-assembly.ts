import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import type { Answered, ApiRoute } from "../api-ports.ts";
import type { Ledger } from "../central-ports.ts";
import { METRICS_MEDIA_TYPE } from "../core/metrics-text.ts";
import { VERSION } from "../core/version.ts";
import { readCentralKey } from "../drivers/central-key.ts";
import { publishedRepositoryAt } from "../drivers/published-repository.ts";
import { systemClock } from "../drivers/system-clock.ts";
import { centralApi } from "./api.ts";
import { ROUTES } from "./api-routes.ts";
import { plainText } from "./endpoint.ts";
import { createMeter } from "./meter.ts";
import { type OperatorPlace, operatorsOf } from "./operator-assembly.ts";
import { createReadiness } from "./readiness.ts";
import { witnessIn } from "./witness-assembly.ts";

/** Central without its sockets. */
export interface CentralProgram {
  readonly routes: readonly ApiRoute[];
  /** For a port of its own: not everybody is to know how many kiosks there are. */
  readonly metricsRoute: ApiRoute;
  readonly onAnswer: (answered: Answered) => void;
}

/** Puts the endpoints together with the ledger, and with the keys and the trust bundle in the folder `data`. */
export function programOf({
  data,
  ledger,
  operators,
  log,
  isStopping,
}: {
  readonly data: string;
  readonly ledger: Ledger;
  readonly operators: OperatorPlace;
  readonly log: Logger;
  readonly isStopping: () => boolean;
}): CentralProgram {
  const problems = createReadiness({
    ledger,
    keys: { "time-key": () => readCentralKey(data, "time"), "witness-key": () => readCentralKey(data, "witness") },
    isStopping,
    rest: (ms) => delay(ms, undefined, { ref: false }),
    onProblem: (problem, fault) => log.error({ problem, fault }, "not ready"),
  });
  const meter = createMeter({
    ledger,
    clock: systemClock,
    problems,
    paths: new Set(Object.values(ROUTES).map(({ path }) => path)),
    version: VERSION,
    residentBytes: () => process.memoryUsage.rss(),
    onFault: (error) => log.error(error, "kiosks were not counted"),
  });
  const routes = centralApi({
    ledger,
    trust: publishedRepositoryAt(join(data, "trust")),
    clock: systemClock,
    problems,
    operators: operatorsOf(operators),
    timeKey: () => readCentralKey(data, "time"),
    witness: witnessIn(data, (fault) => log.error({ fault }, "nothing is cosigned")),
    onBatch: meter.onBatch,
    onContradiction(kiosk, contradiction, seq) {
      meter.onContradiction(contradiction);
      log.error({ kiosk, contradiction, seq }, "journal contradicts what is held");
    },
  });
  return {
    routes,
    metricsRoute: {
      methods: ["GET"],
      path: "/metrics",
      endpoint: async () => plainText(200, await meter.page(), METRICS_MEDIA_TYPE),
    },
    onAnswer: meter.onAnswer,
  };
}
