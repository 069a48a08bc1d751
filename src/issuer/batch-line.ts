import * as v from "valibot";
import { decodeBase64 } from "../core/base64.ts";
import { GivenKeysSchema, GivenRidListsSchema, GivenTokenStatusListsSchema, problemOf } from "../core/key-list.ts";
import { parseTimestamp } from "../core/timestamp.ts";
import { GivenPolicySchema } from "./given-policy.ts";

const time = v.pipe(
  v.union([v.string(), v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(999_999_999_999))], "a time is RFC 3339 or epoch seconds"),
  // Public test data leave the offset out and mean UTC; people who type a time have to say which one they mean.
  v.transform((value) => (typeof value === "number" ? value : (parseTimestamp(value) ?? parseTimestamp(`${value}Z`)))),
  v.number("a time is RFC 3339 or epoch seconds"),
);

const bytes = v.pipe(v.string(), v.transform(decodeBase64), v.instance(Uint8Array, "not base64"));

/** JSON shape of one line of `tram verify --batch`. Further members are ignored: callers keep their own there. */
const LineSchema = v.pipe(
  v.object({
    text: v.optional(v.string()),
    symbol: v.optional(bytes),
    image: v.optional(bytes),
    at: v.optional(time),
    keys: v.optional(GivenKeysSchema),
    crl: v.optional(GivenRidListsSchema),
    tokenStatusLists: v.optional(GivenTokenStatusListsSchema),
    policy: v.optional(GivenPolicySchema),
  }),
  v.check(
    ({ text, symbol, image }) => [text, symbol, image].filter((given) => given !== undefined).length === 1,
    "a line has exactly one of text, symbol and image",
  ),
);

/** What a line asks for. */
export type BatchRequest = v.InferOutput<typeof LineSchema>;

/** What a caller calls a line by. */
export type LineId = string | number | null;

/** A line taken apart, or what is wrong with it; the identifier comes back in both cases, null where there is none. */
export type ReadLine =
  | { readonly ok: true; readonly id: LineId; readonly request: BatchRequest }
  | { readonly ok: false; readonly id: LineId; readonly error: string };

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** One line of the batch; undefined where it holds only white space. */
export function readLine(line: Uint8Array): ReadLine | undefined {
  let value: unknown;
  try {
    const text = utf8.decode(line);
    if (text.trim() === "") return undefined;
    value = JSON.parse(text);
  } catch {
    return { ok: false, id: null, error: "not a line of JSON in UTF-8" };
  }
  // An array has members `at` and `keys`, too.
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { ok: false, id: null, error: "a line is a JSON object" };
  const id = idOf(value);
  if (id === undefined) return { ok: false, id: null, error: "id: a line is named by a string or a number" };
  const parsed = v.safeParse(LineSchema, value, { abortEarly: true });
  return parsed.success ? { ok: true, id, request: parsed.output } : { ok: false, id, error: problemOf(parsed.issues[0]) };
}

function idOf(value: object): LineId | undefined {
  const id = "id" in value ? value.id : null;
  return id === null || typeof id === "string" || typeof id === "number" ? id : undefined;
}
