import { execFile } from "node:child_process";
import { readFileSync, realpathSync } from "node:fs";
import { isAbsolute, join } from "node:path";

/** How long systemd may take to say what it runs, milliseconds: where somebody waits for it, and in the background, as while a board starts. */
const [LIMIT_MS, PATIENT_MS] = [1500, 15_000] as const;
const MAX_ANSWER_BYTES = 65_536;

const ASKED = ["MainPID", "ControlGroup", "RuntimeDirectory", "RuntimeDirectoryPreserve", "ExecStart", "ExecStopPost"] as const;

/** Node's own options in our unit. Any other may be one with which it runs nothing at all, as --check. */
const NODE_OPTIONS = /^--(?:max-semi-space-size=\d+|optimize-for-size)$/;

/** Who would switch the lines off after a process, as far as systemd has said it. */
export interface StopAnswer {
  /** Why nobody would; undefined: its own service runs `tram gpio safe` when it has ended, however it did. */
  readonly fault: string | undefined;
  /** False: systemd has not answered, and may be asked again. */
  readonly isKnown: boolean;
}

/** A process as the operating system knows it. */
export interface Self {
  readonly pid: number;
  /** Its program and what stands behind that. */
  readonly words: readonly string[];
}

const THIS: Self = { pid: process.pid, words: [process.execPath, ...process.argv.slice(1)] };

/**
 * Asks systemd whether it would run `gpio safe` (ExecStopPost=, systemd.service(5)) after this very process, by the same program and with the
 * same configuration: another one's pins are not these. What would really run counts: drop-ins, and not an edit that was not read. Never rejects.
 */
export async function askStop(root: string, limitMs: number = LIMIT_MS, self: Self = THIS): Promise<StopAnswer> {
  const groups = ownGroups(root);
  const unit = groups.map((group) => /\/([\w@:.-]+\.service)$/.exec(group)?.[1]).find((name) => name !== undefined);
  if (unit === undefined) return { isKnown: true, fault: faultText("no service of systemd runs this") };
  return await ask(root, unit, limitMs, ({ values, stops }) => {
    // A unit of the same name that another manager runs, a user's or a container's, would say nothing of this process.
    const isOurs = values.get("MainPID") === String(self.pid) && groups.includes(values.get("ControlGroup") ?? "");
    return isOurs && isSame(runOf(self.words, ["kiosk"]), stops);
  });
}

/** The same of a service that need not run: after what it starts. */
export async function askStopOfUnit(root: string, unit: string): Promise<StopAnswer> {
  return await ask(root, unit, LIMIT_MS, ({ starts, stops }) => isSame(starts[0] && runOf(starts[0].words, ["kiosk"]), stops));
}

/** What is known of a process's end, asked for until systemd has answered. */
interface KnownStop {
  readonly fault: () => string | undefined;
  /** Asks where the answer is not known, and nobody is asking. Resolves with the end of that. */
  readonly ask: () => Promise<void>;
}

/** Keeps an answer, be it yes or no; one that did not come is asked for again, with more patience. */
export function keepStop(askOnce: (limitMs: number) => Promise<StopAnswer>): KnownStop {
  let answer: StopAnswer = { isKnown: false, fault: faultText("systemd has not been asked yet") };
  let asking: Promise<void> | undefined;
  let limitMs: number = LIMIT_MS;
  return {
    fault: () => answer.fault,
    async ask() {
      if (answer.isKnown) return;
      asking ??= askOnce(limitMs).then((given) => {
        limitMs = PATIENT_MS;
        answer = given;
        asking = undefined;
      });
      await asking;
    },
  };
}

function faultText(why: string): string {
  return `relay: ${why}, so nothing lets the relay fall after a crash; install firmware/systemd/tram-kiosk.service, and let systemd start the kiosk`;
}

