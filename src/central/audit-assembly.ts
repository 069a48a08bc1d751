import { userInfo } from "node:os";
import { join } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import type { LedgerReader } from "../central-ports.ts";
import { parseMoment } from "../core/timestamp.ts";
import { type Act, runCommands } from "../drivers/command-line.ts";
import { nodeFileSystem } from "../drivers/file-system.ts";
import type { AuditVerifyOptions } from "./audit-verify-assembly.ts";
import type { AuditWriteOptions, KeysOptions, ReportOptions } from "./audit-write-assembly.ts";
import { complainAs, EXIT_USAGE } from "./saying.ts";

/** Name of the ledger in central's data folder. */
const LEDGER_FILE = "ledger.sqlite";

/** `tram audit …`. Resolves to the exit code; docs/command-line.md lists them. */
export function runAudit(args: readonly string[]): Promise<number> {
  return runCommands(args, (program, act) => {
    const audit = program.command("audit").description("export journals for an auditor, and verify such an export on another machine");
    addExport(audit, act);
    addKeys(audit, act);
    addReport(audit, act);
    addVerify(audit, act);
  });
}

const DATA = ["--data <dir>", "central's data folder; it may be running"] as const;
const JSON_LINES = ["--json", "answer in JSON lines"] as const;

function addExport(audit: Command, act: Act): void {
  audit
    .command("export")
    .description("write a period of one kiosk's journal, or of all, with its proofs, into one file")
    .requiredOption(...DATA)
    .option("--kiosk <id>", "of this kiosk")
    .option("--all", "of every kiosk")
    .requiredOption("--from <date>", "first day, e.g. 2026-11-01, in Việt Nam", day)
    .requiredOption("--to <date>", "last day", day)
    .requiredOption("--out <file>", "new file; one that is there is not replaced")
    .option("--by <text>", "who exports, as it shall stand in the file", userInfo().username)
    .option("--sealed", "with the sealed personal parts, which stay sealed")
    .option(...JSON_LINES)
    .action(({ kiosk, all = false, ...options }: AuditWriteOptions & { readonly kiosk?: string; readonly all?: boolean }) => {
      if ((kiosk === undefined) !== all) return audit.error("error: export cần --kiosk hoặc --all / export takes either --kiosk or --all");
      if (options.from > options.to) return audit.error("error: --from phải trước --to / --from must not be after --to");
      return act(
        withReader("export", options.data, async (reader) =>
          (await writing()).exportAudit({ ...options, ...(kiosk !== undefined && { kiosk }) }, reader),
        ),
      );
    });
}

function addKeys(audit: Command, act: Act): void {
  audit
    .command("keys")
    .description("write the public keys with which exports are verified: hand them over by another way than the exports")
    .requiredOption(...DATA)
    .option("--out <file>", "new file; without it they are printed")
    .action((options: KeysOptions) =>
      act(withReader("keys", options.data, async (reader) => (await writing()).writeKeys(options, reader))),
    );
}

function addReport(audit: Command, act: Act): void {
  audit
    .command("report")
    .description("write a kiosk's daily report, to be printed on A4 and kept")
    .requiredOption(...DATA)
    .requiredOption("--kiosk <id>", "name of the kiosk")
    .requiredOption("--date <date>", "the day, e.g. 2026-11-27, in Việt Nam", day)
    .requiredOption("--out <file>", "FILE.pdf or FILE.html")
    .option(...JSON_LINES)
    .action((options: ReportOptions) => {
      if (!/\.(pdf|html)$/.test(options.out)) return audit.error("error: --out: FILE.pdf hoặc FILE.html / either FILE.pdf or FILE.html");
      return act(withReader("report", options.data, async (reader) => (await writing()).writeReport(options, reader)));
    });
}

function addVerify(audit: Command, act: Act): void {
  audit
    .command("verify")
    .description("is an export whole, and is it what the kiosks have signed? Needs public keys and nothing else")
    .argument("<file>", "what `tram audit export` has written")
    .requiredOption("--keys <file>", "public keys: what `tram audit keys` has written, or lines NAME+ID+KEY")
    .option(
      "--checkpoint <file>",
      "a tree head to compare with: a daily report, a picture of its code, or its text; may be repeated",
      collected,
    )
    .option("--earlier <file>", "an earlier export to compare with; may be repeated", collected)
    .option(...JSON_LINES)
    .addHelpText("after", HELP)
    .action((file: string, options: AuditVerifyOptions) =>
      // Without a database and its libraries.
      act(import("./audit-verify-assembly.ts").then(({ verifyAudit }) => verifyAudit(file, options))),
    );
}

const HELP = `
Mã thoát: 0 mọi điều được chứng minh; 1 có điều sai: mục bị sửa, bỏ, chèn, đổi chỗ, hai lịch sử, nhật ký bị lùi, tệp hỏng; 2 sai cách dùng, hoặc tệp không dùng được; 3 không thấy gì sai, nhưng có điều chưa chứng minh được.
Exit code: 0 all is proven; 1 something is wrong: an entry changed, removed, added or moved, two histories, a journal that was put back, a damaged file; 2 wrong usage, or a file that cannot be used; 3 nothing is wrong, and not all can be told.`;

function writing() {
  return import("./audit-write-assembly.ts");
}

function collected(file: string, files: readonly string[] = []): readonly string[] {
  return [...files, file];
}

function day(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && parseMoment(text) !== undefined) return text;
  throw new InvalidArgumentError("Ngày viết như 2026-11-27. / A day is written like this.");
}

/** Only where there is a ledger: nothing is made here. */
async function withReader(command: string, folder: string, run: (reader: LedgerReader) => Promise<number>): Promise<number> {
  const names = await nodeFileSystem.list(folder);
  if (!names?.includes(LEDGER_FILE)) {
    return complainAs(
      `tram audit ${command}`,
      {
        vi: `--data: ${folder} không có sổ của trung tâm; hãy xem lại đường dẫn`,
        en: `--data: there is no central's ledger in ${folder}; look at the path again`,
      },
      EXIT_USAGE,
    );
  }
  const { openLedgerReader } = await import("../drivers/ledger-reads.ts");
  const reader = openLedgerReader(join(folder, LEDGER_FILE));
  try {
    return await run(reader);
  } finally {
    await reader.close();
  }
}
