import { type Command, InvalidArgumentError, Option } from "commander";
import { type Origin, originOf } from "../core/operator/origin.ts";
import { ROLES } from "../core/operator/role.ts";
import { OPERATOR_NAME } from "../core/operator/talk.ts";
import type { OperatorStore } from "../operator-ports.ts";
import type { LinkOptions, VerifyOptions } from "./operator-command-options.ts";
import type { CommonOptions } from "./saying.ts";

/** Notes the exit code that an action comes to. */
type Act = (running: Promise<number>) => Promise<void>;

/** How the store in a data folder is opened: made where there is none, or only where it is. */
interface Opening {
  readonly make: (folder: string) => Promise<OperatorStore>;
  readonly find: (folder: string) => Promise<OperatorStore | undefined>;
}

const DATA = ["--data <dir>", "folder of the ledger, the trust bundle and central's keys"] as const;
const JSON_LINES = ["--json", "answer in JSON lines"] as const;
const ORIGIN = ["--origin <origin>", "where operators sign in: the one of `tram central --origin`"] as const;

/** Adds `tram central operator`: who may sign in. Also while central runs. */
export function addOperator(central: Command, act: Act, { make, find }: Opening): void {
  const operator = central
    .command("operator")
    .alias("operators")
    .description("who may sign in at central, and what they did; also while it runs");
  const load = () => import("./operator-commands-assembly.ts");
  const role = () => new Option("--role <role>", "what he is there for").choices(ROLES);
  common(operator.command("add"))
    .argument("<name>", "what he types to sign in, or his address of mail", operatorName)
    .addOption(role().makeOptionMandatory())
    .requiredOption(...ORIGIN, operatorOrigin)
    .description("make an account, and print the link by which he comes in once, within a day: exit 0 made, 1 the name is taken")
    .action((name: string, options: LinkOptions) => act(load().then(({ add }) => add(name, options, make))));
  common(operator.command("list"))
    .description("the accounts: exit 0 some, 1 none")
    .action((options: CommonOptions) => act(load().then(({ list }) => list(options, find))));
  common(operator.command("remove"))
    .argument("<name>", "as `list` has it; he is out at once")
    .description("remove an account: exit 0 removed, 1 there was none")
    .action((name: string, options: CommonOptions) => act(load().then(({ remove }) => remove(name, options, find))));
  common(operator.command("reset"))
    .argument("<name>", "he is out at once", operatorName)
    .addOption(role())
    .requiredOption(...ORIGIN, operatorOrigin)
    .description(
      "take password, codes and passkeys from an account, or give it another role, and print a new link: exit 0 done, 1 there was none",
    )
    .action((name: string, options: LinkOptions) => act(load().then(({ reset }) => reset(name, options, find))));
  common(operator.command("actions"))
    .description("what operators did, a JSON line each, with the hash over it and all before: exit 0 always")
    .action((options: CommonOptions) => act(load().then(({ actions }) => actions(options, find))));
  common(operator.command("verify"))
    .option("--head <line>", "SIZE:HASH as an earlier verify said it: nothing before it may have gone", earlierHead)
    .description("check the record of what operators did: exit 0 whole, 1 not, and from where")
    .action((options: VerifyOptions) => act(load().then(({ verify }) => verify(options, find))));
}

/** An origin as it is given on the command line. */
export function operatorOrigin(text: string): Origin {
  const origin = originOf(text);
  if (origin) return origin;
  throw new InvalidArgumentError(
    "Cần dạng https://tên-máy, không có gì phía sau; http chỉ cho chính máy này. / It looks like https://name, with nothing behind it; http is for this very machine alone.",
  );
}

function earlierHead(text: string): NonNullable<VerifyOptions["head"]> {
  const [, size, hash] = /^([1-9][0-9]{0,14}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (size !== undefined && hash !== undefined) return { size: Number(size), hash };
  throw new InvalidArgumentError("Cần dạng SỐ:MÃ BĂM. / It looks like SIZE:HASH.");
}

function operatorName(text: string): string {
  const name = text.toLowerCase();
  if (OPERATOR_NAME.test(name)) return name;
  throw new InvalidArgumentError(
    "Tên gồm a đến z, 0 đến 9 và . _ @ + -, dài 2 đến 64. / A name is of a to z, 0 to 9 and . _ @ + -, 2 to 64 of them.",
  );
}

function common(command: Command): Command {
  return command.requiredOption(...DATA).option(...JSON_LINES);
}
