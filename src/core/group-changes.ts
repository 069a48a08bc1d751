// What changes for a group of kiosks: each member of its policy and its configuration by itself, from what to what. "The policy is another
// one" would let a door be opened unseen.
import type { Groups } from "./groups.ts";
import type { Text } from "./text.ts";
import { type Change, changeOf, spellingOf } from "./trust-change.ts";

type Group = Groups["groups"][string];

/** Longest value told in words, in UTF-16 units; JSON has all of it. */
const MAX_TOLD = 160;

/** Every member that is another, group by group. */
export function groupChanges(before: Groups["groups"], after: Groups["groups"]): readonly Change[] {
  const gone = Object.keys(before)
    .filter((name) => !Object.hasOwn(after, name))
    .map((name) => changeOf("group", "removed", name, before[name] && summaryOf(before[name])));
  const rest = Object.entries(after).flatMap(([name, group]) => {
    const old = Object.hasOwn(before, name) ? before[name] : undefined;
    return old ? memberChanges(name, old, group) : [changeOf("group", "added", name, summaryOf(group))];
  });
  return [...gone, ...rest];
}

/** The members of a group for people, one text each: `policy.credentials: citizen, student`. */
export function linesOfGroup(group: Group): readonly string[] {
  return [...leavesOf(group)].map(([path, value]) => `${path}: ${toldOf(value)}`);
}

function memberChanges(name: string, before: Group, after: Group): readonly Change[] {
  // Kiosks of a group without a policy go by the one that they were set up with: that nobody wants by mistake.
  const isLoss = before.policy !== undefined && after.policy === undefined;
  const [old, now] = [leavesOf(before), leavesOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((path) => {
    const [was, is] = [old.get(path), now.get(path)];
    if (spellingOf(was) === spellingOf(is)) return [];
    const member = { path, ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) };
    const words = `${path}: ${differenceOf(was, is)}`;
    return [changeOf("group", "changed", name, { vi: words, en: words }, { member, isLoss: isLoss && path.startsWith("policy") })];
  });
}

/** Values by the path that leads to them. Lists are values; conditions go by their id. */
function leavesOf(value: unknown, path = ""): ReadonlyMap<string, unknown> {
  const members = membersOf(value);
  if (!members) return new Map(value === undefined ? [] : [[path, value]]);
  return new Map(members.flatMap(([name, inner]) => [...leavesOf(inner, path === "" ? name : `${path}.${name}`)]));
}

function membersOf(value: unknown): readonly (readonly [string, unknown])[] | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (!Array.isArray(value)) return Object.entries(value);
  const items: readonly unknown[] = value;
  const named = items.flatMap((item) => (isNamed(item) ? [[item.id, item] as const] : []));
  return items.length > 0 && named.length === items.length ? named : undefined;
}

function isNamed(item: unknown): item is { readonly id: string } {
  return typeof item === "object" && item !== null && "id" in item && typeof item.id === "string";
}

/** Of two lists what came and what went; of anything else the old and the new value. */
function differenceOf(was: unknown, is: unknown): string {
  if (!Array.isArray(was) || !Array.isArray(is)) return `${toldOf(was)} → ${toldOf(is)}`;
  const [old, now]: readonly (readonly unknown[])[] = [was, is];
  const came = now?.filter((item) => !old?.includes(item)) ?? [];
  const went = old?.filter((item) => !now?.includes(item)) ?? [];
  const moves = [...came.map((item) => `+${toldOf(item)}`), ...went.map((item) => `−${toldOf(item)}`)].join(" ");
  return shortened(`${moves || toldOf(is)} (${old?.length} → ${now?.length})`);
}

function toldOf(value: unknown): string {
  if (value === undefined) return "–";
  if (Array.isArray(value)) return value.length === 0 ? "[]" : shortened(value.map(toldOf).join(", "));
  return shortened(typeof value === "string" ? value : JSON.stringify(value));
}

function shortened(text: string): string {
  return text.length <= MAX_TOLD ? text : `${text.slice(0, MAX_TOLD)}…`;
}

function summaryOf(group: Group): Text {
  const words = linesOfGroup(group).join("; ") || "–";
  return { vi: words, en: words };
}
