// The code on a sheet that says yes where there is no keyboard: a reader types the fingerprint off the paper (docs/decisions/0013-provisioning.md).
import { readText } from "../symbol-text.ts";

/** What a confirmation code says. */
export interface Confirmation {
  /** Sixteen letters without spaces, as printed on the same paper. */
  readonly fingerprint: string;
  /** Which device at the service point this is to be, from 1. */
  readonly generation: number;
}

const CODE = /^TRAMYES1\/([1-9][0-9]{0,3})\/([A-Z2-7]{16})$/;
/** Some readers add a prefix of their own. */
const MAX_BYTES = 128;

/** The text of the code; letters of the alphanumeric mode only. `fingerprint`: with or without spaces. */
export function writeConfirmation({ fingerprint, generation }: Confirmation): string {
  return `TRAMYES1/${generation}/${fingerprint.replaceAll(" ", "")}`;
}

/** A symbol as a confirmation, or undefined where it is none. Never throws. */
export function readConfirmation(symbol: Uint8Array): Confirmation | undefined {
  if (symbol.length > MAX_BYTES) return undefined;
  const [, generation, fingerprint = ""] = CODE.exec(readText(symbol).text) ?? [];
  return generation === undefined ? undefined : { fingerprint, generation: Number(generation) };
}
