// What anybody may ask: docs/protocol.md, "Signed time", "Receipts", "The trust bundle", "As a witness".
import * as v from "valibot";
import { MAX_ADD_CHECKPOINT_BYTES, TREE_SIZE_MEDIA_TYPE } from "../core/add-checkpoint.ts";
import { MissingReceiptSchema, OtherEntrySchema, ProvenReceiptSchema, RefusedReceiptSchema } from "../core/receipt-answer.ts";
import { SignedTimeSchema } from "../core/signed-time.ts";
import { KIOSK } from "./device-routes.ts";
import { json, OVERLOADED, refusal, text } from "./route-answers.ts";
import type { RouteDescription } from "./route-description.ts";

/** A province of 500 kiosks behind one address asks 3 times a second on a common day, and comes back at once after an outage. */
const LIMIT = { burst: 1200, perSecond: 20 };
/** A proof hashes what lies beneath it. An office or a school behind one address shows one now and then. */
const RECEIPT_LIMIT = { burst: 120, perSecond: 2 };

const KEY = "tram/kiosk/hanoi-01+7f6841ca+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea";
const LEAF = "cd3b89c138108904c0045da1a204786d081db1bbce51776d5c82a6ecf0809261";
const PROOF = "c2sp.org/tlog-proof@v1\nindex 200\n…";

const PUBLISHED = {
  methods: ["GET", "HEAD"],
  caller: "public",
  params: { name: { about: "Name of the file", schema: v.string(), example: "timestamp.json" } },
  headers: {
    Range: { about: "`bytes=N-`: a download that goes on where it broke", schema: v.string(), example: "bytes=4096-", isOptional: true },
    "If-None-Match": { about: "The ETag of what one has", schema: v.string(), example: '"12-594"', isOptional: true },
    "If-Range": { about: "The ETag of what the range belongs to", schema: v.string(), example: '"12-594"', isOptional: true },
  },
  limit: LIMIT,
  answers: {
    200: { about: "The file: checked and believed by the kiosk alone.", content: { type: "application/octet-stream" } },
    206: { about: "The rest of the file.", content: { type: "application/octet-stream" } },
    304: { about: "It is the one that is there already." },
    404: refusal("There is no such file.", "not-published"),
    416: refusal("The file ends before.", "range"),
    503: OVERLOADED,
  },
} as const satisfies Omit<RouteDescription, "path" | "summary">;

export const PUBLIC_ROUTES = {
  getTrustMetadata: {
    ...PUBLISHED,
    path: "/v1/trust/metadata/:name",
    summary: "A signed file that names the files of the trust bundle (TUF 1.0)",
  },
  getTrustTarget: {
    ...PUBLISHED,
    path: "/v1/trust/targets/:name",
    params: { name: { ...PUBLISHED.params.name, example: `${LEAF}.trust-list.json` } },
    summary: "A file of the trust bundle",
  },
  getTime: {
    methods: ["GET"],
    path: "/v1/time",
    caller: "public",
    summary: "The time, signed for one question",
    query: { nonce: { about: "16 to 64 random bytes in base64url, used once", schema: v.string(), example: "q83vEjRWeJCrze8SNFZ4kA" } },
    limit: LIMIT,
    answers: {
      200: json("It was this time at some moment between question and answer.", SignedTimeSchema, {
        time: 1795437072.125,
        nonce: "q83vEjRWeJCrze8SNFZ4kA",
        kid: "poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U",
        signature: "ovjQ-eVX26A4qsSERQdz47CPW9bidw_bcGUBNTPWJDJNMHw-ki8sU_zSP-HJOzYWJckoqwenEfAPbLefMkV_BQ",
      }),
      400: refusal("Not a nonce, or more than one.", "nonce"),
      404: refusal("This central signs no time.", "no-time-key"),
      503: OVERLOADED,
    },
  },
  getReceipt: {
    methods: ["GET"],
    path: "/v1/receipts/:kiosk/:seq",
    caller: "public",
    summary: "Prove that the entry of a receipt is in its kiosk's journal",
    params: {
      kiosk: KIOSK,
      seq: { about: "The entry, counted from 0", schema: v.pipe(v.string(), v.regex(/^(0|[1-9][0-9]{0,14})$/)), example: "200" },
    },
    query: { leaf: { about: "The entry's leaf hash, from the receipt", schema: v.string(), example: LEAF } },
    headers: {
      "Receipt-Signature": {
        about: "The kiosk's signature, from the receipt: only who has all of it is told anything",
        schema: v.string(),
        example: ":m4PbicVWer8Z0hYi8tH8Z5CKVccdCeH4nTvnUN4TF4reJulzNcDIpQhu7Hr8Ys9fPkeZe8i635tMKYKIrcIPDA==:",
      },
    },
    limit: RECEIPT_LIMIT,
    answers: {
      200: json("The entry is there.", ProvenReceiptSchema, {
        proof: PROOF,
        key: KEY,
        witness: "tram/central+dc6db362+BNdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
        entry: { at: 1795437265, reason: "granted" },
      }),
      400: refusal("Not the parts of a receipt in their one spelling.", "bad-request"),
      403: json("Not signed by the kiosk that is enrolled here.", RefusedReceiptSchema, { error: "signature", key: KEY }),
      404: json("No signed tree reaches that far yet, or the kiosk is not known.", MissingReceiptSchema, { error: "not-yet", size: 100 }),
      409: json("Another entry stands at this place: a contradiction that the kiosk has signed itself.", OtherEntrySchema, {
        error: "other-entry",
        leaf: LEAF,
        proof: PROOF,
        key: KEY,
      }),
      503: OVERLOADED,
    },
  },
  addCheckpoint: {
    methods: ["POST"],
    path: "/v1/witness/add-checkpoint",
    caller: "public",
    summary: "Offer a kiosk's checkpoint to be cosigned (c2sp.org/tlog-witness)",
    body: { type: "text/plain", maxBytes: MAX_ADD_CHECKPOINT_BYTES },
    limit: LIMIT,
    answers: {
      200: text("A cosignature line.", "— tram/central 3G2zYgAAAABrBDIRYwceyy3p57K5EEedtsmMUe73z66vjRJ4Xp9gDML…\n"),
      400: refusal("Not such a request, or `old` is larger than the tree.", "malformed", "old-size"),
      403: refusal("Not signed by the kiosk.", "unsigned"),
      404: refusal("No such kiosk, or central has no key to cosign with.", "unknown-log", "no-witness-key"),
      409: text("Another size is the largest one witnessed.", "3\n", TREE_SIZE_MEDIA_TYPE),
      413: refusal("Above the limit.", "too-large"),
      422: refusal("The proof does not show that the tree begins with the witnessed one.", "unproven"),
      503: refusal("Retry-After says after how many seconds to come back.", "overloaded", "ledger-busy"),
    },
  },
} as const satisfies Readonly<Record<string, RouteDescription>>;
