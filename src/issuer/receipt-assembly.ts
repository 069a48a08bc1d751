import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { type Command, Option } from "commander";
import { journalOrigin } from "../core/checkpoint.ts";
import { leafHash, sameBytes } from "../core/journal-chain.ts";
import type { Receipt } from "../core/receipt.ts";
import type { ReceiptKeys } from "../core/receipt-proof.ts";
import { type NoteKey, noteKey, verifierKeyText } from "../core/signed-note.ts";
import { type Act, runCommands } from "../drivers/command-line.ts";
import { nodeFileSystem } from "../drivers/file-system.ts";
import { readInput } from "../drivers/input-file.ts";
import { inspectJournal } from "../drivers/journal-inspection.ts";
import { readKeyFile } from "../drivers/journal-marks.ts";
import { requestReceipt } from "../drivers/receipt-request.ts";
import { sentenceOf } from "./complaint.ts";
import { lazyEyes } from "./eyes-assembly.ts";
import { type NoJournal, type ReceiptOptions, type ReceiptParts, showReceipt, verifyReceipt } from "./receipt.ts";
import { proofAnswerOf } from "./receipt-central.ts";
import type { ReceiptResult } from "./receipt-words.ts";

/** Largest input file, in bytes: a photo. */
const MAX_INPUT_BYTES = 32 * 1024 * 1024;

/** `tram receipt …`. Resolves to the exit code; docs/command-line.md lists them. */
export async function runReceipt(args: readonly string[]): Promise<number> {
  const eyes = lazyEyes();
  const parts: ReceiptParts = {
    readInput: (file) => readInput(file, MAX_INPUT_BYTES),
    findSymbols: eyes.findSymbols,
    writeOutput: (file, contents) => writeFile(file, contents),
    askCentral: async (url, receipt) => proofAnswerOf(await requestReceipt(url, receipt)),
    // A receipt is not untrue (exit code 1) because a folder cannot be read.
    lookIntoJournal: (folder, receipt, keys) =>
      lookIntoJournal(folder, receipt, keys).catch((error: unknown) => ({ kind: "no-journal", detail: sentenceOf(error) })),
    out: async (text) => {
      if (!process.stdout.write(text)) await once(process.stdout, "drain");
    },
    err: (text) => void process.stderr.write(text),
  };
  try {
    return await runCommands(args, (program, act) => addCommands(program, parts, act));
  } finally {
    await eyes.close();
  }
}

function addCommands(program: Command, parts: ReceiptParts, act: Act): void {
  const receipt = program.command("receipt").description("check a receipt that a kiosk has shown");
  receipt
    .command("verify")
    .description("is the entry that the receipt names in the kiosk's signed journal, unchanged?")
    .argument("<receipt>", "the text of the code, a picture of it, a .tlog-proof that carries it, or - for standard input")
    .option(
      "--key <file>",
      "the kiosk's public key, a file or the line that `tram central enrol` printed; also `public-key` in its journal's folder: without it nothing can be checked",
    )
    .addOption(new Option("--proof <file>", "a proof that is at hand: a .tlog-proof").conflicts(["central", "journal"]))
    .addOption(new Option("--central <url>", "ask central for the proof").conflicts("journal"))
    .addOption(new Option("--journal <dir>", "look into the kiosk's own journal, or a copy").conflicts(["witness", "proofOut"]))
    .option("--witness <file>", "central's public witness key: demands that central has seen the tree, and says when")
    .option("--proof-out <file>", "keep the proof and the receipt in one file, FILE.tlog-proof, for a court")
    .option("--json", "answer in JSON")
    .addHelpText("after", HELP)
    .action((input: string, options: ReceiptOptions) => act(verifyReceipt(input, options, parts)));
  receipt
    .command("show")
    .description("print what a receipt says; nothing of it is checked")
    .argument("<receipt>")
    .option("--json", "answer in JSON")
    .action((input: string, options: ReceiptOptions) => act(showReceipt(input, options, parts)));
}

const HELP = `
Ví dụ / Examples:
  tram receipt verify photo.jpg --key kiosk.pub --central https://central.example --proof-out receipt.tlog-proof
  tram receipt verify receipt.tlog-proof --key kiosk.pub --witness central.pub

Mã thoát: 0 đúng; 1 không đúng; 2 sai cách dùng, hoặc tệp được ghi tên không dùng được; 3 chưa biết: không có khoá, chưa tới, không hỏi được trung tâm, chưa được làm chứng.
Exit code: 0 true; 1 not true; 2 wrong usage, or a file that is named cannot be used; 3 nothing can be said: no key, not there yet, central out of reach, not witnessed.`;

/** Goes over the whole journal: one that is not whole proves nothing. */
async function lookIntoJournal(folder: string, { kiosk, seq, leaf }: Receipt, keys: ReceiptKeys): Promise<ReceiptResult | NoJournal> {
  const key = noteKey(journalOrigin(kiosk), keys.kiosk);
  let [firstSeq, found, isSigned]: [number, Uint8Array | undefined, boolean] = [0, undefined, false];
  for await (const part of inspectJournal(folder, key)) {
    switch (part.kind) {
      case "begin":
        firstSeq = part.end.tree.size;
        break;
      case "entry":
        isSigned = true;
        if (part.record.seq === seq) found = leafHash(part.record.body);
        break;
      case "damage":
        return (isSigned ? undefined : await otherKeyOf(folder, key)) ?? { kind: "journal-damaged", seq: part.damage.seq };
      case "absent":
        return { kind: "no-journal" };
      case "end": {
        const { size } = part.end.tree;
        if (found) return { kind: sameBytes(found, leaf) ? "in-journal" : "journal-differs", size };
        return seq < firstSeq ? { kind: "removed", firstSeq } : { kind: "not-there-yet", size };
      }
    }
  }
  throw new Error("receipt: the journal's check ended without a result");
}

/** That a journal of which this key has signed nothing is of another key, by the word of its folder. */
async function otherKeyOf(folder: string, key: NoteKey | undefined): Promise<ReceiptResult | undefined> {
  const named = await readKeyFile(folder, nodeFileSystem);
  if (!key || !named || named === "invalid" || verifierKeyText(named) === verifierKeyText(key)) return undefined;
  return { kind: "other-key", journalKey: `${named.name}+${named.id}` };
}
