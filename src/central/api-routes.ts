import { ACCOUNT_ROUTES } from "./account-routes.ts";
import { DEVICE_ROUTES } from "./device-routes.ts";
import { FLEET_ROUTES } from "./fleet-routes.ts";
import { SIGN_IN_ROUTES } from "./operator-routes.ts";
import { PUBLIC_ROUTES } from "./public-routes.ts";

/** Every route that central serves beside its pages, by its name in docs/openapi.json. */
export const ROUTES = { ...DEVICE_ROUTES, ...PUBLIC_ROUTES, ...FLEET_ROUTES, ...SIGN_IN_ROUTES, ...ACCOUNT_ROUTES } as const;
export type RouteName = keyof typeof ROUTES;
/** Those that want somebody to be signed in. */
export type OperatorRouteName = { [Name in RouteName]: (typeof ROUTES)[Name]["caller"] extends "operator" ? Name : never }[RouteName];
