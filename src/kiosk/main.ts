import { readFile } from "node:fs/promises";
import { type Command, InvalidArgumentError } from "commander";
import { runCommands } from "../drivers/command-line.ts";
import { inspectJournal } from "../drivers/journal-inspection.ts";
import { systemClock } from "../drivers/system-clock.ts";
import { parseConfig } from "./config.ts";
import { addGpio } from "./gpio-commands.ts";
import { addHandOff } from "./hand-off-commands.ts";
import { exportJournal, type JournalRange, showJournal } from "./journal-command.ts";
import type { ForgetCommand } from "./journal-forget-assembly.ts";
import type { VerifyCommand } from "./journal-verify-assembly.ts";
import { addWords } from "./language-commands.ts";
import { addPrompts } from "./prompt-commands.ts";
import { addProvision } from "./provision-commands.ts";
import { addReader } from "./reader-commands.ts";
import { addStaff } from "./staff-commands.ts";
import { addSupport, type ResetCommand, type ResetVerifyCommand, type SupportCommand } from "./support-commands.ts";
import { addDoctorCamera, addTechnician } from "./technician-commands.ts";
import { addUsb } from "./usb-commands.ts";

/** `tram kiosk`, `tram journal`, `tram doctor`, `tram provision`, `tram usb … --config`, and what a technician tests with. Resolves to the exit code; 2 is wrong usage. */
export function run(args: readonly string[]): Promise<number> {
  return runCommands(args, (program, act) => {
    program
      .command("kiosk")
      .description("run the kiosk at a counter until SIGTERM")
      .requiredOption("--config <file>", "configuration in TOML (docs/operating.md)")
      .action((options: { readonly config: string }) => act(kioskCommand(options.config)));
    const doctor = program
      .command("doctor")
      .description("what is there, what is missing, what to do: exit 0 fine, 1 a fault, 3 something needed is missing")
      .option("--config <file>", "the kiosk's configuration; without it only the machine is looked at")
      .option("--json", "answer as one JSON object")
      .action((options: { readonly config?: string; readonly json?: boolean }) => act(doctorCommand(options)));
    addDoctorCamera(doctor, act, print);
    addTechnician(program, act, print);
    addSupport(program, { support: supportCommand, reset: resetCommand, verifyReset }, act);
    addProvision(program, async () => (await import("./provision-assembly.ts")).provisionCommands, act);
    addGpio(program, async () => (await import("./gpio-assembly.ts")).gpioCommands, act);
    addReader(program, async () => (await import("./reader-assembly.ts")).readerCommands, act);
    addWords(program, async () => (await import("./language-assembly.ts")).languageFiles, act, { print, complain: sayError });
    addPrompts(program, async () => (await import("./prompt-assembly.ts")).promptCommands, act);
    addStaff(program, async () => (await import("./staff-command-assembly.ts")).staffCommands, act);
    addHandOff(program, async () => (await import("./hand-off-commands-assembly.ts")).handOffCommands, act);
    addUsb(program, async () => (await import("./usb-assembly.ts")).usbCommands, act);
    const journal = program
      .command("journal")
      .description("verify, show or export a kiosk's journal; never changes it, also while the kiosk runs");
    journal
      .command("verify <dir>")
      .description("check every byte, hash, signature and entry: exit 0 whole, 1 damaged or not what was signed before, 2 no journal there")
      .option("--key <file>", "the device's public key as central knows it; without it the folder's own word is taken")
      .option("--checkpoint <file>", "what the device signed before, e.g. yesterday; may be given more than once", collect)
      .option("--json", "answer as one JSON object")
      .action((folder: string, options: VerifyCommand) => act(journalVerify(folder, options)));
    withRange(journal.command("show <dir>").description("entries for people, one a line"))
      .option("--json", "the same as export")
      .action((folder: string, options: JournalRange & { readonly json?: boolean }) =>
        act(showJournal(inspectJournal, folder, options, options.json ?? false, print)),
      );
    withRange(journal.command("export <dir>").description('entries as JSON lines: {"seq","chain","entry"}')).action(
      (folder: string, options: JournalRange) => act(exportJournal(inspectJournal, folder, options, print)),
    );
    journal
      .command("forget")
      .description("delete the sealed personal part of an entry that has not left this kiosk; the journal stays as it is")
      .requiredOption("--config <file>", "the kiosk's configuration")
      .requiredOption("--seq <n>", "the entry, counted from 0", wholeNumber)
      .option("--json", "answer as one JSON object")
      .action((options: ForgetCommand) => act(journalForget(options)));
  });
}

