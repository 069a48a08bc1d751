// What operators and the programs that watch over central ask.
import * as v from "valibot";
import { DENIED } from "./account-routes.ts";
import { KIOSK } from "./device-routes.ts";
import { EntryRowSchema, KioskRowSchema } from "./fleet-schemas.ts";
import { PROBLEMS } from "./readiness.ts";
import { json, refusal, text } from "./route-answers.ts";
import type { RouteDescription } from "./route-description.ts";

const ENTRY = { seq: 411, at: 1795437071.5, reason: "expired", verdict: "refuse", source: "serial", format: "claim169", durationMs: 3.5 };
const KIOSK_ROW = {
  id: "hanoi-01",
  size: 412,
  chain: "b97ca423cce41192e3781bac7d3601763840cd465af2241e4d9d5dea7c86f7b9",
  lastSeenAt: 1795437072.25,
  clockOffsetSeconds: -1,
  lastEntry: ENTRY,
  scansToday: 12,
  byVerdict: { accept: 10, refuse: 2 },
};
const NOTE =
  "tram/kiosk/hanoi-01\n2\n5G2riTVgXYS3EFrYDwY7+RDBaHvJt2NW87/kKQy5B2k=\n\n— tram/kiosk/hanoi-01 ShKzWG1Cb8cBY9eEBusDBjtKZm9Mbqst2hAEC2+zPeOInHPc6M4/xe/YGnLYC7/beE+zPBDKEqyb76W/dwXzZ3P3TgI=\n";

const TextSchema = v.object({ vi: v.string(), en: v.string() });
const ReadySchema = v.object({ status: v.literal("ready") });
const NotReadySchema = v.object({
  status: v.literal("not-ready"),
  problems: v.array(v.object({ code: v.picklist(PROBLEMS), next: TextSchema })),
});

export const FLEET_ROUTES = {
  listKiosks: {
    methods: ["GET"],
    path: "/v1/kiosks",
    caller: "operator",
    summary: "All kiosks, with what they did today in Việt Nam",
    answers: { 200: json("By id.", v.array(KioskRowSchema), [KIOSK_ROW]), ...DENIED },
  },
  listEntries: {
    methods: ["GET"],
    path: "/v1/kiosks/:id/entries",
    caller: "operator",
    summary: "The newest entries of a kiosk, newest first; nothing of a person stands in them",
    params: { id: KIOSK },
    query: { last: { about: "How many, 1 to 1000; 50 where it is absent", schema: v.string(), example: "50", isOptional: true } },
    answers: {
      200: json("Newest first.", v.array(EntryRowSchema), [ENTRY]),
      400: refusal("Not a number from 1 to 1000, or not the name of a kiosk.", "bad-request"),
      404: refusal("Not enrolled here.", "unknown-kiosk"),
      ...DENIED,
    },
  },
  getCheckpoint: {
    methods: ["GET"],
    path: "/v1/kiosks/:id/checkpoint",
    caller: "operator",
    summary: "The largest checkpoint of a kiosk that central has witnessed",
    params: { id: KIOSK },
    answers: { 200: text("A signed note.", NOTE), 404: refusal("None yet.", "no-checkpoint"), ...DENIED },
  },
  getHealth: {
    methods: ["GET"],
    path: "/health",
    caller: "monitor",
    summary: "Is this process up? Asks no database",
    answers: { 200: json("It is.", v.object({ status: v.literal("ok") }), { status: "ok" }) },
  },
  getReady: {
    methods: ["GET"],
    path: "/ready",
    caller: "monitor",
    summary: "Can this process take requests now?",
    answers: {
      200: json("The ledger answers, and the keys that are there can be used.", ReadySchema, { status: "ready" }),
      503: json("No: what is in the way, and what to do.", NotReadySchema, {
        status: "not-ready",
        problems: [{ code: "stopping", next: { vi: "Chờ tiến trình kế tiếp.", en: "Wait for its successor." } }],
      }),
    },
  },
  getOpenApi: {
    methods: ["GET"],
    path: "/openapi.json",
    caller: "public",
    summary: "This description",
    answers: { 200: { about: "OpenAPI 3.1.", content: { type: "application/json" } } },
  },
} as const satisfies Readonly<Record<string, RouteDescription>>;
