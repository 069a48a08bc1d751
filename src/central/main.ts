import { isIP } from "node:net";
import { join } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import type { Ledger } from "../central-ports.ts";
import type { EpochSeconds } from "../core/time.ts";
import { parseMoment } from "../core/timestamp.ts";
import { type Act, runCommands } from "../drivers/command-line.ts";
import { nodeFileSystem } from "../drivers/file-system.ts";
import { openSqliteOperators } from "../drivers/operator-store-sqlite.ts";
import type { OperatorStore } from "../operator-ports.ts";
import { enrolByKey, enrolByRequest } from "./enrol-assembly.ts";
import { complainOfLedger, isCentralFolder, type LedgerChoice, openLedger } from "./ledger-assembly.ts";
import { addOperator, operatorOrigin } from "./operator-commands.ts";
import { type EntryOptions, forget, personal, sealKey } from "./personal-assembly.ts";
import { type CommonOptions, complain, EXIT_USAGE } from "./saying.ts";
import type { ServeOptions } from "./server-assembly.ts";
import { centralKey, publish } from "./trust-assembly.ts";
import { exportStick, importStick } from "./usb-assembly.ts";

const DEFAULT_LISTEN = "127.0.0.1:8169";

/** Name of the file of accounts and sessions in central's data folder: beside the ledger, wherever that is. */
const OPERATORS_FILE = "operators.sqlite";

const DATA = ["--data <dir>", "folder of the ledger, the trust bundle and central's keys"] as const;
const DATABASE = ["--database <url>", "postgres://… in place of SQLite, without a password; or in the file `database` in --data"] as const;
const JSON_LINES = ["--json", "answer in JSON lines"] as const;

/** `tram central …`: the server, and what an operator does to its data; `tram usb … --data`; `tram audit …`. Resolves to the exit code; 2 is wrong usage. */
export async function run(args: readonly string[]): Promise<number> {
  if (args[0] === "audit") return (await import("./audit-assembly.ts")).runAudit(args);
  try {
    return await runCommand(args);
  } catch (error) {
    const code = await complainOfLedger(error);
    if (code === undefined) throw error;
    return code;
  }
}

