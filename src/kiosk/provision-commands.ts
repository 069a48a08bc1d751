import { type Command, InvalidArgumentError } from "commander";
import { deviceOf, isServicePoint } from "../core/provisioning/service-point.ts";
import type {
  ApplyCommand,
  BackupCommand,
  ClockCommand,
  EnrolmentCommand,
  KeyCommand,
  MakeCommand,
  OrderedCommand,
  ProvisionCommands,
  RestoreCommand,
  ScreenCommand,
} from "./provision-options.ts";

/** Notes the exit code that an action comes to. */
type Act = (running: Promise<number>) => Promise<void>;

/** As in config.ts. */
const SCREEN_PORT = 8420;
const JSON_LINES = ["--json", "answer in JSON lines"] as const;
const CONFIG = ["--config <file>", "the kiosk's configuration, e.g. /etc/tram/kiosk.toml"] as const;
const PASSPHRASE = ["--passphrase-file <file>", "the passphrase in a file; absent: asked for on the terminal"] as const;
const FINGERPRINT = ["--yes-fingerprint <text>", "apply unasked where this is the fingerprint on the printed sheet"] as const;
const DATA = ["--data <dir>", "journal and state, on a kiosk that has no configuration yet", "/var/lib/tram"] as const;

/** Adds `tram provision …` to a command line. What does the work is loaded with the first command: a kiosk that runs needs none of it. */
export function addProvision(program: Command, load: () => Promise<ProvisionCommands>, act: Act): void {
  const commands: ProvisionCommands = {
    key: async (options) => (await load()).key(options),
    make: async (options) => (await load()).make(options),
    apply: async (options) => (await load()).apply(options),
    ordered: async (options) => (await load()).ordered(options),
    screen: async (options) => (await load()).screen(options),
    clock: async (options) => (await load()).clock(options),
    enrolment: async (options) => (await load()).enrolment(options),
    backup: async (options) => (await load()).backup(options),
    restore: async (options) => (await load()).restore(options),
  };
  const provision = program.command("provision").description("set up, re-configure, back up and replace a kiosk, without a network");
  addMaking(provision, commands, act);
  addTaking(provision, commands, act);
  addReplacing(provision, commands, act);
}

function addMaking(provision: Command, { key, make }: ProvisionCommands, act: Act): void {
  provision
    .command("key")
    .description("make a key that signs configurations, sealed with a passphrase")
    .requiredOption("--out <file>", "where the sealed key goes (0600); its public part goes beside it, as FILE.pub")
    .option(...PASSPHRASE)
    .option(...JSON_LINES)
    .action((options: KeyCommand) => act(key(options)));
  provision
    .command("make")
    .description("sign a configuration: codes, printable sheet, folder for a stick")
    .requiredOption("--key <file>", "the key that signs, sealed or ready")
    .option(...PASSPHRASE)
    .requiredOption("--kiosk <name>", "the service point")
    .requiredOption(
      "--settings <file>",
      "what to set, in TOML: group, [central], [[source]], [board], [policy], [screen], [sound], [staff], [service]",
    )
    .requiredOption("--root <file>", "the root.json that the kiosk shall begin with")
    .option("--repository <dir>", "what is published (the publisher's folder, a stick): the group in the settings must be in it")
    .requiredOption("--out <dir>", "folder for what is made; made where there is none")
    .option("--serial <n>", "number of this configuration; a kiosk takes no lower one. Absent: the seconds since 1970", wholeNumber)
    .option("--valid-for <time>", "how long the sheet can be used: 30d, 12h", duration, 30 * SECONDS_IN.d)
    .option("--device <thumbprint>", "only the device with this key may take it", thumbprint)
    .option("--label <text>", "where the kiosk stands, for people")
    .option("--stick-only", "no codes; the root travels beside the package")
    .option(...JSON_LINES)
    .action((options: MakeCommand) => act(make(options)));
}

