import { int, map, text } from "../support/cbor-bytes.ts";
import { claimsSet, makeCredential } from "../support/credential-maker.ts";
import type { Chance } from "./chance.ts";

/** How many different people come; credentials are good once, so most come back in vain. */
const PEOPLE = 400;

/** Codes as people hold them up: cards, credentials, links, torn paper. Each ends as the reader ends it. */
export function codesOf(chance: Chance, people = PEOPLE): () => Uint8Array {
  const made = new Map<number, string>();
  const credential = (person: number) => {
    const text = made.get(person) ?? credentialOf(person);
    made.set(person, text);
    return text;
  };
  return () => {
    const person = chance.below(people);
    const code = chance.pick([
      () => credential(person),
      () => credential(person),
      () => credential(person).slice(0, -4),
      () => `${String(99_190_000_000 + person).padStart(12, "0")}||Nguyễn Thị Kiểm Thử|15051990|Nữ|Thôn Thử Nghiệm|20062021`,
      () => `https://example.invalid/${person}`,
    ])();
    return Buffer.from(`${code}\r`);
  };
}

/** The credential of one of them, as the reader ends it. */
export function codeOf(person: number): Uint8Array {
  return Buffer.from(`${credentialOf(person)}\r`);
}

function credentialOf(person: number): string {
  const identity = map([int(1), text(`VD-${person}`)], [int(4), text("Nguyễn Thị Kiểm Thử")], [int(8), text("19900515")], [int(9), int(2)]);
  return makeCredential({ payload: claimsSet({ identity }) }).text;
}
