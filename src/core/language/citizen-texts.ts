import { ADVICE } from "../advice.ts";
import { HEADLINES } from "../headlines.ts";
import { HINT_TEXTS } from "../hint-texts.ts";
import { LATER_TEXTS } from "../later-texts.ts";
import { REASONS, type Reason } from "../reason.ts";
import { REASON_TEXTS } from "../reason-texts.ts";
import { SCREEN_TEXTS } from "../screen-texts.ts";
import { STORED_TEXTS } from "../stored-texts.ts";
import { MEET_STAFF, SHOW_AGAIN, type Text } from "../text.ts";

/** Sentences that several reasons share: a translator says each once. */
const SHARED: Readonly<Record<string, Text>> = {
  "next.meet-staff": MEET_STAFF,
  "next.show-again": SHOW_AGAIN,
  "next.another-code": REASON_TEXTS["type-not-wanted"].next,
  "next.open-wallet": REASON_TEXTS["presentation-expired"].next,
  "detail.not-accepted": REASON_TEXTS.revoked.detail,
  "detail.damaged": REASON_TEXTS.malformed.detail,
  "detail.machine-fault": REASON_TEXTS["clock-wrong"].detail,
  "detail.kind-unsupported": REASON_TEXTS["algorithm-unsupported"].detail,
};

/**
 * Every text that a citizen can see, by its key in a language pack, in the order in which a translator works. No sentence has two keys, so
 * that a text can be looked up by itself.
 */
export function citizenTexts(): ReadonlyMap<string, Text> {
  const all: readonly (readonly [string, Text])[] = [
    ...[...Object.entries(SCREEN_TEXTS), ...Object.entries(LATER_TEXTS)].map(([name, text]) => [`screen.${name}`, text] as const),
    ...Object.entries(STORED_TEXTS).map(([name, text]) => [`stored.${name}`, text] as const),
    ...ADVICE.map((advice) => [`hint.${advice}`, HINT_TEXTS[advice]] as const),
    ...Object.entries(HEADLINES).map(([verdict, text]) => [`verdict.${verdict}`, text] as const),
    ...Object.entries(SHARED),
    ...(Object.keys(REASONS) as Reason[]).flatMap(reasonTexts),
  ];
  const keyOf = new Map<string, string>();
  for (const [key, { vi }] of all) if (!keyOf.has(vi)) keyOf.set(vi, key);
  return new Map(all.filter(([key, { vi }]) => keyOf.get(vi) === key));
}

function reasonTexts(reason: Reason): readonly (readonly [string, Text])[] {
  const { headline, detail, next } = REASON_TEXTS[reason];
  return [
    ...(headline ? [[`reason.${reason}.headline`, headline] as const] : []),
    [`reason.${reason}.detail`, detail],
    [`reason.${reason}.next`, next],
  ];
}
