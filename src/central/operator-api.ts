import type { Endpoint } from "../api-ports.ts";
import type { Ledger } from "../central-ports.ts";
import type { OperatorRouteName, RouteName } from "./api-routes.ts";
import { plainText, refuse } from "./endpoint.ts";
import { listEntries, listKiosks } from "./fleet.ts";
import { accountEndpoints } from "./operator-account.ts";
import type { Door, OperatorEndpoint } from "./operator-door.ts";
import { providerEndpoints } from "./operator-provider.ts";
import { ACCESS } from "./operator-roles.ts";
import type { SIGN_IN_ROUTES } from "./operator-routes.ts";
import { type OperatorOptions, signInEndpoints } from "./operator-sign-in.ts";

const MAX_ACTIONS = 1000;

/** Endpoints for operators, each behind the door. */
export function operatorApi(
  options: OperatorOptions,
  ledger: Ledger,
): Readonly<Record<OperatorRouteName | keyof typeof SIGN_IN_ROUTES, Endpoint>> {
  const { store, clock, door } = options;
  const { askProvider, returnFromProvider } = providerEndpoints(options);
  return {
    ...eachOf({ ...signInEndpoints(options), askProvider }, (_name, endpoint) => door.ofOwnPages(endpoint)),
    returnFromProvider,
    ...guardedBy(door, {
      ...accountEndpoints(options),
      listKiosks: async () => ({ status: 200, body: { json: await listKiosks(ledger, clock.now()) } }),
      listEntries: async ({ params, url }) => {
        const rows = await listEntries(ledger, params["id"] ?? "", url.searchParams.get("last"));
        return typeof rows === "string" ? refuse(rows === "unknown-kiosk" ? 404 : 400, rows) : { status: 200, body: { json: rows } };
      },
      getCheckpoint: async ({ params }) => {
        const note = await ledger.newestCheckpoint(params["id"] ?? "");
        return note === undefined ? refuse(404, "no-checkpoint") : plainText(200, note);
      },
      async listOperators() {
        const accounts = await store.accounts();
        const rows = accounts.map(({ id, name, role, password, passkeys }) => ({
          id,
          name,
          role,
          hasPassword: !!password,
          passkeys: passkeys.length,
        }));
        return { status: 200, body: { json: rows } };
      },
      async listActions({ url }, { account, session }) {
        const after = url.searchParams.get("after") ?? "0";
        if (!/^(0|[1-9][0-9]{0,14})$/.test(after)) return refuse(400, "bad-request");
        if (after === "0") await store.record({ at: clock.now(), operator: account.id, deed: "actions-exported", session: session.id });
        return { status: 200, body: { json: await store.actions(Number(after), MAX_ACTIONS) } };
      },
    }),
  };
}

function guardedBy(
  door: Door,
  endpoints: Readonly<Record<OperatorRouteName, OperatorEndpoint>>,
): Readonly<Record<OperatorRouteName, Endpoint>> {
  return eachOf(endpoints, (name, endpoint) => door.guarded(endpoint, ACCESS[name]));
}

function eachOf<Name extends RouteName, From, To>(
  all: Readonly<Record<Name, From>>,
  make: (name: Name, one: From) => To,
): Readonly<Record<Name, To>> {
  const made = Object.entries<From>(all).map(([name, one]) => [name, make(name as Name, one)]);
  return Object.fromEntries(made) as Record<Name, To>;
}
