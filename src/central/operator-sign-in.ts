// Signing in and out, whichever way.
import * as v from "valibot";
import type { ApiAnswer, ApiRequest, Endpoint } from "../api-ports.ts";
import { networkOf } from "../core/network-of.ts";
import type { Origin } from "../core/operator/origin.ts";
import { normalPassword } from "../core/operator/password.ts";
import { QUESTION_SECONDS } from "../core/operator/session.ts";
import {
  LinkSchema,
  MAX_OPERATOR_BYTES,
  PasskeyAnswerSchema,
  type SignedInAnswer,
  SignInSchema,
  type Standing,
} from "../core/operator/talk.ts";
import { stepOf, TOTP_SECRET_BYTES } from "../core/operator/totp.ts";
import type { OperatorAccount, OperatorSecrets, OperatorStore, PasskeyCheck, ProviderLink, Who } from "../operator-ports.ts";
import type { Clock } from "../ports.ts";
import { refuse } from "./endpoint.ts";
import { sessionCookie } from "./operator-cookie.ts";
import type { Door } from "./operator-door.ts";

export interface OperatorOptions {
  readonly store: OperatorStore;
  readonly secrets: OperatorSecrets;
  readonly clock: Pick<Clock, "now">;
  readonly origin: () => Origin | undefined;
  readonly door: Door;
  /** Undefined: this origin has none, because it is an address. */
  readonly passkeys: (place: Origin) => PasskeyCheck | undefined;
  readonly provider: ProviderLink | undefined;
}

/** Slow hashes at once, 32 MiB each, and those that wait for one: whoever comes then is asked to come back. */
const MAX_HASHES = 2;
const MAX_WAITING = 20;
/** In place of what a name that nobody has does not have: the same work is done, so that nobody learns whether it exists. */
const DECOY_SALT = new Uint8Array(16);
const DECOY_SECRET = new Uint8Array(TOTP_SECRET_BYTES);

type Names = "getSession" | "signIn" | "askPasskey" | "signInByPasskey" | "signInByLink" | "signOut";

/** Central's own endpoints for whoever is not signed in yet. */
export function signInEndpoints(options: OperatorOptions): Readonly<Record<Names, Endpoint>> {
  const { store, secrets, clock, origin, door, passkeys, provider } = options;
  const queue = createQueue();
  const inBy = async (account: OperatorAccount, way: "password" | "passkey" | "link"): Promise<ApiAnswer> =>
    said(200, { kind: "in" }, await door.letIn(account, way));
  const wrong = async (about: string, account?: OperatorAccount): Promise<ApiAnswer> => {
    await store.record({ at: clock.now(), ...(account && { operator: account.id }), deed: "sign-in-refused", about });
    return said(401, { kind: "wrong" });
  };
  const checkHere = () => {
    const place = origin();
    return place && passkeys(place);
  };

  return {
    async getSession(request) {
      const signedIn = await door.whoIs(request);
      const ways = origin()
        ? (["password", ...(checkHere() ? ["passkey" as const] : []), ...(provider ? ["oidc" as const] : [])] as const)
        : [];
      const standing: Standing = signedIn
        ? { kind: "in", name: signedIn.account.name, role: signedIn.account.role, way: signedIn.session.way }
        : { kind: "out", ways: [...ways] };
      return { status: 200, headers: { "cache-control": "no-store" }, body: { json: standing } };
    },
    async signIn(request) {
      const asked = await readJson(request, SignInSchema);
      if (!asked) return refuse(400, "malformed");
      const name = asked.name.trim().toLowerCase();
      const who = whoOf(secrets, name, request.address ?? "");
      const release = await queue();
      if (!release) return said(429, { kind: "wait", waitSeconds: 1 }, { "retry-after": "1" });
      try {
        const waitSeconds = await store.attempt(who, clock.now());
        if (waitSeconds > 0) return said(429, { kind: "wait", waitSeconds }, { "retry-after": String(waitSeconds) });
        const account = await store.accountNamed(name);
        const isKnown = await isPassword(secrets, account, asked.password);
        const used = withCodeUsed(options, account, asked.code.replace(/[\s-]/g, ""));
        if (!account || !isKnown || !used) return await wrong("password", account);
        const { changed, isRecovery } = used;
        const about = { at: clock.now(), operator: account.id, deed: "recovery-code-used" } as const;
        // Attack: the same code twice at the same moment. The second finds another account than it has read.
        if (!(await store.change(account, changed, isRecovery ? [about] : []))) return await wrong("password", account);
        await store.forgive(who, clock.now());
        return await inBy(changed, "password");
      } finally {
        release();
      }
    },
    async askPasskey() {
      const check = checkHere();
      if (!check) return refuse(404, "no-passkeys");
      const question = await check.signInOptions();
      const now = clock.now();
      const ticket = { use: "passkey-sign-in", content: "", until: now + QUESTION_SECONDS } as const;
      await store.putTicket(secrets.hashOf(question.challenge), ticket, now);
      return { status: 200, headers: { "cache-control": "no-store" }, body: { json: question } };
    },
    async signInByPasskey(request) {
      const asked = await readJson(request, PasskeyAnswerSchema);
      const check = checkHere();
      if (!asked || !check) return refuse(400, "malformed");
      const ticket = await store.takeTicket(secrets.hashOf(asked.challenge), "passkey-sign-in", clock.now());
      const account = ticket && (await store.accountOfPasskey(asked.response.id));
      const passkey = account?.passkeys.find(({ id }) => id === asked.response.id);
      const counter = passkey && (await check.used(asked.response, asked.challenge, passkey));
      if (!account || counter === undefined) return await wrong("passkey", account);
      const changed = { ...account, passkeys: account.passkeys.map((one) => (one === passkey ? { ...one, counter } : one)) };
      if (!(await store.change(account, changed, []))) return await wrong("passkey", account);
      return await inBy(changed, "passkey");
    },
    async signInByLink(request) {
      const asked = await readJson(request, LinkSchema);
      if (!asked) return refuse(400, "malformed");
      const ticket = await store.takeTicket(secrets.hashOf(asked.token), "link", clock.now());
      const account = ticket?.operator === undefined ? undefined : await store.account(ticket.operator);
      // One that was made before a later reset is for nothing.
      if (!account || ticket?.content !== account.edition) return await wrong("link", account);
      await store.record({ at: clock.now(), operator: account.id, deed: "link-used" });
      return await inBy(account, "link");
    },
    async signOut(request) {
      const signedIn = await door.whoIs(request);
      const place = origin();
      if (signedIn) {
        const { account, session } = signedIn;
        await store.end(account.id, session.id, { at: clock.now(), operator: account.id, deed: "signed-out", session: session.id });
      }
      const elsewhere = signedIn?.session.way === "oidc" && place ? await provider?.endUrl(`${place.origin}/sign-in`) : undefined;
      return {
        status: 200,
        headers: place ? { "set-cookie": sessionCookie(place, "") } : {},
        body: { json: elsewhere === undefined ? {} : { elsewhere } },
      };
    },
  };
}

