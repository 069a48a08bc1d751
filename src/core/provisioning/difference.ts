import { displayLine } from "../display-text.ts";
import type { Setting } from "./settings.ts";

/** One setting that will change. */
export interface Change {
  /** By its name in the configuration file: `central.url`, `source.0.path`. */
  readonly path: string;
  /** As one line; absent: it was not, or will not be, set. */
  readonly before?: string;
  readonly after?: string;
  /** True where a wrong value hands the kiosk to somebody else. */
  readonly isDangerous: boolean;
  /** It was chosen at the machine, and no paper says it: there is nothing to compare it with. */
  readonly isChosenHere?: true;
}

/** Whom the kiosk believes and for how long, whom it reports to, whom it claims to be, where it sends people, where fees are paid to, what opens the door, and who may look at its answers from elsewhere. */
const DANGEROUS =
  /^(?:id|demo|group|(?:trust|central|receipts|service|staff|handOff|board\.(?:relay|pins|activeLow|chips|inputs|inputPins)|policy\.(?:trust|fee|issuers))(?:\..+)?)$/;

/** Settings that nobody takes from a stick: a demo believes keys that anybody has, and a desk belongs to a demo. */
const SET_AT_MACHINE = /^(?:demo|desk)(?:\..+)?$/;

/** Whether a setting is set at the machine only, whatever paper vouches for it. */
export function isSetAtMachine({ path }: Pick<Change, "path">): boolean {
  return SET_AT_MACHINE.test(path);
}

/** What becomes different, by name and in the order of the names; what stays the same is left out. */
export function differencesOf(before: Setting, after: Setting): readonly Change[] {
  const [old, young] = [leavesOf(before), leavesOf(after)];
  const paths = [...new Set([...old.keys(), ...young.keys()])].sort();
  return paths
    .filter((path) => old.get(path) !== young.get(path))
    .map((path) => {
      const [was, becomes] = [old.get(path), young.get(path)];
      return {
        path,
        ...(was !== undefined && { before: was }),
        ...(becomes !== undefined && { after: becomes }),
        isDangerous: DANGEROUS.test(path),
      };
    });
}

/** The changes, and which of them come from what was chosen at the machine and not from the paper. */
export function withChosen(changes: readonly Change[], chosen: Setting, paper: Setting): readonly Change[] {
  const [here, there] = [leavesOf(chosen), leavesOf(paper)];
  return changes.map((change) =>
    change.after !== undefined && here.get(change.path) === change.after && !there.has(change.path)
      ? { ...change, isChosenHere: true }
      : change,
  );
}

/** Every value that has no name below it. An empty list or table is one, too, so that its coming and going is seen. */
function leavesOf(setting: Setting): ReadonlyMap<string, string> {
  const leaves = new Map<string, string>();
  const walk = (value: Setting, path: string): void => {
    const members = typeof value === "object" ? Object.entries(value) : [];
    if (members.length === 0 || isPlainList(value)) {
      if (path !== "") leaves.set(path, lineOf(value));
      return;
    }
    for (const [name, member] of members) walk(member, path === "" ? name : `${path}.${name}`);
  };
  walk(setting, "");
  return leaves;
}

/** A list of words or numbers reads better on one line than entry by entry. */
function isPlainList(value: Setting): boolean {
  return Array.isArray(value) && value.every((item) => typeof item !== "object");
}

function lineOf(value: Setting): string {
  return displayLine(JSON.stringify(value));
}