/** The control groups of this process in the trees that systemd itself makes: cgroups(7). */
function ownGroups(root: string): readonly string[] {
  try {
    const lines = readFileSync(join(root, "proc/self/cgroup"), "utf8").split("\n");
    return lines.flatMap((line) => /^\d+:(?:name=systemd)?:(.+)$/.exec(line)?.[1] ?? []);
  } catch {
    return [];
  }
}

interface Command {
  /** As argv[0] says; where another file is run under its name, no words. */
  readonly words: readonly string[];
}

/** What systemd says of a unit. */
interface Said {
  readonly values: ReadonlyMap<string, string>;
  readonly starts: readonly Command[];
  readonly stops: readonly Command[];
}

async function ask(root: string, unit: string, limitMs: number, isSwitchedOff: (said: Said) => boolean): Promise<StopAnswer> {
  const said = await show(root, unit, limitMs);
  if (!said) return { isKnown: false, fault: faultText(`systemd does not say what it runs after ${unit} (systemctl show ${unit})`) };
  // Without this folder gpio safe knows only the configuration as it is then, and not the pins that were taken.
  const isKept = said.values.get("RuntimeDirectory") !== "" && said.values.get("RuntimeDirectoryPreserve") === "yes";
  if (isKept && isSwitchedOff(said)) return { isKnown: true, fault: undefined };
  const why = `systemd does not run "gpio safe" with the kiosk's own --config after ${unit}, first and with RuntimeDirectoryPreserve=yes (systemctl show ${unit})`;
  return { isKnown: true, fault: faultText(why) };
}

/** Undefined where there is no answer in time. */
async function show(root: string, unit: string, limitMs: number): Promise<Said | undefined> {
  const stdout = await new Promise<string | undefined>((answer) => {
    execFile(
      join(root, "usr/bin/systemctl"),
      ["show", `--property=${ASKED.join(",")}`, "--", unit],
      { encoding: "utf8", env: { LC_ALL: "C" }, killSignal: "SIGKILL", maxBuffer: MAX_ANSWER_BYTES, timeout: limitMs },
      (error, text) => answer(error ? undefined : text),
    );
  });
  if (stdout === undefined) return undefined;
  const pairs = stdout.split("\n").map((line): [string, string] => {
    const at = line.indexOf("=");
    return [line.slice(0, at), line.slice(at + 1)];
  });
  const commands = (name: string) => pairs.filter(([property]) => property === name).map(([, value]) => commandOf(value));
  return { values: new Map(pairs), starts: commands("ExecStart"), stops: commands("ExecStopPost") };
}

/** `{ path=/a ; argv[]=/a b c ; ignore_errors=no ; … }`. */
function commandOf(value: string): Command {
  const [, path, argv = ""] = /^\{ path=(.+?) ; argv\[\]=(.*?) ; ignore_errors=/.exec(value) ?? [];
  const words = argv.split(" ");
  return { words: words[0] === path ? words : [] };
}

interface Run {
  readonly program: string;
  readonly config: string;
}

/**
 * Whether the first of the commands is `gpio safe` of that run. What stands behind another is not run where that one fails, nor, whatever its
 * prefix, where it takes too long.
 */
function isSame(run: Run | undefined, [first]: readonly Command[]): boolean {
  const safe = first && runOf(first.words, ["gpio", "safe"]);
  return run !== undefined && safe !== undefined && safe.program === run.program && safe.config === run.config;
}

/** A command of ours: `NODE OPTION… tram.js COMMAND… --config FILE`; undefined where it is another. */
function runOf([node = "", ...rest]: readonly string[], command: readonly string[]): Run | undefined {
  const at = rest.findIndex((word) => !NODE_OPTIONS.test(word));
  const [script = "", ...behind] = at < 0 ? [] : rest.slice(at);
  const [config = "", ...more] = behind.slice(command.length + 1);
  const isOurs = [...command, "--config"].every((word, index) => behind[index] === word);
  // A relative path would be another file where systemd's folder is another.
  if (!isOurs || !isAbsolute(script) || !isAbsolute(config) || more.length > 0) return undefined;
  return { program: `${real(node)} ${real(script)}`, config: real(config) };
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