function runCommand(args: readonly string[]): Promise<number> {
  return runCommands(args, (program, act) => {
    addUsb(program, act);
    const central = program
      .command("central")
      .description("receive journals, hand out the trust bundle, show the fleet")
      .enablePositionalOptions();
    central
      // Asked for below: commander would ask for it in front of a subcommand, too.
      .option(...DATA)
      .option(...DATABASE)
      .option(...JSON_LINES)
      .option("--listen <host:port>", "address to listen on, port 0 for any", DEFAULT_LISTEN)
      .option("--metrics <host:port>", "where Prometheus may ask for /metrics; without it nowhere")
      .option("--names <hosts>", "host names by which central may be called, with commas between; without it any", listed)
      .option("--trusted-proxies <networks>", "proxies whose X-Forwarded-For is believed, with commas between", networks)
      .option("--drain <seconds>", "on SIGTERM, go on for so long and say at /ready that this process will end", seconds, 0)
      .option("--origin <origin>", "where operators sign in, as their browsers write it, e.g. https://central.example", operatorOrigin)
      .option("--oidc <file>", "another provider that knows the operators, a TOML file (docs/central.md)")
      .option("--access-log", "a line to standard error for each request, without addresses")
      .action(({ data, ...options }: Omit<ServeOptions, "data"> & Partial<CommonOptions>) => {
        if (data === undefined) return central.error("error: required option '--data <dir>' not specified");
        // Its libraries are loaded for the server alone: `enrol` is over before they are.
        return act(
          import("./server-assembly.ts").then(({ serve }) =>
            serve(
              { ...options, data },
              () => openLedger({ ...options, data }),
              () => openOperators(data),
            ),
          ),
        );
      });
    withCommon(central.command("enrol").description("make a kiosk known by its public device key"))
      .option(
        "--request <file>",
        "the request that `tram provision` wrote or drew, - for standard input: it names the kiosk and proves its key",
      )
      .option("--kiosk <id>", "without a request: name of the kiosk, a to z, 0 to 9 and -, at most 64 characters")
      .option("--key <file>", "without a request: its public key, a JWK file")
      .action(({ request, kiosk, key, ...options }: CommonOptions & Partial<Readonly<Record<"request" | "kiosk" | "key", string>>>) => {
        if (request !== undefined && kiosk === undefined && key === undefined)
          return act(enrolByRequest(request, options, () => openLedger(options)));
        if (request === undefined && kiosk !== undefined && key !== undefined)
          return act(enrolByKey({ ...options, kiosk, key }, () => openLedger(options)));
        return central.error("error: enrol cần --request, hoặc cả --kiosk và --key / enrol takes either --request, or --kiosk and --key");
      });
    withCommon(central.command("publish").description("hand out this trust bundle from now on"))
      .requiredOption("--repository <dir>", "the publisher's repository, or a copy: the folder with metadata and targets in it")
      .action((options: CommonOptions & { readonly repository: string }) => act(publish(options)));
    withCommon(central.command("time-key").description("make the key that signs the time, and print its public half as a JWK"))
      .option("--replace", "make a new key in place of one that is there")
      .action((options: CommonOptions & { readonly replace?: boolean }) => act(centralKey("time", options)));
    withCommon(central.command("witness-key").description("make the key that cosigns journals, and print its public half as a JWK"))
      .option("--replace", "make a new key in place of one that is there")
      .action((options: CommonOptions & { readonly replace?: boolean }) => act(centralKey("witness", options)));
    withCommon(central.command("check").description("say what keeps the ledger, and what is in it")).action((options: CommonOptions) =>
      act(withLedger(options, async (open) => (await import("./check-assembly.ts")).check(options, open))),
    );
    addPersonal(central, act);
    addOperator(central, act, { make: openOperators, find: openKnownOperators });
  });
}

/** Personal parts: what is sealed at the kiosks, and read or deleted here. */
function addPersonal(central: Command, act: Act): void {
  central
    .command("seal-key")
    .description("make a key to seal personal parts to: the private half into a file to be carried away, the public one is printed")
    .requiredOption("--out <file>", "new file for the private half")
    .action((options: { readonly out: string }) => act(sealKey(options)));
  const ofKiosk = (command: Command) => withCommon(command).requiredOption("--kiosk <id>", "name of the kiosk");
  ofKiosk(central.command("personal").description("open the sealed part of an entry"))
    .requiredOption("--seq <n>", "the entry, counted from 0", wholeNumber)
    .requiredOption("--key <file>", "the private half of the key of that time, - for standard input")
    .action((options: EntryOptions & { readonly key: string }) => act(withLedger(options, (open) => personal(options, open))));
  ofKiosk(central.command("forget").description("delete sealed parts; entries and proofs stay"))
    .option("--seq <n>", "of this entry", wholeNumber)
    .option("--before <time>", "of all entries before this time, e.g. 2026-12-01", moment)
    .action(({ seq, before, ...options }: CommonOptions & { readonly kiosk: string } & Partial<Record<"seq" | "before", number>>) => {
      const which =
        seq !== undefined && before === undefined ? { seq } : before !== undefined && seq === undefined ? { before } : undefined;
      if (which) return act(withLedger(options, (open) => forget({ ...options, which }, open)));
      return central.error("error: forget cần --seq hoặc --before / forget takes either --seq or --before");
    });
}

/** A load balancer asks every few seconds; systemd gives 90 s to stop. */
const MAX_DRAIN_SECONDS = 60;

function seconds(text: string): number {
  const count = wholeNumber(text);
  if (count <= MAX_DRAIN_SECONDS) return count;
  throw new InvalidArgumentError(`Nhiều nhất ${MAX_DRAIN_SECONDS} giây. / At most ${MAX_DRAIN_SECONDS} seconds.`);
}

