import { type Command, InvalidArgumentError } from "commander";
import { PUBLISHING_ROLES, type PublishingRole } from "../../core/trust-root.ts";
import { exportToStick, type VerifyOptions, verifyRepository } from "./carry.ts";
import { type InitOptions, runCeremony } from "./ceremony.ts";
import { addDraftCommands } from "./command-line-draft.ts";
import { collect, examples, groupName, inFolder, time, times, whole, withNewPassphrase, withPassphrase } from "./command-line-words.ts";
import type { TrustParts } from "./parts.ts";
import { diff, publish, refresh } from "./publish.ts";
import type { PublisherOptions } from "./publisher.ts";
import { type RehearseOptions, rehearse } from "./rehearse.ts";
import type { RootChange } from "./root-change.ts";
import { draftRoot, dropRoot, makeRootKey } from "./root-making.ts";
import { publishRoot, type RotateOptions, rotateRoot } from "./root-publish.ts";
import { signRootDraft } from "./root-sign.ts";
import { show } from "./show.ts";

/** Notes the exit code that an action comes to. */
type Act = (running: Promise<number>) => Promise<void>;

const EXIT_CODES = `
Mã thoát: 0 xong; 1 bị từ chối hoặc không làm được; 2 sai cách dùng, hoặc tệp được ghi tên không dùng được.
Exit code: 0 done; 1 refused, or not possible; 2 wrong usage, or a file that is named cannot be used.`;

/** Adds `tram trust …` to a command line. */
export function addTrustCommands(program: Command, parts: TrustParts, act: Act): void {
  const trust = program
    .command("trust")
    .description("publish what kiosks believe: keys, issuers, revocations, policies")
    .addHelpText("after", `\nStep by step: docs/operating.md, "The ceremony".${EXIT_CODES}`);
  addCeremony(trust, parts, act);
  inFolder(trust.command("show").description("the draft, the keys and what is published")).action((options: PublisherOptions) =>
    act(show(options, parts)),
  );
  addDraftCommands(trust, parts, act);
  addPublishing(trust, parts, act);
  addRootCommands(trust, parts, act);
}

function addCeremony(trust: Command, parts: TrustParts, act: Act): void {
  withNewPassphrase(inFolder(trust.command("init").description("the key ceremony: make all keys and the first root")))
    .option("--root-key <file>", "where a root key goes, each on a stick of its own; repeated, three by custom", collect, [])
    .option("--threshold <n>", "how many root keys must sign a new root", whole(1, 9), 2)
    .option("--timestamp-days <n>", "days that a kiosk without news goes on; 7 where all have a network", whole(1, 365), 45)
    .option("--unsealed-timestamp", "keep the timestamp key without a passphrase, for a timer that refreshes daily")
    .option("--same-place", "allow root keys on one device: for a rehearsal only")
    .option("--demo", "a demo's trust: real kiosks refuse it")
    .addHelpText(
      "after",
      examples("tram trust init --dir publisher --root-key /media/a/root.key --root-key /media/b/root.key --root-key /media/c/root.key"),
    )
    .action((options: InitOptions) => act(runCeremony(options, parts)));
}

function addPublishing(trust: Command, parts: TrustParts, act: Act): void {
  inFolder(trust.command("diff").description("what the next publication would change")).action((options: PublisherOptions) =>
    act(diff(options, parts)),
  );
  inFolder(trust.command("rehearse").description("what a kiosk would accept now, tomorrow, in 30 days, and whenever something ends"))
    .option("--at <time>", "look at this moment instead; may be repeated", times)
    .option("--code <file>", "judge this code at each of them: a picture, its text, - for standard input; it is not kept")
    .option("--group <name>", "by the policy of this group alone", groupName)
    .action((options: RehearseOptions) => act(rehearse(options, parts)));
  const afterPause = ["--after-pause", "the clock is right although nothing was signed for 60 days"] as const;
  withPassphrase(inFolder(trust.command("publish").description("sign the draft and put it into the repository")))
    .option("--allow-empty", "although no issuer has a key in force")
    .option("--allow-removal", "although kiosks lose what they go by: an issuer, a type, a key, a group, a revocation")
    .option(...afterPause)
    .action((options: Parameters<typeof publish>[0]) => act(publish(options, parts)));
  withPassphrase(inFolder(trust.command("refresh").description("sign the same publication anew, so that it counts for longer")))
    .option(...afterPause)
    .action((options: Parameters<typeof refresh>[0]) => act(refresh(options, parts)));
  inFolder(trust.command("export").description("copy the publication to a stick, and check it there"))
    .requiredOption("--stick <dir>", "folder of the stick; it goes to tram-trust in it")
    .action((options: Parameters<typeof exportToStick>[0]) => act(exportToStick(options, parts)));
  trust
    .command("verify")
    .description("what a kiosk would say to a repository, a stick or a copy")
    .requiredOption("--repository <dir>", "folder with metadata and targets")
    .requiredOption("--root <file>", "the root.json of the kiosk's configuration")
    .option("--at <time>", "at this time (default: now)", time)
    .option("--json", "answer in JSON")
    .action((options: VerifyOptions) => act(verifyRepository(options, parts)));
}

