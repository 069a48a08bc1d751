import type { Contradiction } from "../protocol.ts";
import type { EpochSeconds } from "../time.ts";

/** Entries of a journal: `from <= seq < until`. */
export interface Range {
  readonly from: number;
  readonly until: number;
}

/** What is wrong with a file itself, or cannot be told of it as a whole. */
export type FileFinding =
  /** Bytes of this block, the first being 0, are not those that were written. */
  | { readonly kind: "file-damaged"; readonly block: number }
  /** A block says something that no export says, or in another place. */
  | { readonly kind: "file-malformed"; readonly block: number }
  /** Its end is missing. */
  | { readonly kind: "file-cut" }
  | { readonly kind: "kiosks-missing"; readonly said: number; readonly found: number }
  /** It claims to be of all kiosks, and has nothing of this one, of which a key was given. */
  | { readonly kind: "not-exported"; readonly kiosk: string }
  /** A tree head was given of this kiosk, and the file has nothing of it. */
  | { readonly kind: "head-unused"; readonly kiosk: string };

/** What is wrong with a kiosk's journal in an export, or is to be known of it. */
export type KioskFinding =
  /** No key was given for it: nothing of it can be believed. */
  | { readonly kind: "no-key" }
  /** It is enrolled with another key than the one that was given. */
  | { readonly kind: "other-key"; readonly key: string }
  | ({ readonly kind: "changed" | "removed" | "moved" } & Range)
  | { readonly kind: "added"; readonly after: number; readonly count: number }
  /** Somewhere among these stands another entry than the device has signed. */
  | ({ readonly kind: "not-as-signed" } & Range)
  /** A checkpoint in the export is not signed by the device. */
  | { readonly kind: "signature-invalid"; readonly size: number }
  /** The device has signed two trees of `size` entries. `by`: where the other one stands. */
  | { readonly kind: "forked"; readonly size: number; readonly by: HeadOrigin }
  /** The device has signed another entry for this place as well. */
  | { readonly kind: "rewritten"; readonly seq: number }
  /** The journal had `held` entries, and `now` later on. */
  | { readonly kind: "cut-back"; readonly now: number; readonly held: number; readonly by: HeadOrigin }
  /** Central says that there was a contradiction; this export alone does not show it. */
  | { readonly kind: "contradiction-open"; readonly contradiction: Contradiction; readonly seq: number; readonly at: EpochSeconds }
  /** A contradiction that the device has not signed: somebody made it up. */
  | { readonly kind: "evidence-invalid"; readonly contradiction: Contradiction; readonly seq: number }
  /** No checkpoint that the device has signed covers these. */
  | ({ readonly kind: "unsigned" } & Range)
  /** No witness whose key was given has cosigned the tree that covers them. */
  | { readonly kind: "unwitnessed"; readonly size: number }
  /** Nothing shows that the period begins, or ends, where the export does. */
  | { readonly kind: "cut-short"; readonly end: "begin" | "end"; readonly seq: number }
  /** Central has nothing behind this of the kiosk, so only a head from elsewhere can show that there was more. */
  | { readonly kind: "ends-here"; readonly size: number }
  /** A tree head that was given: it agrees; it is of a time before or after what is here, and says nothing. */
  | { readonly kind: "head-agrees" | "head-before" | "head-after"; readonly size: number; readonly by: HeadOrigin }
  /** Of these entries there is the hash alone: never sent, or lost at the kiosk; or bytes that nobody can read. */
  | { readonly kind: "set-aside" | "lost" | "unread"; readonly count: number; readonly first: number }
  /** The clock went back, was doubted by the kiosk itself, or stood outside of the period in the middle of it. */
  | { readonly kind: "clock-back" | "clock-doubted" | "clock-outside"; readonly count: number; readonly first: number }
  /** A sealed part that is not the one its entry names. */
  | { readonly kind: "sealed-other"; readonly seq: number };

/** Where a tree head comes from: the export, evidence in it, an earlier export, or a file or code that was given. */
export type HeadOrigin = "export" | "evidence" | "earlier" | "given";

/** `wrong`: something is not as it should be; `open`: it cannot be told; `note`: to be known. */
export type Weight = "wrong" | "open" | "note";

const WEIGHTS: Readonly<Record<FileFinding["kind"] | KioskFinding["kind"], Weight>> = {
  "file-damaged": "wrong",
  "file-malformed": "wrong",
  "file-cut": "wrong",
  "kiosks-missing": "wrong",
  "not-exported": "open",
  "head-unused": "open",
  "no-key": "open",
  "other-key": "wrong",
  changed: "wrong",
  removed: "wrong",
  moved: "wrong",
  added: "wrong",
  "not-as-signed": "wrong",
  "signature-invalid": "wrong",
  forked: "wrong",
  rewritten: "wrong",
  "cut-back": "wrong",
  "contradiction-open": "open",
  "evidence-invalid": "wrong",
  unsigned: "open",
  unwitnessed: "open",
  "cut-short": "open",
  "ends-here": "note",
  "head-agrees": "note",
  "head-before": "open",
  "head-after": "open",
  "set-aside": "note",
  lost: "note",
  unread: "note",
  "clock-back": "note",
  "clock-doubted": "note",
  "clock-outside": "note",
  "sealed-other": "wrong",
};

/** How much a finding weighs. */
export function weightOf({ kind }: FileFinding | KioskFinding): Weight {
  return WEIGHTS[kind];
}

/** Exit code of `tram audit verify` for what was found: all is proven; something is wrong; nothing is wrong, and not all can be told. */
export function auditExit(weights: ReadonlySet<Weight>): 0 | 1 | 3 {
  return weights.has("wrong") ? 1 : weights.has("open") ? 3 : 0;
}
