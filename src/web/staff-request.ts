import type { HandOffTarget, HandOffTargets, SelfCheckRequest, SendRequest, Sent } from "../core/hand-off/hand-off-talk.ts";
import type {
  Compared,
  CompareRequest,
  Hidden,
  HideRequest,
  Overridden,
  OverrideRequest,
  Paired,
  PairingOffer,
  PairRequest,
  ServiceRequest,
  ServiceSwitched,
  SignedIn,
  SignInRequest,
  StaffStanding,
} from "../core/staff.ts";
import type { StaffFigures, StaffFound, StaffReport } from "../core/staff-figures.ts";

/** What the page is told where nobody is signed in here, or nobody any more. */
export class NotSignedIn extends Error {}

/** Where this browser stands; undefined: the kiosk does not answer. */
export async function askStanding(): Promise<StaffStanding | undefined> {
  try {
    const response = await fetch("/staff/standing", { cache: "no-store" });
    return response.ok ? ((await response.json()) as StaffStanding) : undefined;
  } catch {
    return undefined;
  }
}

/** What an attempt came to; undefined: the kiosk does not answer, or not as its type says. */
export const pair = (request: PairRequest): Promise<Paired | undefined> => attempt("pair", request);
export const signIn = (request: SignInRequest): Promise<SignedIn | undefined> => attempt("sign-in", request);

/** What became of it. Rejects with NotSignedIn where the session is over. */
export const override = (request: OverrideRequest): Promise<Overridden | undefined> => told("override", request);
export const compare = (request: CompareRequest): Promise<Compared | undefined> => told("compare", request);
export const switchService = (request: ServiceRequest): Promise<ServiceSwitched | undefined> => told("service", request);
export const hideResult = (request: HideRequest): Promise<Hidden | undefined> => told("hide", request);
export const askPairing = (): Promise<PairingOffer | undefined> => told("pairing", {});

/** What became of having a result typed, or the line with which a keyboard is tried. */
export const send = (request: SendRequest): Promise<Sent | undefined> => told("hand-off", request);
export const selfCheck = (request: SelfCheckRequest): Promise<Sent | undefined> => told("hand-off/self-check", request);

/** Rejects with NotSignedIn where the session is over, and otherwise where the kiosk has no answer. */
export const askFigures = async (): Promise<StaffFigures> => (await read("figures")) as StaffFigures;
export const askReport = async (): Promise<StaffReport> => (await read("report")) as StaffReport;
export const askEntries = async (search: URLSearchParams): Promise<StaffFound> => (await read(`entries?${search}`)) as StaffFound;
export const askHandOff = async (): Promise<readonly HandOffTarget[]> => ((await read("hand-off")) as HandOffTargets).targets;

/** The picture that a credential carries, to be shown and let go of; undefined: there is none any more. */
export async function askPortrait(seq: number): Promise<Blob | undefined> {
  const response = await fetch(`/staff/results/${seq}/portrait`, { cache: "no-store" }).catch(() => undefined);
  return response?.ok ? await response.blob() : undefined;
}

/** Somebody is still here. Nobody waits for it. */
export function touch(): void {
  fetch("/staff/touch", { method: "POST" }).catch(() => undefined);
}

/** Somebody goes to the visitor who called. */
export async function comeToVisitor(): Promise<void> {
  await fetch("/staff/coming", { method: "POST" }).catch(() => undefined);
}

/** A kiosk that does not answer shows nothing anyway. */
export async function signOut(): Promise<void> {
  await fetch("/staff/sign-out", { method: "POST" }).catch(() => undefined);
}

/** Both ends are one release: what has a kind is what its type says. */
async function attempt<T extends { readonly kind: string }>(what: string, body: object): Promise<T | undefined> {
  const response = await post(what, body);
  const said = (await response?.json().catch(() => undefined)) as Partial<T> | undefined;
  return said?.kind === undefined ? undefined : (said as T);
}

async function told<T>(what: string, body: object): Promise<T | undefined> {
  const response = await post(what, body);
  if (response?.status === 401) throw new NotSignedIn();
  return (await response?.json().catch(() => undefined)) as T | undefined;
}

async function read(what: string): Promise<unknown> {
  const response = await fetch(`/staff/${what}`, { cache: "no-store" });
  if (response.status === 401) throw new NotSignedIn();
  if (!response.ok) throw new Error(`${what}: ${response.status}`);
  return await response.json();
}

async function post(what: string, body: object): Promise<Response | undefined> {
  const headers = { "content-type": "application/json" };
  return await fetch(`/staff/${what}`, { method: "POST", headers, body: JSON.stringify(body) }).catch(() => undefined);
}

/** What came of a request that records something: its answer; `out` where the session is over; undefined where nothing was heard of it. */
export async function recorded<T>(request: Promise<T | undefined>): Promise<T | "out" | undefined> {
  try {
    return await request;
  } catch (error) {
    return error instanceof NotSignedIn ? "out" : undefined;
  }
}