function addRootCommands(trust: Command, parts: TrustParts, act: Act): void {
  const root = trust.command("root").description("the root: who may sign what");
  withNewPassphrase(root.command("key").description("make a root key on a stick, sealed"))
    .requiredOption("--out <file>", "where it goes")
    .option("--public <file>", "where its public half goes, for root draft --add")
    .option("--json", "answer in JSON")
    .action((options: Parameters<typeof makeRootKey>[0]) => act(makeRootKey(options, parts)));
  withNewPassphrase(withChange(inFolder(root.command("draft").description("write a new root, for the holders to sign one after another"))))
    .option("--add <file>", "public half of a root key that comes; may be repeated", collect, [])
    .action((options: PublisherOptions & RootChange) => act(draftRoot(options, parts)));
  inFolder(root.command("drop").description("forget a root that waits for signatures")).action((options: PublisherOptions) =>
    act(dropRoot(options, parts)),
  );
  withPassphrase(root.command("sign").description("sign a root draft, on the holder's own machine"))
    .requiredOption("--draft <file>", "the draft; the signature is added to it")
    .requiredOption("--key <file>", "the holder's root key; may be repeated", collect, [])
    .option("--json", "answer in JSON")
    .action((options: Parameters<typeof signRootDraft>[0]) => act(signRootDraft(options, parts)));
  withPassphrase(withLost(inFolder(root.command("publish").description("publish a root that enough holders have signed"))))
    .option("--draft <file>", "the signed draft (default: root-draft.json in the folder)")
    .action((options: Parameters<typeof publishRoot>[0]) => act(publishRoot(options, parts)));
  withSigners(
    withNewPassphrase(
      withChange(withLost(inFolder(root.command("rotate").description("draft, sign and publish, where the holders are in one room")))),
    ),
  )
    .option("--new-root-key <file>", "make a root key here, on a stick, and add it; may be repeated", collect, [])
    .option("--same-place", "allow it on a device that has another root key: for a rehearsal only")
    .option("--add <file>", "public half of a root key that comes; may be repeated", collect, [])
    .action((options: RotateOptions) => act(rotateRoot("root rotate", options, parts)));
  withSigners(inFolder(root.command("renew").description("the same root with a new expiry, where the holders are in one room"))).action(
    (options: RotateOptions) => act(rotateRoot("root renew", options, parts)),
  );
}

function withChange(command: Command): Command {
  return command
    .option("--remove <fingerprint>", "root key that goes; may be repeated", collect, [])
    .option("--threshold <n>", "how many root keys must sign from now on", whole(1, 9))
    .option("--replace <role>", `role whose key in the folder is replaced: ${PUBLISHING_ROLES.join(", ")}; may be repeated`, role, [])
    .option("--unsealed-timestamp", "keep a new timestamp key without a passphrase");
}

function withLost(command: Command): Command {
  return command.option("--old-keys-lost", "the old keys of replaced roles cannot be opened any more");
}

function withSigners(command: Command): Command {
  return withPassphrase(command).requiredOption("--key <file>", "root key of a holder; as many as must sign", collect, []);
}

function role(word: string, before: readonly PublishingRole[]): readonly PublishingRole[] {
  const found = PUBLISHING_ROLES.find((candidate) => candidate === word);
  if (found) return [...before, found];
  throw new InvalidArgumentError(`Chọn một trong: ${PUBLISHING_ROLES.join(", ")}. / One of: ${PUBLISHING_ROLES.join(", ")}.`);
}
