// Signing in by another provider (OpenID Connect): there with a cookie of its own, and back.
import type { ApiAnswer, Endpoint } from "../api-ports.ts";
import { QUESTION_SECONDS } from "../core/operator/session.ts";
import type { OperatorAccount, Vouched } from "../operator-ports.ts";
import { refuse } from "./endpoint.ts";
import { providerCookie, providerTokenIn } from "./operator-cookie.ts";
import type { OperatorOptions } from "./operator-sign-in.ts";

/** Where the provider sends the browser back to. */
const RETURN_PATH = "/v1/session/oidc/return";
/** Where the page says that it came to nothing. */
const REFUSED = "/sign-in#refused";

/** The two halves of it. `returnFromProvider` comes from another site: what guards it is the cookie, and that it is good once. */
export function providerEndpoints(options: OperatorOptions): Readonly<Record<"askProvider" | "returnFromProvider", Endpoint>> {
  const { store, secrets, clock, origin, door, provider } = options;
  return {
    async askProvider() {
      const place = origin();
      if (!place || !provider) return refuse(404, "no-provider");
      const begun = await provider.begin(`${place.origin}${RETURN_PATH}`).catch(() => undefined);
      if (!begun) return refuse(502, "provider-silent");
      const [token, now] = [secrets.newToken(), clock.now()];
      await store.putTicket(secrets.hashOf(token), { use: "oidc", content: begun.content, until: now + QUESTION_SECONDS }, now);
      return {
        status: 200,
        headers: { "cache-control": "no-store", "set-cookie": providerCookie(place, token) },
        body: { json: { url: begun.url } },
      };
    },
    async returnFromProvider(request) {
      const place = origin();
      if (!place || !provider) return refuse(404, "no-provider");
      const token = providerTokenIn(request, place);
      const ticket = token === undefined ? undefined : await store.takeTicket(secrets.hashOf(token), "oidc", clock.now());
      const vouched = ticket && (await provider.finish(new URL(`${place.origin}${RETURN_PATH}${request.url.search}`), ticket.content));
      const account = vouched && (await accountOf(vouched));
      if (account) return redirect("/", await door.letIn(account, "oidc"));
      await store.record({ at: clock.now(), deed: "sign-in-refused", about: vouched ? "oidc role" : "oidc" });
      return redirect(REFUSED);
    },
  };

  /** The account of somebody with a role, as the provider gives it today. */
  async function accountOf({ subject, name, role }: Vouched): Promise<OperatorAccount | undefined> {
    const known = await store.accountOfSubject(subject);
    const action = { at: clock.now(), operator: known?.id ?? "console" } as const;
    if (known && known.role === role) return known;
    if (known) {
      // Without a role he stays known, for the record's sake, and is out: also where he is still signed in.
      const changed = { ...known, role: role ?? "viewer", edition: secrets.newId() } as const;
      const isChanged = await store.change(known, changed, [{ ...action, deed: "role-changed", about: role ?? "none" }]);
      return isChanged && role !== undefined ? changed : undefined;
    }
    if (role === undefined) return undefined;
    const id = secrets.newId();
    // No name that somebody types looks like this.
    const account: OperatorAccount = { id, name: `oidc:${name}`, role, edition: secrets.newId(), recovery: [], passkeys: [], subject };
    const added = { ...action, operator: id, deed: "account-added", about: `oidc ${role}` } as const;
    if (await store.add(account, added)) return account;
    const other = { ...account, name: `oidc:${name}:${id}` };
    return (await store.add(other, added)) ? other : undefined;
  }
}

function redirect(location: string, headers: Readonly<Record<string, string>> = {}): ApiAnswer {
  return { status: 302, headers: { location, "cache-control": "no-store", ...headers } };
}
