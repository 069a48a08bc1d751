import type { Command } from "commander";
import { addStatusCommands } from "./command-line-status.ts";
import { choice, examples, groupName, inFolder, issuerUri, member, time, types } from "./command-line-words.ts";
import { type GroupOptions, removePolicy, setConfiguration, setPolicy } from "./groups.ts";
import { addIssuerTo, addKeysTo, removeIssuerOf, removeKeyOf, renameIssuerOf, retireKeyOf, rotateKeyOf, setTypesOf } from "./issuers.ts";
import { addOperatorKeyTo, removeOperatorKeyOf } from "./operator-keys.ts";
import type { TrustParts } from "./parts.ts";
import type { PublisherOptions } from "./publisher.ts";
import { addUpdate, removeUpdate } from "./updates.ts";

/** Notes the exit code that an action comes to. */
type Act = (running: Promise<number>) => Promise<void>;

/** Adds the commands that change the draft: nothing of it reaches a kiosk before `publish`. */
export function addDraftCommands(trust: Command, parts: TrustParts, act: Act): void {
  addIssuerCommands(trust, parts, act);
  addKeyCommands(trust, parts, act);
  addStatusCommands(trust, parts, act);
  addGroupCommands(trust, parts, act);
}

function addIssuerCommands(trust: Command, parts: TrustParts, act: Act): void {
  const issuer = trust.command("issuer").description("whose credentials kiosks accept");
  const named = (command: Command) =>
    inFolder(command).requiredOption("--issuer <uri>", "the issuer's URI, as credentials name it", issuerUri);
  named(issuer.command("add").description("add an issuer, still without keys"))
    .requiredOption("--types <types>", "what it may sign, separated by commas", types)
    .option("--name <text>", "its name in Vietnamese")
    .option("--name-en <text>", "its name in English")
    .action((options: Parameters<typeof addIssuerTo>[0]) => act(addIssuerTo(options, parts)));
  named(issuer.command("rename").description("give it another name for people; the URI stays"))
    .requiredOption("--name <text>", "its name in Vietnamese")
    .option("--name-en <text>", "its name in English")
    .action((options: Parameters<typeof renameIssuerOf>[0]) => act(renameIssuerOf(options, parts)));
  named(issuer.command("types").description("set what it may sign"))
    .requiredOption("--types <types>", "separated by commas", types)
    .action((options: Parameters<typeof setTypesOf>[0]) => act(setTypesOf(options, parts)));
  named(issuer.command("remove").description("remove it with all its keys")).action((options: Parameters<typeof removeIssuerOf>[0]) =>
    act(removeIssuerOf(options, parts)),
  );
}

function addKeyCommands(trust: Command, parts: TrustParts, act: Act): void {
  const key = trust.command("key").description("the keys of an issuer");
  const ofIssuer = (command: Command) => inFolder(command).requiredOption("--issuer <uri>", "whose key", issuerUri);
  const kid = ["--kid <text>", "key identifier"] as const;
  ofIssuer(key.command("add").argument("<file...>").description("add keys: JWK, JWKS, X.509 (PEM, DER), COSE_Key, DID document, tram keys"))
    .option("--kid <text>", "identifier, where the file names none or another one than the credentials do")
    .option("--from <time>", "first moment at which it counts", time)
    .option("--until <time>", "first moment at which it does not count any more", time)
    .addHelpText("after", examples("tram trust key add --issuer https://issuer.example issuer.pub"))
    .action((files: readonly string[], options: Parameters<typeof addKeysTo>[0]) => act(addKeysTo(options, files, parts)));
  ofIssuer(key.command("rotate").argument("<file>").description("a new key from a time, the old one until another"))
    .requiredOption("--old <kid>", "identifier of the old key")
    .requiredOption("--from <time>", "when the new key begins to count", time)
    .requiredOption("--until <time>", "when the old key stops: no sooner than what it has signed expires", time)
    .option("--kid <text>", "identifier of the new key")
    .action((file: string, options: Parameters<typeof rotateKeyOf>[0]) => act(rotateKeyOf(options, [file], parts)));
  ofIssuer(key.command("retire").description("end a key at a time: what it has signed is not accepted from then on"))
    .requiredOption(...kid)
    .requiredOption("--until <time>", "first moment at which it does not count any more", time)
    .action((options: Parameters<typeof retireKeyOf>[0]) => act(retireKeyOf(options, parts)));
  ofIssuer(key.command("remove").description("take a key out at once, e.g. because it leaked"))
    .requiredOption(...kid)
    .action((options: Parameters<typeof removeKeyOf>[0]) => act(removeKeyOf(options, parts)));

  const operator = trust
    .command("operator-key")
    .description("keys of the operator: signed time, witness of journals, kiosk configurations, sealed personal parts");
  inFolder(operator.command("add").argument("<file>").description("add a public JWK, e.g. of tram central time-key"))
    .addOption(choice("--use <use>", "what it is for", ["time", "provisioning", "witness", "seal"]).makeOptionMandatory())
    .option("--kid <text>", "identifier (default: the key's thumbprint)")
    .action((file: string, options: Parameters<typeof addOperatorKeyTo>[0]) => act(addOperatorKeyTo(options, file, parts)));
  inFolder(operator.command("remove").description("remove one"))
    .requiredOption(...kid)
    .action((options: Parameters<typeof removeOperatorKeyOf>[0]) => act(removeOperatorKeyOf(options, parts)));
}

function addGroupCommands(trust: Command, parts: TrustParts, act: Act): void {
  const ofGroup = (command: Command) => inFolder(command).requiredOption("--group <name>", "the group of kiosks", groupName);
  const policy = trust.command("policy").description("what a group of kiosks asks for");
  ofGroup(policy.command("set").argument("<file>").description("take the policy from a TOML or JSON file")).action(
    (file: string, options: GroupOptions) => act(setPolicy(options, file, parts)),
  );
  ofGroup(policy.command("remove").description("kiosks of the group have no policy from afar any more")).action((options: GroupOptions) =>
    act(removePolicy(options, parts)),
  );
  const configuration = trust.command("configuration").description("what may be set from afar for a group of kiosks");
  ofGroup(configuration.command("set").argument("<name=value...>").description("set members; an empty value takes one out")).action(
    (words: readonly string[], options: GroupOptions) => act(setConfiguration(options, words.map(member), parts)),
  );
  const update = trust.command("update").description("appliance updates");
  inFolder(update.command("add").argument("<file>").description("publish a file as an appliance update"))
    .option("--name <text>", "name without update-")
    .action((file: string, options: Parameters<typeof addUpdate>[0]) => act(addUpdate(options, file, parts)));
  inFolder(update.command("remove").argument("<name>").description("withdraw an update")).action(
    (name: string, options: PublisherOptions) => act(removeUpdate(options, name, parts)),
  );
}
