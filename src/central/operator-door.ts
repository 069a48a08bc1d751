// Who may come in: the one place through which every request of an operator goes, and every one of central's own pages.
import type { ApiAnswer, ApiRequest, Endpoint } from "../api-ports.ts";
import type { Origin } from "../core/operator/origin.ts";
import { isLoopback } from "../core/operator/origin.ts";
import { isInForce, NOTE_SECONDS, type Session, type Way } from "../core/operator/session.ts";
import type { OperatorAccount, OperatorSecrets, OperatorStore } from "../operator-ports.ts";
import type { Clock } from "../ports.ts";
import { refuse } from "./endpoint.ts";
import { sessionCookie, tokenIn } from "./operator-cookie.ts";
import type { Access } from "./operator-roles.ts";

/** Somebody who has shown who he is. */
export interface SignedIn {
  readonly account: OperatorAccount;
  readonly session: Session;
}

/** Answers a route to whom its roles let in. */
export type OperatorEndpoint = (request: ApiRequest, signedIn: SignedIn) => Promise<ApiAnswer>;

export interface DoorOptions {
  readonly store: OperatorStore;
  readonly secrets: OperatorSecrets;
  readonly clock: Pick<Clock, "now">;
  /** Where operators sign in; undefined: nowhere, and nobody does. */
  readonly origin: () => Origin | undefined;
  /** True in a demo: whoever sits at this machine is signed in. */
  readonly isDemo: () => boolean;
}

/** What opens for whom. */
export interface Door {
  /** Who it is; undefined: nobody, or no longer. */
  whoIs(request: ApiRequest): Promise<SignedIn | undefined>;
  /** The same endpoint for these alone. */
  guarded(endpoint: OperatorEndpoint, access: Access): Endpoint;
  /** The same for central's own pages, signed in or not. */
  ofOwnPages(endpoint: Endpoint): Endpoint;
  /** Begins a session and gives it to the browser. `ended`: the one in whose place it comes. */
  letIn(account: OperatorAccount, way: Way): Promise<Readonly<Record<string, string>>>;
}

/** The page asks by itself, and nobody need sit before it. */
const BY_ITSELF = "x-tram-by-itself";

const DEMO_ACCOUNT: OperatorAccount = { id: "demo", name: "demo", role: "operator", edition: "", recovery: [], passkeys: [] };

/** Denies by default: where anything is missing nobody comes in. */
export function createDoor({ store, secrets, clock, origin, isDemo }: DoorOptions): Door {
  async function whoIs(request: ApiRequest): Promise<SignedIn | undefined> {
    const now = clock.now();
    if (isDemo() && isLoopback(request.url.hostname)) {
      const session = { id: "demo", operator: "demo", edition: "", way: "demo", startedAt: now, usedAt: now } as const;
      return { account: DEMO_ACCOUNT, session };
    }
    const place = origin();
    const token = place && tokenIn(request, place);
    if (token === undefined) return undefined;
    const hash = secrets.hashOf(token);
    const session = await store.session(hash);
    const account = session && (await store.account(session.operator));
    if (!account || !isInForce(session, account, now)) return undefined;
    if (request.headers[BY_ITSELF] === undefined && now >= session.usedAt + NOTE_SECONDS) await store.use(hash, now);
    return { account, session };
  }

  return {
    whoIs,
    guarded(endpoint, { roles, isByLink }) {
      return async (request) => {
        const fault = pageFault(request, origin());
        if (fault) return fault;
        const signedIn = await whoIs(request);
        if (!signedIn) return refuse(401, "signed-out");
        const { account, session } = signedIn;
        if (session.way === "link" && !isByLink) return refuse(403, "enrol-first");
        if (roles.includes(account.role)) return await endpoint(request, signedIn);
        await store.record({
          at: clock.now(),
          operator: account.id,
          deed: "refused-by-role",
          session: session.id,
          about: request.url.pathname.slice(0, 100),
        });
        return refuse(403, "role");
      };
    },
    ofOwnPages: (endpoint) => async (request) => pageFault(request, origin()) ?? (await endpoint(request)),
    async letIn(account, way) {
      const place = origin();
      if (!place) throw new Error("operators: somebody is let in where nobody can be");
      const token = secrets.newToken();
      const now = clock.now();
      const session: Session = { id: secrets.newId(), operator: account.id, edition: account.edition, way, startedAt: now, usedAt: now };
      await store.begin(secrets.hashOf(token), session, [
        { at: now, operator: account.id, deed: "signed-in", session: session.id, about: way },
      ]);
      return { "set-cookie": sessionCookie(place, token) };
    },
  };
}

/**
 * Why a request is not from a page of ours (OWASP CSRF Prevention; Fetch Metadata). What changes anything has to say that it is, and to be JSON, which
 * no form can send; what only reads may come from a program, which has no origin.
 */
function pageFault({ method, headers }: ApiRequest, place: Origin | undefined): ApiAnswer | undefined {
  const site = headers["sec-fetch-site"];
  const isReading = method === "GET" || method === "HEAD";
  if (site !== undefined && site !== "same-origin" && !(isReading && site === "none")) return refuse(403, "origin");
  if (isReading) return headers["origin"] === undefined || headers["origin"] === place?.origin ? undefined : refuse(403, "origin");
  if (!place || headers["origin"] !== place.origin) return refuse(403, "origin");
  return /^application\/json(;|$)/.test(String(headers["content-type"])) ? undefined : refuse(415, "media-type");
}
