import { type Command, InvalidArgumentError } from "commander";

/** Notes the exit code that an action comes to. */
type Act = (running: Promise<number>) => Promise<void>;

/** Options of `tram support`. */
export interface SupportCommand {
  readonly config: string;
  readonly out: string;
  readonly json?: boolean;
}

/** Options of `tram reset`. */
export interface ResetCommand {
  readonly config?: string;
  readonly out?: string;
  readonly abandonJournal?: number;
  readonly finish?: boolean;
  readonly json?: boolean;
}

/** Options of `tram reset verify`. */
export interface ResetVerifyCommand {
  readonly key: string;
  readonly kiosk?: string;
  readonly json?: boolean;
}

/** What the commands do; each resolves to its exit code. */
export interface SupportCommands {
  readonly support: (options: SupportCommand) => Promise<number>;
  readonly reset: (options: ResetCommand) => Promise<number>;
  readonly verifyReset: (file: string, options: ResetVerifyCommand) => Promise<number>;
}

/** Adds `tram support` and `tram reset`. */
export function addSupport(program: Command, commands: SupportCommands, act: Act): void {
  program
    .command("support")
    .description("write what a helper far away needs to know, without personal data or keys: exit 0 written, 1 not, 2 no configuration")
    .requiredOption("--config <file>", "the kiosk's configuration; the kiosk may run")
    .requiredOption("--out <file>", "the bundle (tar); a folder, as a stick's, gets one by its own name; one that is there is not replaced")
    .option("--json", "answer as one JSON object")
    .action((options: SupportCommand) => act(commands.support(options)));
  const reset = program
    .command("reset")
    .description(
      "delete everything that this kiosk has and knows, and show a signed statement of it: exit 0 deleted, 1 refused or not all of it, 2 no configuration or no terminal",
    )
    .option("--config <file>", "the kiosk's configuration; the kiosk must not run, and this must be its user")
    .option("--out <file>", "where the statement goes as a file, outside of what is deleted; it is shown in any case")
    .option("--abandon-journal <n>", "give up so many entries that central does not hold and no stick carries", wholeNumber)
    .option("--finish", "go on with a reset that somebody has confirmed and that was interrupted; does nothing where there is none")
    .option("--json", "answer as one JSON object")
    .action((options: ResetCommand) => act(commands.reset(options)));
  reset
    .command("verify <file>")
    .description("check the statement of a reset: its text, or a picture of its code: exit 0 genuine, 1 not, 2 there is none")
    .requiredOption("--key <file>", "the device's public key as central knows it (JWK, or NAME+ID+KEY)")
    .option("--kiosk <id>", "the kiosk that it must be of; needed with a JWK, which names none")
    .option("--json", "answer as one JSON object")
    .action((file: string, options: ResetVerifyCommand) => act(commands.verifyReset(file, options)));
}

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError("Cần một số nguyên. / A whole number is needed.");
  return Number(text);
}
