// `tram receipt …`: whoever holds a receipt checks it, on a machine of his own.

import { displayJson, displayLine, displayText } from "../core/display-text.ts";
import { hexOf } from "../core/hex.ts";
import { decodeReceipt, encodeReceipt, type Receipt, readReceiptCode } from "../core/receipt.ts";
import { judgeReceipt, type ReceiptKeys, type ShownProof } from "../core/receipt-proof.ts";
import { isReceiptSignedBy } from "../core/receipt-signature.ts";
import type { Text } from "../core/text.ts";
import { parseTlogProof, type TlogProof, tlogProofText } from "../core/tlog-proof.ts";
import { complain, EXIT_DONE, EXIT_USAGE, sentenceOf } from "./complaint.ts";
import type { IssuerParts } from "./parts.ts";
import { isPicture } from "./picture-kind.ts";
import { cosignerKeyIn, deviceKeyIn, isVerifierKey } from "./receipt-keys.ts";
import { type ReceiptResult, receiptExit, resultTexts } from "./receipt-words.ts";

/** What stands on the command line of `tram receipt verify`. */
export interface ReceiptOptions {
  readonly key?: string;
  readonly witness?: string;
  readonly proof?: string;
  readonly central?: string;
  readonly journal?: string;
  readonly proofOut?: string;
  readonly json?: boolean;
}

/** What central or a journal says of a receipt: a proof to be checked, or a result. */
export type ProofAnswer = { readonly kind: "proof"; readonly shown: ShownProof } | ReceiptResult;

/** A folder that was named as a journal, and is none, or cannot be read. */
export interface NoJournal {
  readonly kind: "no-journal";
  /** Why it cannot be read. */
  readonly detail?: string;
}

/** What the commands need from the world. */
export interface ReceiptParts extends Pick<IssuerParts, "readInput" | "findSymbols" | "writeOutput" | "out" | "err"> {
  /** Asks central at this address. Never rejects for what a network does. */
  readonly askCentral: (url: string, receipt: Receipt) => Promise<ProofAnswer>;
  /** Looks into the journal in this folder, by the key that should have signed it. */
  readonly lookIntoJournal: (folder: string, receipt: Receipt, keys: ReceiptKeys) => Promise<ReceiptResult | NoJournal>;
}

/** What was given: a receipt, and a proof where it came in one. */
interface Given {
  readonly receipt: Receipt;
  readonly proof?: TlogProof;
}

/** `tram receipt show`: what the receipt says, and that nothing of it was checked. */
export async function showReceipt(input: string, { json = false }: ReceiptOptions, parts: ReceiptParts): Promise<number> {
  const given = await receiptIn(input, parts);
  if (!("receipt" in given)) return refuse("show", given, parts);
  await tell(given.receipt, { kind: "unchecked" }, { json, isWitnessAsked: false }, parts);
  return EXIT_DONE;
}

/** `tram receipt verify`. Resolves to the exit code. */
export async function verifyReceipt(input: string, options: ReceiptOptions, parts: ReceiptParts): Promise<number> {
  const given = await receiptIn(input, parts);
  if (!("receipt" in given)) return refuse("verify", given, parts);
  const { receipt } = given;
  if (options.central !== undefined && !isWebAddress(options.central)) return refuse("verify", NO_ADDRESS, parts);
  if (options.witness !== undefined && options.central === undefined && options.proof === undefined && !given.proof)
    return refuse("verify", WITNESS_OF_NOTHING, parts);
  const keys = await keysOf(receipt, options, parts);
  if (keys && "vi" in keys) return refuse("verify", keys, parts);
  const proof = options.proof === undefined ? given.proof : await proofIn(options.proof, parts);
  if (proof && "vi" in proof) return refuse("verify", proof, parts);
  const { result, shown } = await judged(receipt, keys, proof, options, parts);
  if (result.kind === "no-journal") return refuse("verify", noJournal(options.journal ?? "", result), parts);
  const isWitnessAsked = keys?.witness !== undefined;
  await tell(receipt, result, { json: options.json ?? false, isWitnessAsked }, parts);
  const isKept = options.proofOut === undefined || (await keepProof(options.proofOut, receipt, result, shown, parts));
  return isKept ? receiptExit(result, isWitnessAsked) : EXIT_USAGE;
}

