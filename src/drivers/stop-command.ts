import { spawnSync } from "node:child_process";
import { readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";

/** How long systemd may take to say what it runs, and how much it may say: milliseconds, bytes. */
const [LIMIT_MS, MAX_ANSWER_BYTES] = [1500, 65_536] as const;

/**
 * Why nobody would switch the lines off after this process, or undefined where its own service runs `tram gpio safe` when it has ended,
 * however it did (ExecStopPost=, systemd.service(5)). `unit`: another than the one that this process belongs to. systemd itself is asked, for
 * what it would run: drop-ins counted, and an edit that it has not read not. What it does not say in time is a fault, too.
 */
export function stopFaultOf(root: string, unit = ownUnit(root)): string | undefined {
  const advice = "install firmware/systemd/tram-kiosk.service, and let systemd start the kiosk";
  if (unit === undefined) return `relay: no service of systemd runs this, so nothing lets the relay fall after a crash; ${advice}`;
  const commands = commandsOf(root, unit);
  const runs = (asked: string, ...words: readonly string[]) =>
    commands.flatMap((command) => (command.property === asked ? (runOf(command.words, words) ?? []) : []));
  // The same program, with the same configuration: another one's pins are not these.
  const [kiosk] = runs("ExecStart", "kiosk");
  if (kiosk && runs("ExecStopPost", "gpio", "safe").some(({ program, config }) => program === kiosk.program && config === kiosk.config))
    return undefined;
  return `relay: systemd does not run "gpio safe" with the kiosk's own --config after ${unit} (systemctl show ${unit}), so nothing lets the relay fall after a crash; ${advice}`;
}

/** The service that this process belongs to, by its control group: cgroups(7). */
function ownUnit(root: string): string | undefined {
  try {
    return /\/([\w@:.-]+\.service)$/m.exec(readFileSync(join(root, "proc/self/cgroup"), "utf8"))?.[1];
  } catch {
    return undefined;
  }
}

/** The words of each command that systemd would run: `ExecStart={ path=… ; argv[]=a b c ; ignore_errors=no ; … }`, a line each. */
function commandsOf(root: string, unit: string): readonly { readonly property: string; readonly words: readonly string[] }[] {
  const { status, stdout } = spawnSync(join(root, "usr/bin/systemctl"), ["show", "--property=ExecStart,ExecStopPost", "--", unit], {
    encoding: "utf8",
    env: { LC_ALL: "C" },
    killSignal: "SIGKILL",
    maxBuffer: MAX_ANSWER_BYTES,
    stdio: ["ignore", "pipe", "ignore"],
    timeout: LIMIT_MS,
  });
  if (status !== 0) return [];
  return stdout.split("\n").flatMap((line) => {
    const [, property, words] = /^(ExecStart|ExecStopPost)=\{ path=\S+ ; argv\[\]=(.*?) ; ignore_errors=/.exec(line) ?? [];
    return property === undefined || words === undefined ? [] : [{ property, words: words.split(" ") }];
  });
}

interface Run {
  /** What is run, without Node's own options. */
  readonly program: string;
  readonly config: string;
}

/** A command of ours: `PROGRAM… COMMAND… --config FILE`; undefined where it is another. */
function runOf(words: readonly string[], command: readonly string[]): Run | undefined {
  const at = words.findIndex((_, index) => command.every((word, offset) => words[index + offset] === word));
  if (at < 1) return undefined;
  const [option, config, ...rest] = words.slice(at + command.length);
  if (option !== "--config" || config === undefined || rest.length > 0) return undefined;
  return {
    program: words
      .slice(0, at)
      .filter((word) => !word.startsWith("-"))
      .map(real)
      .join(" "),
    config: real(config),
  };
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
