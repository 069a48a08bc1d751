import { displayLine } from "../display-text.ts";
import { isList } from "../list.ts";
import type { Claims, ClaimValue } from "../presentation.ts";

/** What a hand-off knows of a person: the disclosed attributes as text, by name. */
export type Fields = ReadonlyMap<string, string>;

/** Names under which the same is looked for, whatever carried it: the first that a card or credential has. */
const SAME: Readonly<Record<string, readonly string[]>> = {
  personalId: ["personalId", "id"],
  fullName: ["fullName"],
  dob: ["dob", "dateOfBirth"],
  sex: ["sex", "gender"],
  address: ["address"],
  cardNo: ["cardNo", "cardNumber"],
  phone: ["phone"],
};

/** Most fields, and characters of one. */
const MAX_FIELDS = 40;
const MAX_CHARACTERS = 400;

/**
 * The fields of what the policy discloses: under their own names (docs/formats.md), and besides as `personalId`, `fullName`, `dob` (ISO 8601),
 * `sex` (`M`, `F`), `address`, `cardNo`, `phone`, so that one template serves every card. Pictures and records are none.
 */
export function fieldsOf(claims: Claims): Fields {
  const own = Object.entries(claims)
    .flatMap(([name, value]) => {
      const text = textOf(value);
      return text === undefined || text === "" ? [] : [[name, text] as const];
    })
    .slice(0, MAX_FIELDS);
  const fields = new Map(own);
  for (const [name, from] of Object.entries(SAME)) {
    const text = from.map((other) => fields.get(other)).find((found) => found !== undefined);
    if (text !== undefined) fields.set(name, normal(name, text));
  }
  return fields;
}

function textOf(value: ClaimValue): string | undefined {
  if (typeof value === "string") return displayLine(value.slice(0, MAX_CHARACTERS)).normalize("NFC").trim();
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : undefined;
  if (typeof value === "boolean") return String(value);
  if (!isList(value)) return undefined;
  const parts = value.map(textOf).filter((text) => text !== undefined);
  return parts.length === value.length ? parts.join(", ").slice(0, MAX_CHARACTERS) : undefined;
}

/** Claim 169 writes dates as `19900515` and sexes as 1 and 2; cards write them as we do. */
function normal(name: string, text: string): string {
  if (name === "dob") return text.replace(/^(\d{4})(\d{2})(\d{2})$/, "$1-$2-$3");
  if (name !== "sex") return text;
  return { "1": "M", "2": "F", male: "M", female: "F" }[text.toLowerCase()] ?? text;
}