async function judged(
  receipt: Receipt,
  keys: ReceiptKeys | undefined,
  proof: TlogProof | undefined,
  { central, journal }: ReceiptOptions,
  parts: ReceiptParts,
): Promise<{ readonly result: ReceiptResult | NoJournal; readonly shown?: ShownProof }> {
  if (!keys) return { result: { kind: "unchecked" } };
  // What is forged is asked about nowhere.
  if (!isReceiptSignedBy(receipt, keys.kiosk)) return { result: { kind: "forged" } };
  if (journal !== undefined) return { result: await parts.lookIntoJournal(journal, receipt, keys) };
  const answer: ProofAnswer | undefined =
    central === undefined ? proof && { kind: "proof", shown: { proof } } : await parts.askCentral(central, receipt);
  if (answer && answer.kind !== "proof") return { result: answer };
  return { result: judgeReceipt(receipt, keys, answer?.shown), ...(answer && { shown: answer.shown }) };
}

const WITNESS_OF_NOTHING: Text = {
  vi: "--witness cần bằng chứng để xem trung tâm đã làm chứng chưa: thêm --central URL hoặc --proof TỆP",
  en: "--witness needs a proof in which central may have witnessed something: add --central URL or --proof FILE",
};

const NO_ADDRESS: Text = {
  vi: "--central: địa chỉ phải bắt đầu bằng http:// hoặc https://",
  en: "--central: the address must begin with http:// or https://",
};

function isWebAddress(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text);
}

function noJournal(folder: string, { detail }: NoJournal): Text {
  if (detail !== undefined) {
    return {
      vi: `--journal: không đọc hết được ${folder}, hãy xem lại thư mục (${detail})`,
      en: `--journal: ${folder} cannot be read to its end, look at the folder (${detail})`,
    };
  }
  return {
    vi: `--journal: ${folder} không phải thư mục nhật ký; nhật ký là thư mục journal trong thư mục dữ liệu của máy`,
    en: `--journal: there is no journal in ${folder}; it is the folder journal in the kiosk's data folder`,
  };
}

/** Keeps what shows the result, with the receipt in it, for whoever will ask one day. False: there is something to keep, and the file cannot be written. */
async function keepProof(
  file: string,
  receipt: Receipt,
  result: ReceiptResult,
  shown: ShownProof | undefined,
  parts: ReceiptParts,
): Promise<boolean> {
  if (!shown || (result.kind !== "proven" && result.kind !== "other-entry")) {
    complain(parts.err, "receipt verify", {
      vi: `không có bằng chứng nào để ghi vào ${file}`,
      en: `there is no proof that could be written to ${file}`,
    });
    return true;
  }
  try {
    await parts.writeOutput(file, tlogProofText({ ...shown.proof, extra: encodeReceipt(receipt) }));
    return true;
  } catch (error) {
    complain(parts.err, "receipt verify", {
      vi: `--proof-out: không ghi được ${file}, hãy chọn chỗ khác (${sentenceOf(error)})`,
      en: `--proof-out: ${file} cannot be written, choose another place (${sentenceOf(error)})`,
    });
    return false;
  }
}

