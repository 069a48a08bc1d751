import * as v from "valibot";
import { CountSchema, EntrySummarySchema, HashSchema, KioskStatusSchema } from "../core/protocol.ts";

const moment = v.number();
const kind = v.picklist(["forked", "rewritten", "truncated"]);
const { sealed: _, ...summary } = EntrySummarySchema.entries;

/** An element of `GET /v1/kiosks/:id/entries`. */
export const EntryRowSchema = v.object({ ...summary, verdict: v.exactOptional(v.string()) });

const OneContradictionSchema = v.object({ kind, seq: CountSchema, at: moment });

/** An element of `GET /v1/kiosks`. */
export const KioskRowSchema = v.object({
  id: v.string(),
  size: CountSchema,
  chain: HashSchema,
  lastSeenAt: v.exactOptional(moment),
  clockOffsetSeconds: v.exactOptional(v.number()),
  lastEntry: v.exactOptional(EntryRowSchema),
  scansToday: CountSchema,
  byVerdict: v.record(v.string(), CountSchema),
  contradiction: v.exactOptional(v.object({ ...OneContradictionSchema.entries, others: v.exactOptional(v.array(OneContradictionSchema)) })),
  refusedFrom: v.exactOptional(CountSchema),
  lost: v.exactOptional(v.object({ count: CountSchema, first: CountSchema })),
  status: v.exactOptional(v.object({ ...KioskStatusSchema.entries, receivedAt: moment })),
  replacedBy: v.exactOptional(v.string()),
});
