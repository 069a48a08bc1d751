import { ROLES, type Role } from "../core/operator/role.ts";
import type { OperatorRouteName } from "./api-routes.ts";

/** Who may use a route that wants somebody to be signed in. */
export interface Access {
  readonly roles: readonly Role[];
  /** Also for whoever has come by the link that was printed for him, and has not yet chosen how he signs in. */
  readonly isByLink?: true;
}

const EVERYBODY: Access = { roles: ROLES };
const OWN_ACCOUNT: Access = { roles: ROLES, isByLink: true };
const OF_OPERATORS: Access = { roles: ["admin", "auditor"] };

/** The one table of who may do what. A route of operators without a line here does not compile, and a role that is not in a line is refused. */
export const ACCESS: Readonly<Record<OperatorRouteName, Access>> = {
  listKiosks: EVERYBODY,
  listEntries: EVERYBODY,
  getCheckpoint: EVERYBODY,
  getAccount: OWN_ACCOUNT,
  endOwnSession: OWN_ACCOUNT,
  askNewPasskey: OWN_ACCOUNT,
  addPasskey: OWN_ACCOUNT,
  removePasskey: OWN_ACCOUNT,
  askNewCode: OWN_ACCOUNT,
  setPassword: OWN_ACCOUNT,
  listOperators: OF_OPERATORS,
  listActions: OF_OPERATORS,
};
