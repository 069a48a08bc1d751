import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Where systemd looks for units, the first one that has it counts: systemd.unit(5). */
const UNIT_FOLDERS = ["etc/systemd/system", "run/systemd/system", "usr/local/lib/systemd/system", "usr/lib/systemd/system"];

/**
 * Why nobody would switch the lines off after this process, or undefined where its own service runs `tram gpio safe` when it has ended,
 * however it did (ExecStopPost=, systemd.service(5)). `unit`: another than the one that this process belongs to. Read from the unit's files: what a person has changed there counts.
 */
export function stopFaultOf(root: string, unit = ownUnit(root)): string | undefined {
  const advice = "install firmware/systemd/tram-kiosk.service, and let systemd start the kiosk";
  if (unit === undefined) return `relay: no service of systemd runs this, so nothing lets the relay fall after a crash; ${advice}`;
  const commands = stopCommands(root, unit);
  if (commands.some((command) => /\bgpio safe\b/.test(command))) return undefined;
  return `relay: ${unit} has no ExecStopPost= with "gpio safe", so nothing lets the relay fall after a crash; ${advice}`;
}

/** The service that this process belongs to, by its control group: cgroups(7). */
function ownUnit(root: string): string | undefined {
  return /\/([\w@:.-]+\.service)$/m.exec(textOf(join(root, "proc/self/cgroup")))?.[1];
}

/** An empty assignment takes back those before it. */
function stopCommands(root: string, unit: string): readonly string[] {
  const texts = UNIT_FOLDERS.map((folder) => textOf(join(root, folder, unit)));
  const assigned = [texts.find((text) => text !== "") ?? "", ...dropIns(root, unit)]
    .flatMap((text) => text.split("\n"))
    .flatMap((line) => /^\s*ExecStopPost\s*=\s*(.*?)\s*$/.exec(line)?.[1] ?? []);
  return assigned.slice(assigned.lastIndexOf("") + 1);
}

/** In the order of their names, wherever they lie; of one name the first folder's counts. */
function dropIns(root: string, unit: string): readonly string[] {
  const byName = new Map<string, string>();
  for (const folder of UNIT_FOLDERS.toReversed().map((each) => join(root, each, `${unit}.d`))) {
    for (const name of namesIn(folder)) if (name.endsWith(".conf")) byName.set(name, textOf(join(folder, name)));
  }
  return [...byName].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
