import { join } from "node:path";
import type { Command } from "commander";
import type { Ledger } from "../central-ports.ts";
import { runCommands } from "../drivers/command-line.ts";
import { nodeFileSystem } from "../drivers/file-system.ts";
import { openSqliteLedger } from "../drivers/sqlite-ledger.ts";
import { enrolByKey, enrolByRequest } from "./enrol-assembly.ts";
import type { CommonOptions } from "./saying.ts";
import { serve } from "./server-assembly.ts";
import { publish, timeKey } from "./trust-assembly.ts";

const DEFAULT_LISTEN = "127.0.0.1:8169";

const DATA = ["--data <dir>", "folder of the ledger, the trust bundle and the time key; made where there is none"] as const;
const JSON_LINES = ["--json", "answer in JSON lines"] as const;

/** `tram central …`: the server, and what an operator does to its data. Resolves to the exit code; 2 is wrong usage. */
export function run(args: readonly string[]): Promise<number> {
  return runCommands(args, (program, act) => {
    const central = program
      .command("central")
      .description("receive journals, hand out the trust bundle, show the fleet")
      .enablePositionalOptions();
    central
      // Asked for below: commander would ask for it in front of a subcommand, too.
      .option(...DATA)
      .option(...JSON_LINES)
      .option("--listen <host:port>", "address to listen on, port 0 for any", DEFAULT_LISTEN)
      .action(({ data, ...options }: Partial<CommonOptions> & { readonly listen: string }) => {
        if (data === undefined) return central.error("error: required option '--data <dir>' not specified");
        return act(serve({ ...options, data }, () => openLedger(data)));
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
          return act(enrolByRequest(request, options, () => openLedger(options.data)));
        if (request === undefined && kiosk !== undefined && key !== undefined)
          return act(enrolByKey({ ...options, kiosk, key }, () => openLedger(options.data)));
        return central.error("error: enrol cần --request, hoặc cả --kiosk và --key / enrol takes either --request, or --kiosk and --key");
      });
    withCommon(central.command("publish").description("hand out this trust bundle from now on"))
      .requiredOption("--repository <dir>", "the publisher's repository, or a copy: the folder with metadata and targets in it")
      .action((options: CommonOptions & { readonly repository: string }) => act(publish(options)));
    withCommon(central.command("time-key").description("make the key that signs the time, and print its public half as a JWK"))
      .option("--replace", "make a new key in place of one that is there")
      .action((options: CommonOptions & { readonly replace?: boolean }) => act(timeKey(options)));
  });
}

function withCommon(command: Command): Command {
  return command.requiredOption(...DATA).option(...JSON_LINES);
}

async function openLedger(folder: string): Promise<Ledger> {
  await nodeFileSystem.makeFolder(folder);
  return openSqliteLedger(join(folder, "ledger.sqlite"));
}
