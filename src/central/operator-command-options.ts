import type { Origin } from "../core/operator/origin.ts";
import type { Role } from "../core/operator/role.ts";
import type { CommonOptions } from "./saying.ts";

/** What a command is told that prints a link. */
export interface LinkOptions extends CommonOptions {
  readonly role?: Role;
  readonly origin: Origin;
}

/** What `tram central operator verify` is told. */
export interface VerifyOptions extends CommonOptions {
  /** As an earlier one has said it. */
  readonly head?: { readonly size: number; readonly hash: string };
}
