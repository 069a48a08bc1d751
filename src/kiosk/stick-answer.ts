import * as v from "valibot";
import { type Contradiction, ContradictionSchema, StandingSchema } from "../core/protocol.ts";
import type { StickRefusal } from "../core/stick-texts.ts";
import type { NotAcknowledged } from "./acknowledged.ts";
import { parseJson } from "./json-bytes.ts";

/** What is done with central's answer, from the network and from a stick alike. Each verifies what it is given before it believes it. */
export interface AnswerTakers {
  readonly onCosigned: (note: string) => void;
  /** Resolves to why it is not believed, if so. */
  readonly onAcknowledged: (note: string) => Promise<NotAcknowledged | undefined>;
}

/** What a stick has brought from central. */
export type StickAnswer =
  /** `acknowledged`: what became of central's word that it holds the entries below `size`; `unsigned` where it gave none. */
  | { readonly kind: "taken"; readonly size: number; readonly acknowledged: NotAcknowledged | "kept" }
  /** Central's words, signed by nobody: shown to a person, and nothing is done because of them. */
  | { readonly kind: "contradicted"; readonly contradiction: Contradiction; readonly seq: number }
  | { readonly kind: "not-understood" };

/** Why an answer is not believed, if so. */
export function refusalIn(answer: StickAnswer): StickRefusal | undefined {
  if (answer.kind === "not-understood") return answer.kind;
  return answer.kind === "taken" && answer.acknowledged !== "kept" ? answer.acknowledged : undefined;
}

/** Hands on what central has answered on a stick. */
export async function takeStickAnswer(bytes: Uint8Array, { onCosigned, onAcknowledged }: AnswerTakers): Promise<StickAnswer> {
  const value = parseJson(bytes);
  const contradicted = v.safeParse(ContradictionSchema, value);
  if (contradicted.success) return { kind: "contradicted", contradiction: contradicted.output.error, seq: contradicted.output.seq };
  const standing = v.safeParse(StandingSchema, value);
  if (!standing.success) return { kind: "not-understood" };
  const { size, witnessed, acknowledgement } = standing.output;
  if (witnessed !== undefined) onCosigned(witnessed);
  const acknowledged = acknowledgement === undefined ? "unsigned" : ((await onAcknowledged(acknowledgement)) ?? "kept");
  return { kind: "taken", size, acknowledged };
}
