import type { Logger } from "pino";
import type { CentralConnection } from "./central-assembly.ts";
import type { TrustRefresh } from "./trust-refresh.ts";

/** Logs what has changed on the ways to central and to the publisher. */
export function createWaysLog(log: Logger, refresh: Pick<TrustRefresh, "status">, central: CentralConnection | undefined): () => void {
  const isRefused = (state: string) => state === "refused";
  const logs = {
    sync: stateLog(log, "sync", (state) => state === "stopped"),
    time: stateLog(log, "time", isRefused),
    central: stateLog(log, "trust from central", isRefused),
    folder: stateLog(log, "trust from stick", isRefused),
  };
  return () => {
    const { central: network, folder } = refresh.status();
    if (central) {
      logs.sync(central.sync.status());
      logs.time(central.time.status());
      logs.central(network);
    }
    // Nothing is said of sticks where none has ever been put in.
    if (folder.state !== "starting") logs.folder(folder);
  };
}

/** Logs what has changed since the call before: a kiosk that sends nothing must not look like one that has nothing to send. */
function stateLog(log: Logger, event: string, isError: (state: string) => boolean) {
  let known: string | undefined;
  return ({ state, detail }: { readonly state: string; readonly detail: string }): void => {
    // Refused for another reason is news; the same reason again is not, though its figures change from time to time.
    const news = isError(state) ? `${state} ${detail.split(":")[0]}` : state;
    if (news !== known) (isError(state) ? log.error : log.info).call(log, { state, detail }, event);
    known = news;
  };
}
