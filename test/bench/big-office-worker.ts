// The publisher of update.ts on a thread of its own: its garbage is not the kiosk's.
import { parentPort, workerData } from "node:worker_threads";
import { BigOffice } from "./big-office.ts";

const { repository, now } = workerData as { readonly repository: string; readonly now: number };
const office = new BigOffice(repository, now);
parentPort?.on("message", async () => {
  await office.publish();
  parentPort?.postMessage("published");
});
parentPort?.postMessage(await office.begin());