function listed(text: string): readonly string[] {
  const names = text.split(",").map((name) => name.trim().toLowerCase());
  if (names.every((name) => /^[a-z0-9.:[\]-]{1,255}$/.test(name))) return names;
  throw new InvalidArgumentError("Cần các tên máy, cách nhau bằng dấu phẩy. / Host names are needed, with commas between.");
}

function networks(text: string): readonly string[] {
  const all = text.split(",").map((network) => network.trim());
  const isNetwork = (network: string) => {
    const [, address = "", bits] = /^([^/]+)(?:\/([0-9]{1,3}))?$/.exec(network) ?? [];
    return isIP(address) !== 0 && Number(bits ?? 1) >= 1 && Number(bits ?? 1) <= (isIP(address) === 4 ? 32 : 128);
  };
  if (all.every(isNetwork)) return all;
  throw new InvalidArgumentError("Cần các địa chỉ, như 127.0.0.1 hoặc 10.0.0.0/8. / Addresses are needed, like 127.0.0.1 or 10.0.0.0/8.");
}

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError("Cần một số nguyên. / A whole number is needed.");
  return Number(text);
}

function moment(text: string): EpochSeconds {
  const at = parseMoment(text);
  if (at !== undefined) return at;
  throw new InvalidArgumentError(
    "Thời điểm viết 2026-12-31, 2026-12-31T08:00:00+07:00 hoặc số giây từ 1970. / A time is written like this, or as epoch seconds.",
  );
}

/** `tram usb` at central; with --config it is the kiosk's. */
function addUsb(program: Command, act: Act): void {
  const usb = program.command("usb").description("carry journals and trust by stick, at central; at a kiosk: --config");
  withCommon(usb.command("import").description("take the journals on a stick, and leave answers and the newest trust on it"))
    .requiredOption("--from <stick>", "the folder at which the stick is mounted")
    .option(...KIOSKS_CONFIG)
    .action(({ config, ...options }: StickOptions & { readonly from: string }) =>
      config === undefined ? act(withLedger(options, (open) => importStick(options, open))) : usb.error(EITHER),
    );
  withCommon(usb.command("export").description("write the newest trust on a stick"))
    .requiredOption("--to <stick>", "the folder at which the stick is mounted")
    .option(...KIOSKS_CONFIG)
    .action(({ config, ...options }: StickOptions & { readonly to: string }) =>
      config === undefined ? act(exportStick(options)) : usb.error(EITHER),
    );
}

type StickOptions = CommonOptions & { readonly config?: string };

const KIOSKS_CONFIG = ["--config <file>", "in place of --data, at a kiosk"] as const;
const EITHER =
  "error: chọn một trong hai: --config ở máy, --data ở trung tâm / take one of the two: --config at a kiosk, --data at central";

function withCommon(command: Command): Command {
  return command
    .requiredOption(...DATA)
    .option(...DATABASE)
    .option(...JSON_LINES);
}

/** Only where there is a central. */
async function withLedger(choice: LedgerChoice, run: (open: () => Promise<Ledger>) => Promise<number>): Promise<number> {
  if (choice.database !== undefined || (await isCentralFolder(choice.data))) return await run(() => openLedger(choice));
  const folder = choice.data;
  return complain(
    {
      vi: `--data: ${folder} không có sổ của trung tâm; hãy xem lại đường dẫn, chưa có gì được tạo`,
      en: `--data: there is no central's ledger in ${folder}; look at the path again, nothing was made`,
    },
    EXIT_USAGE,
  );
}

async function openOperators(folder: string): Promise<OperatorStore> {
  await nodeFileSystem.makeFolder(folder);
  return openSqliteOperators(join(folder, OPERATORS_FILE));
}

/** Undefined where there are none yet: one made by a slip of the pen would say that nobody may sign in. */
async function openKnownOperators(folder: string): Promise<OperatorStore | undefined> {
  return (await nodeFileSystem.list(folder))?.includes(OPERATORS_FILE) ? await openOperators(folder) : undefined;
}