/** What a request's body says, or undefined where it is too large, no JSON, or not of this shape. */
export async function readJson<T>(request: ApiRequest, schema: v.GenericSchema<unknown, T>): Promise<T | undefined> {
  const body = await request.body(MAX_OPERATOR_BYTES);
  try {
    const parsed = v.safeParse(schema, JSON.parse(Buffer.from(body ?? []).toString("utf8")));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined; // no JSON
  }
}

function said(status: number, json: SignedInAnswer, headers: Readonly<Record<string, string>> = {}): ApiAnswer {
  return { status, headers: { "cache-control": "no-store", ...headers }, body: { json } };
}

/** Hashes: neither what somebody typed by mistake for his name nor an address stays. */
function whoOf({ hashOf }: OperatorSecrets, name: string, address: string): Who {
  const network = networkOf(address);
  return { here: hashOf(`here ${name} ${network}`), name: hashOf(`name ${name}`), network: hashOf(`network ${network}`) };
}

async function isPassword(secrets: OperatorSecrets, account: OperatorAccount | undefined, typed: string): Promise<boolean> {
  const salt = account?.password ? Buffer.from(account.password.salt, "hex") : DECOY_SALT;
  const hash = await secrets.slowHash(normalPassword(typed), salt);
  return account?.password !== undefined && secrets.isEqual(hash, Buffer.from(account.password.hash, "hex"));
}

/** The account in which this code is used up, be it the authenticator's or one of those on paper; undefined: it is neither. */
function withCodeUsed(
  { secrets, clock }: OperatorOptions,
  account: OperatorAccount | undefined,
  code: string,
): { readonly changed: OperatorAccount; readonly isRecovery: boolean } | undefined {
  const { secret = "", usedStep = 0 } = account?.totp ?? {};
  const key = account?.totp ? Buffer.from(secret, "hex") : DECOY_SECRET;
  const step = stepOf(code, key, { now: clock.now(), after: usedStep, hmac: secrets.hmacSha1 });
  const hash = secrets.hashOf(`recovery ${code.toLowerCase()}`);
  if (!account?.totp) return undefined;
  if (step !== undefined) return { changed: { ...account, totp: { secret, usedStep: step } }, isRecovery: false };
  if (!account.recovery.includes(hash)) return undefined;
  return { changed: { ...account, recovery: account.recovery.filter((one) => one !== hash) }, isRecovery: true };
}

/** Places for slow hashes; undefined: too many wait already. What it gives is called when the work is done. */
function createQueue(): () => Promise<(() => void) | undefined> {
  let running = 0;
  const waiting: (() => void)[] = [];
  const release = () => {
    const next = waiting.shift();
    if (next) next();
    else running--;
  };
  return async () => {
    if (running < MAX_HASHES) running++;
    else if (waiting.length >= MAX_WAITING) return undefined;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    return release;
  };
}
