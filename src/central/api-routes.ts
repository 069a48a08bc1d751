import { DEVICE_ROUTES } from "./device-routes.ts";
import { FLEET_ROUTES } from "./fleet-routes.ts";
import { PUBLIC_ROUTES } from "./public-routes.ts";

/** Every route that central serves beside its pages, by its name in docs/openapi.json. */
export const ROUTES = { ...DEVICE_ROUTES, ...PUBLIC_ROUTES, ...FLEET_ROUTES } as const;
export type RouteName = keyof typeof ROUTES;