async function doctorCommand({ config, json = false }: { readonly config?: string; readonly json?: boolean }): Promise<number> {
  const [{ doctor }, { lookOf }, { machineProbes }] = await Promise.all([
    import("./doctor.ts"),
    import("./doctor-report.ts"),
    import("../drivers/machine-probes.ts"),
  ]);
  const look = lookOf(process.stdout, process.env);
  return doctor({ configFile: config, json, look, print, probes: machineProbes(), clock: systemClock });
}

async function supportCommand(options: SupportCommand): Promise<number> {
  const { supportCommand } = await import("./support-assembly.ts");
  return await supportCommand(options);
}

async function resetCommand(options: ResetCommand): Promise<number> {
  const { resetCommand } = await import("./reset-assembly.ts");
  return await resetCommand(options);
}

async function verifyReset(file: string, options: ResetVerifyCommand): Promise<number> {
  const { verifyReset } = await import("./reset-verify-assembly.ts");
  return await verifyReset(file, options, print);
}

async function journalVerify(folder: string, options: VerifyCommand): Promise<number> {
  const { verifyCommand } = await import("./journal-verify-assembly.ts");
  return await verifyCommand(folder, options, print);
}

async function journalForget(options: ForgetCommand): Promise<number> {
  const { forgetCommand } = await import("./journal-forget-assembly.ts");
  return await forgetCommand(options, print);
}

function collect(file: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), file];
}

function withRange(command: Command): Command {
  return command
    .option("--from <n>", "first entry, counted from 0", wholeNumber, 0)
    .option("--limit <n>", "how many at most", wholeNumber, Number.POSITIVE_INFINITY);
}

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError("Cần một số nguyên. / A whole number is needed.");
  return Number(text);
}

async function kioskCommand(file: string): Promise<number> {
  let toml: string;
  try {
    toml = await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return notSetUp(file);
    return complain(`không đọc được tệp cấu hình ${file}\ntram kiosk: ${file} cannot be read`);
  }
  const parsed = parseConfig(toml);
  if (!parsed.ok) {
    const problems = parsed.problems.map((problem) => `\n  ${problem}`).join("");
    const { length } = parsed.problems;
    return complain(
      `${file}: tệp cấu hình có ${length} lỗi\ntram kiosk: there is something wrong with ${file}, ${length} problem(s):${problems}`,
    );
  }
  const { config } = parsed;
  const run = { file, config, bytes: Buffer.from(toml, "utf8") };
  const { carryOutOrder } = await import("./kiosk-order-assembly.ts");
  // Given before the power went.
  const carriedOut = await carryOutOrder(run);
  if (carriedOut !== undefined) return carriedOut;
  const [{ runKiosk }, { openLog }] = await Promise.all([import("./assembly.ts"), import("./kept-log-assembly.ts")]);
  const code = await runKiosk({ ...run, ...openLog({ kiosk: config.id, isQuiet: config.demo }) });
  return (await carryOutOrder(run)) ?? code;
}

/** A kiosk on its first day. It does not wait for a code by itself: who may write its configuration is not who runs it. */
function notSetUp(file: string): number {
  return complain(
    `máy chưa được cài đặt (không có ${file}). Cầm phiếu cấu hình và chạy: tram provision screen --config ${file} (trang cài đặt trên màn hình này), hoặc tram provision apply --config ${file} --serial THIẾT-BỊ | --camera | --from USB\n` +
      `tram kiosk: not set up yet, there is no ${file}. Take the configuration sheet and run: tram provision screen --config ${file} (the set-up page on this screen), or tram provision apply --config ${file} --serial DEVICE | --camera | --from STICK`,
  );
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function sayError(line: string): void {
  process.stderr.write(`${line}\n`);
}

function complain(text: string): number {
  process.stderr.write(`tram kiosk: ${text}\n`);
  return 2;
}
