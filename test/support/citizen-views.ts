import { ADVICE } from "../../src/core/advice.ts";
import { drawQr } from "../../src/core/qr-drawing.ts";
import { REASONS, type Reason } from "../../src/core/reason.ts";
import type { Text } from "../../src/core/text.ts";
import { type AnswerView, answerView, outOfServiceView, type View } from "../../src/core/view.ts";
import { answer } from "./screens.ts";

export const REASON_NAMES = Object.keys(REASONS).filter((name): name is Reason => Object.hasOwn(REASONS, name));

/** A receipt as long as real ones are. */
export const RECEIPT = receiptView(`https://trung-tam.xa-vi-du.example/r#${"AQhoYW5vaS0wMcgB".repeat(9)}`);

/** What a receipt's code carries, drawn. */
export function receiptView(code: string): NonNullable<AnswerView["receipt"]> {
  const qr = drawQr(code);
  if (!qr) throw new Error("no code holds this receipt");
  return { code, qr };
}

/** An accepted application that costs 50,000 VND. */
export function feeView(id: number, nextStep = { vi: "Mời qua quầy 3.", en: "Please go to counter 3." }): AnswerView {
  const policy = { id: "x", fee: { bin: "970400", account: "0000000000" }, nextStep };
  const claims = { fullName: "Nguyễn Thị Kiểm Thử", id: "099190000001" };
  return answerView(
    { reason: "granted", warnings: [], claims, fee: { amountVnd: 50_000, reference: "H26-001" } },
    policy,
    id,
    1_800_000_000,
  );
}

/** Where one is accepted, pays, and gets a receipt or not, and is sent on by this sentence. */
function sentOn(id: number, nextStep: Text, hasFee: boolean, receipt?: AnswerView["receipt"]): AnswerView {
  const claims = { fullName: "Nguyễn Thị Kiểm Thử", id: "099190000001" };
  const policy = { id: "x", fee: { bin: "970400", account: "0000000000" }, nextStep };
  const fee = { amountVnd: 1_250_000, reference: "H26-001" };
  return answerView({ reason: "granted", warnings: [], claims, ...(hasFee && { fee }) }, policy, id, 1_800_000_000, receipt);
}

/** What operators can make of a screen: these sentences with a fee and a receipt, the longest with one or the other, a long host; ids begin above `from`. */
export function wordyViews(from: number, sentences: readonly Text[]): readonly (readonly [string, AnswerView])[] {
  let id = from;
  const vi = "Mời ông bà sang nhà B, lên tầng hai, qua phòng số mười lăm, nộp giấy và chờ gọi tên. ".repeat(3).slice(0, MAX_NEXT_STEP);
  const en = "Please go to house B, second floor, room fifteen, hand in your papers and wait. ".repeat(3).slice(0, MAX_NEXT_STEP);
  const host = `${"mot-ten-mien-rat-dai.".repeat(9)}gov.vn.example`;
  return [
    ...sentences.map((text) => [`fee, receipt, ${text.vi}`, sentOn(++id, text, true, RECEIPT)] as const),
    ["longest", sentOn(++id, { vi, en }, false)],
    ["longest, receipt", sentOn(++id, { vi, en }, false, RECEIPT)],
    ["longest, fee", sentOn(++id, { vi, en }, true)],
    ["longest, fee, receipt", sentOn(++id, { vi, en }, true, RECEIPT)],
    ["host, receipt", answerView({ reason: "link-read", warnings: [], claims: { host } }, undefined, ++id, 1_800_000_000, RECEIPT)],
  ];
}

/** Longest sentence of a policy (core/policy.ts), letters. */
const MAX_NEXT_STEP = 200;

/** Every state of the citizen's screen, by name; ids begin above `from`. */
export function everyView(from: number): readonly (readonly [string, View])[] {
  let id = from;
  const answers = REASON_NAMES.map((reason) => [reason, answer(reason, ++id, "N. T. K. T. · …001")] as const);
  const go = { vi: "Mời ông bà vào quầy.", en: "Please go to the counter." };
  return [
    ["attract", { kind: "attract" }],
    ...ADVICE.map((advice) => [`hint ${advice}`, { kind: "attract", hint: { advice } }] as const),
    ...answers,
    ["fee", feeView(++id)],
    ["fee and receipt", { ...feeView(++id, go), receipt: RECEIPT }],
    ...(["granted", "holder-clock-wrong", "trust-expired", "document-read"] as const).map(
      (reason) => [`receipt of ${reason}`, { ...answer(reason, ++id, "N. T. · …001"), receipt: RECEIPT }] as const,
    ),
    ["out of service", outOfServiceView("policy-missing")],
  ];
}
