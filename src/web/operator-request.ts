import type {
  AccountAnswer,
  Changed,
  PasskeyQuestionAnswer,
  SignedInAnswer,
  SignInRequest,
  Standing,
  TotpQuestion,
} from "../core/operator/talk.ts";

/** What a page is told where nobody is signed in, or nobody any more. */
export class SignedOut extends Error {}

/** Who is signed in here, or how to; undefined: central does not answer. */
export async function askSession(): Promise<Standing | undefined> {
  const response = await fetch("/v1/session", { cache: "no-store" }).catch(() => undefined);
  return response?.ok ? ((await response.json()) as Standing) : undefined;
}

/** What an attempt came to; undefined: central does not answer, or not as it should. */
export const signIn = (request: SignInRequest): Promise<SignedInAnswer | undefined> => attempt("session", request);
export const signInByLink = (token: string): Promise<SignedInAnswer | undefined> => attempt("session/link", { token });

/** Signs in with the passkey that the person chooses. `how`: at once, or from the list that the browser opens at the name. Undefined: none was chosen. */
export async function signInByPasskey(how: "modal" | "conditional", signal: AbortSignal): Promise<SignedInAnswer | undefined> {
  const question = (await told("session/passkey/question", {})) as PasskeyQuestionAnswer;
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(question.options as unknown as PublicKeyCredentialRequestOptionsJSON);
  const mediation = how === "conditional" ? ("conditional" as const) : undefined;
  const credential = await navigator.credentials.get({ publicKey, signal, ...(mediation && { mediation }) }).catch(() => null);
  if (!(credential instanceof PublicKeyCredential)) return undefined;
  return await attempt("session/passkey", { challenge: question.challenge, response: credential.toJSON() });
}

/** True where this browser can list passkeys at the name. */
export async function canList(): Promise<boolean> {
  return "PublicKeyCredential" in globalThis && (await PublicKeyCredential.isConditionalMediationAvailable?.()) === true;
}

/** Signs out here, and gives the address where to sign out, too. */
export async function signOut(): Promise<string | undefined> {
  return ((await told("session/end", {})) as { readonly elsewhere?: string }).elsewhere;
}

/** Rejects with SignedOut where the session is over. */
export async function askAccount(): Promise<AccountAnswer> {
  const response = await fetch("/v1/account", { cache: "no-store" });
  if (response.status === 401) throw new SignedOut();
  if (!response.ok) throw new Error(`account: ${response.status}`);
  return (await response.json()) as AccountAnswer;
}

/** What became of a change. Rejects with SignedOut where the session is over. */
export const endSession = (id: string): Promise<Changed> => told("account/sessions/end", { id }) as Promise<Changed>;
export const removePasskey = (id: string): Promise<Changed> => told("account/passkeys/remove", { id }) as Promise<Changed>;
export const askNewCode = (): Promise<TotpQuestion | Changed> => told("account/password/question", {}) as Promise<TotpQuestion | Changed>;
export const setPassword = (ticket: string, password: string, code: string): Promise<Changed> =>
  told("account/password", { ticket, password, code }) as Promise<Changed>;

/** Has the browser make a passkey, and adds it; undefined: the person thought better of it. */
export async function addPasskey(name: string): Promise<Changed | undefined> {
  const question = (await told("account/passkeys/question", {})) as PasskeyQuestionAnswer | Changed;
  if ("kind" in question) return question;
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(question.options as unknown as PublicKeyCredentialCreationOptionsJSON);
  const credential = await navigator.credentials.create({ publicKey }).catch(() => null);
  if (!(credential instanceof PublicKeyCredential)) return undefined;
  return (await told("account/passkeys", { challenge: question.challenge, response: credential.toJSON(), name })) as Changed;
}

/** Where another provider asks who one is; undefined: it does not answer. */
export async function askProvider(): Promise<string | undefined> {
  return ((await told("session/oidc", {}).catch(() => undefined)) as { readonly url?: string } | undefined)?.url;
}

async function attempt(what: string, body: object): Promise<SignedInAnswer | undefined> {
  const response = await post(what, body).catch(() => undefined);
  const said = (await response?.json().catch(() => undefined)) as Partial<SignedInAnswer> | undefined;
  return said?.kind === undefined ? undefined : (said as SignedInAnswer);
}

async function told(what: string, body: object): Promise<unknown> {
  const response = await post(what, body);
  if (response.status === 401) throw new SignedOut();
  if (!response.ok) throw new Error(`${what}: ${response.status}`);
  return await response.json();
}

async function post(what: string, body: object): Promise<Response> {
  return await fetch(`/v1/${what}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
}
