import { type Routes, webRoutes } from "./web-files.ts";

/** The help pages, to be spread into the routes of any server: every code at `/help`, one at `/help/T-204`. They tell nothing of this kiosk. */
export function helpPanel(): Routes {
  const routes = webRoutes("help");
  const page = routes["GET /help"];
  return page ? { ...routes, "GET /help/": page, "GET /help/:code": page } : routes;
}