function addTaking(provision: Command, { apply, ordered, screen, clock, enrolment }: ProvisionCommands, act: Act): void {
  provision
    .command("apply")
    .description("show what a configuration changes, ask, apply it, and draw the code for enrolment")
    .requiredOption(...CONFIG)
    .option("--from <dir>", "a stick that has tram-provision in it")
    .option("--code <file...>", "pictures of the codes, or a text with one a line; - reads standard input")
    .option("--serial <device>", "hold the codes before the reader at this serial device")
    .option("--camera", "hold the codes before the camera")
    .option("--kiosk <name>", "which service point, where the stick is for several", servicePoint)
    .option("--generation <n>", "a replacement without a backup: how many devices stood there, with this one", generation)
    .option(...DATA)
    .option(...FINGERPRINT)
    .option("--enrolment-to <dir>", "folder for the request for enrolment; absent: the stick, if there is one")
    .option(...JSON_LINES)
    .action((options: ApplyCommand) => act(apply(options)));
  provision
    .command("ordered")
    .description(
      "apply what was agreed to on the technician's page of a kiosk that may not write its configuration; does nothing where there is nothing",
    )
    .requiredOption(...CONFIG)
    .action((options: OrderedCommand) => act(ordered(options)));
  provision
    .command("screen")
    .description("the same on the kiosk's own screen, with its own reader and sticks, and without a keyboard")
    .requiredOption(...CONFIG)
    .option("--serial <device...>", "readers to listen to; absent, and without --camera: every reader and camera there is")
    .option("--baud <n>", "bits a second of these readers (9600)", wholeNumber)
    .option("--camera", "the camera reads the codes")
    .option("--sticks <dir>", "folder under which USB sticks are mounted", "/run/media")
    .option("--port <n>", "of the page, 0 for any: the kiosk's own, so that its screen need not be told", wholeNumber, SCREEN_PORT)
    .option(...DATA)
    .option(...JSON_LINES)
    .action((options: ScreenCommand) => act(screen(options)));
  provision
    .command("clock")
    .description(
      "set clock and zone as the set-up page has ordered just now; tram-clock.service runs it as root: exit 0 done, 1 not, 2 no order",
    )
    .requiredOption("--order <file>", "the order, as the set-up page writes it")
    .action((options: ClockCommand) => act(clock(options)));
  provision
    .command("enrolment")
    .description("show the request for enrolment again; makes the device key where there is none")
    .requiredOption(...CONFIG)
    .option("--kiosk <name>", "on a kiosk that has no configuration yet: whose device it will be", servicePoint)
    .option("--to <dir>", "write it into this folder, too")
    .option(...JSON_LINES)
    .action((options: EnrolmentCommand) => act(enrolment(options)));
}

function addReplacing(provision: Command, { backup, restore }: ProvisionCommands, act: Act): void {
  provision
    .command("backup")
    .description("write what a replacement needs to a stick; no key in clear")
    .requiredOption(...CONFIG)
    .requiredOption("--to <dir>", "the stick")
    .option("--passphrase-file <file>", "seal the memory of what was used under this passphrase; absent: asked for on the terminal")
    .option(...JSON_LINES)
    .action((options: BackupCommand) => act(backup(options)));
  provision
    .command("restore")
    .description("make this machine the replacement of the kiosk on the stick, with a new device key")
    .requiredOption("--from <dir>", "the stick")
    .requiredOption(...CONFIG)
    .option(...DATA)
    .option("--kiosk <name>", "which one, where the stick has several")
    .option("--generation <n>", "how many devices stood there, with this one; absent: one more than in the backup", generation)
    .option("--passphrase-file <file>", "the passphrase of the backup; absent: asked for on the terminal")
    .option(...FINGERPRINT)
    .option(...JSON_LINES)
    .action((options: RestoreCommand) => act(restore(options)));
}

const SECONDS_IN = { m: 60, h: 3600, d: 86_400 } as const;

function duration(text: string): number {
  const [, count, unit] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  const seconds = unit === "m" || unit === "h" || unit === "d" ? Number(count) * SECONDS_IN[unit] : 0;
  if (seconds > 0) return seconds;
  throw new InvalidArgumentError("Thời hạn là một số kèm d, h hoặc m, ví dụ 30d. / A duration is a number with d (days), h or m.");
}

function wholeNumber(text: string): number {
  if (/^(0|[1-9]\d{0,14})$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Cần một số nguyên. / A whole number is needed.");
}

function generation(text: string): number {
  const number = wholeNumber(text);
  if (number >= 2 && number <= 9999) return number;
  throw new InvalidArgumentError("Máy thay thế có số từ 2 đến 9999. / A replacement has a number from 2 to 9999.");
}

function servicePoint(text: string): string {
  if (isServicePoint(text)) return text;
  const own = deviceOf(text).servicePoint;
  throw new InvalidArgumentError(
    `Cần tên điểm phục vụ: a-z, 0-9 và -. / A service point's name is needed${own === text ? "" : `: ${own}`}.`,
  );
}

function thumbprint(text: string): string {
  if (/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/.test(text)) return text;
  throw new InvalidArgumentError("Cần mã khoá thiết bị, 43 ký tự. / The thumbprint of a device key has 43 characters.");
}
