import { type Command, InvalidArgumentError } from "commander";
import { HASH_BYTES, HASHED, IDENTITY_BYTES } from "../../core/revocation/list.ts";
import { MAX_REASON } from "../../core/revocation/status-record.ts";
import { choice, collect, examples, hex, inFolder, issuerUri, time, whole } from "./command-line-words.ts";
import type { TrustParts } from "./parts.ts";
import type { PublisherOptions } from "./publisher.ts";
import { type StandingOptions, setStandingOf } from "./revocation.ts";
import { IMPORT_KINDS, type ImportOptions, importStatus } from "./status-import.ts";
import { newStatusList, removeStatusList, showStatus } from "./status-lists.ts";

/** Notes the exit code that an action comes to. */
type Act = (running: Promise<number>) => Promise<void>;

/** Adds the commands about what is taken back: single credentials, and whole lists. */
export function addStatusCommands(trust: Command, parts: TrustParts, act: Act): void {
  addStandingCommands(trust, parts, act);
  addListCommands(trust, parts, act);
}

function addStandingCommands(trust: Command, parts: TrustParts, act: Act): void {
  const standings = [
    ["revoke", "revoked", "take a credential back for good"],
    ["suspend", "suspended", "take a credential back for now"],
    ["reinstate", "valid", "end a suspension; a revocation is for good"],
  ] as const;
  for (const [name, standing, about] of standings) {
    const command = inFolder(trust.command(name).description(about))
      .option(
        "--code <file>",
        "picture or text of the code, - for standard input; read and not kept; repeat where a card has several",
        files,
      )
      .option("--credential <hex>", "its identity, as tram verify and the journal show it; with --issuer", hex(IDENTITY_BYTES))
      .option("--issuer <uri>", "who has signed it", issuerUri)
      .option("--uri <uri>", "its status list; with --index")
      .option("--index <n>", "its place in the list", whole(0, 4_294_967_295))
      .option("--rid <text>", "revocation identifier of a SMART Health Card; with --kid")
      .option("--before <time>", "with --rid: only cards whose validity began before this", time)
      .option("--hash <hex>", "16-byte hash of an EU certificate; with --hashed and --kid", hex(HASH_BYTES))
      .addOption(choice("--hashed <what>", "what was hashed", HASHED))
      .option("--kid <text>", "the key that has signed it")
      .addHelpText(
        "after",
        examples(`tram trust ${name} --code code.png`, `tram trust ${name} --uri https://issuer.example/status/1 --index 42`),
      );
    if (standing !== "revoked") {
      command.option("--undo-revocation <reason>", "it is revoked by mistake: why it is given back; without names, it is kept", reason);
    }
    command.action((options: StandingOptions) => act(setStandingOf(standing, options, parts)));
  }
}

function addListCommands(trust: Command, parts: TrustParts, act: Act): void {
  const status = trust.command("status").description("status lists: what issuers have taken back");
  inFolder(status.command("show").description("the lists of the next publication, and whose they are")).action(
    (options: PublisherOptions) => act(showStatus(options, parts)),
  );
  inFolder(status.command("new").description("a list of places, all in force, for credentials that name it"))
    .requiredOption("--uri <uri>", "what credentials name it by", issuerUri)
    .option("--size <n>", "number of places", whole(1, 4_294_967_295), 1_048_576)
    .action((options: Parameters<typeof newStatusList>[0]) => act(newStatusList(options, parts)));
  inFolder(status.command("import").argument("<file>").description("take over a list as its issuer publishes it; signatures are checked"))
    .addOption(choice("--kind <kind>", "its form", IMPORT_KINDS).makeOptionMandatory())
    .option("--issuer <uri>", "whose list; required where it is signed", issuerUri)
    .option("--kid <text>", "the one key of the issuer that must have signed")
    .option("--uri <uri>", "what the list must be called; another one is refused")
    .option("--dry-run", "only show what it is and what it would change")
    .option("--new-owner", "although the list is another's, or its address is not the issuer's: you have asked")
    .option("--allow-older", "although it is not newer than the one that is here")
    .addHelpText(
      "after",
      examples(
        "tram trust status import --kind token-status --issuer https://issuer.example --dry-run list.jwt",
        "tram trust status import --kind token-status --issuer https://issuer.example --uri https://issuer.example/status/1 list.jwt",
      ),
    )
    .action((file: string, options: ImportOptions) => act(importStatus(options, file, parts)));
  inFolder(status.command("remove").description("remove a whole list"))
    .addOption(choice("--kind <kind>", "its kind", ["token-status", "identity", "rid", "hash"]).makeOptionMandatory())
    .requiredOption("--name <text>", "its name, as status show says")
    .action((options: Parameters<typeof removeStatusList>[0]) => act(removeStatusList(options, parts)));
}

function files(file: string, before: readonly string[] = []): readonly string[] {
  return collect(file, before);
}

function reason(text: string): string {
  const words = text.trim();
  if (words !== "" && words.length <= MAX_REASON) return words;
  throw new InvalidArgumentError(`Lý do, tối đa ${MAX_REASON} ký tự. / A reason, at most ${MAX_REASON} characters.`);
}
