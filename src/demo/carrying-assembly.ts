import type { Brought } from "../core/register.ts";
import type { StickName } from "../core/sockets.ts";
import { runOnce } from "./program-assembly.ts";

/** What a clerk at central does with a stick: `tram usb import`. */
export async function importAtCentral(centralData: string, stick: StickName, path: string): Promise<Brought> {
  const { code, output } = await runOnce(["usb", "import", "--data", centralData, "--from", path, "--json"]);
  const events = output.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line)] : []));
  const fresh = events.reduce((sum: number, event) => sum + (event.event === "imported" ? Number(event.fresh) : 0), 0);
  return { stick, fresh, isWhole: code === 0 };
}