/** The receipt that an argument is or names: a code's text, a file with it, a picture of it, or a proof that carries it. */
async function receiptIn(input: string, parts: ReceiptParts): Promise<Given | Text> {
  const direct = readReceiptCode(input);
  if (direct) return { receipt: direct };
  if (/^(TRAM-RECEIPT:|https?:\/\/[^\s#]*#)/.test(input)) {
    return {
      vi: "đây không phải biên nhận: mã bị đọc sai hoặc bị cắt mất; hãy quét lại",
      en: "this is not a receipt: the code was misread or cut off; scan it again",
    };
  }
  let bytes: Uint8Array;
  try {
    bytes = await parts.readInput(input);
  } catch (error) {
    return { vi: `không đọc được ${input} (${sentenceOf(error)})`, en: `cannot read ${input}: ${sentenceOf(error)}` };
  }
  const texts = isPicture(bytes) ? await codesIn(bytes, parts) : [Buffer.from(bytes).toString("utf8").trim()];
  for (const text of texts) {
    const receipt = readReceiptCode(text);
    if (receipt) return { receipt };
  }
  const proof = parseTlogProof(Buffer.from(bytes.subarray(0, 65_536)).toString("utf8"));
  const carried = proof?.extra && decodeReceipt(proof.extra);
  if (proof && carried) return { receipt: carried, proof };
  return {
    vi: `${input} không phải biên nhận, ảnh chụp biên nhận hay tệp .tlog-proof có biên nhận`,
    en: `${input} is no receipt, no picture of one and no .tlog-proof that carries one`,
  };
}

async function codesIn(picture: Uint8Array, { findSymbols }: ReceiptParts): Promise<readonly string[]> {
  const found = await findSymbols(picture);
  return found.ok ? found.symbols.map((symbol) => Buffer.from(symbol).toString("utf8")) : [];
}

async function keysOf(receipt: Receipt, { key, witness }: ReceiptOptions, parts: ReceiptParts): Promise<ReceiptKeys | Text | undefined> {
  if (key === undefined) return undefined;
  const keyText = isVerifierKey(key) ? key : await textOf(key, parts);
  if (keyText === undefined) return unreadable("--key", key);
  const kiosk = deviceKeyIn(keyText, receipt.kiosk);
  if (!kiosk)
    return {
      vi: `--key: ${key} không phải khoá công khai của máy ${receipt.kiosk}`,
      en: `--key: ${key} is not the public key of ${receipt.kiosk}`,
    };
  if (witness === undefined) return { kiosk };
  const witnessText = await textOf(witness, parts);
  if (witnessText === undefined) return unreadable("--witness", witness);
  const cosigner = cosignerKeyIn(witnessText);
  if (!cosigner) return { vi: `--witness: ${witness} không phải khoá làm chứng`, en: `--witness: ${witness} is no witness's public key` };
  return { kiosk, witness: cosigner };
}

async function proofIn(file: string, parts: ReceiptParts): Promise<TlogProof | Text> {
  const text = await textOf(file, parts);
  if (text === undefined) return unreadable("--proof", file);
  return parseTlogProof(text) ?? { vi: `--proof: ${file} không phải tệp .tlog-proof`, en: `--proof: ${file} is no .tlog-proof` };
}

/** Undefined where it cannot be read. */
async function textOf(file: string, { readInput }: ReceiptParts): Promise<string | undefined> {
  return await readInput(file).then(
    (bytes) => Buffer.from(bytes).toString("utf8"),
    () => undefined,
  );
}

function unreadable(option: string, file: string): Text {
  return {
    vi: `${option}: không đọc được tệp ${file}, hãy xem lại đường dẫn`,
    en: `${option}: cannot read ${file}, look at the path again`,
  };
}

function refuse(command: string, why: Text, { err }: ReceiptParts): number {
  complain(err, `receipt ${command}`, why);
  return EXIT_USAGE;
}

async function tell(
  { kiosk, seq, leaf }: Receipt,
  result: ReceiptResult,
  { json, isWitnessAsked }: { readonly json: boolean; readonly isWitnessAsked: boolean },
  { out }: ReceiptParts,
): Promise<void> {
  const { kind, ...facts } = result;
  if (json) return await out(`${displayJson({ result: kind, kiosk, seq, leaf: hexOf(leaf), ...facts })}\n`);
  const texts = resultTexts(result, isWitnessAsked).flatMap(({ vi, en }) => [vi, en]);
  const about = [`  máy / kiosk:     ${kiosk}`, `  bản ghi / entry: ${seq}`, `  mã băm / hash:   ${hexOf(leaf)}`];
  await out([...texts.map(displayText), ...about.map(displayLine)].map((line) => `${line}\n`).join(""));
}
