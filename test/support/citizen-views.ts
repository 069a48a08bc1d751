import { ADVICE } from "../../src/core/advice.ts";
import { drawQr } from "../../src/core/qr-drawing.ts";
import { REASONS, type Reason } from "../../src/core/reason.ts";
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
