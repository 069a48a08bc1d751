// What an operator sees and changes of his own account.
import type { ApiAnswer } from "../api-ports.ts";
import { encodeBase32 } from "../core/base32.ts";
import { hexOf } from "../core/hex.ts";
import type { OperatorAction } from "../core/operator/action.ts";
import { normalPassword, passwordFault } from "../core/operator/password.ts";
import { isFresh, QUESTION_SECONDS, type Way } from "../core/operator/session.ts";
import {
  type AccountAnswer,
  type Changed,
  NamedSchema,
  NewPasskeySchema,
  NewPasswordSchema,
  type TotpQuestion,
} from "../core/operator/talk.ts";
import { stepOf, TOTP_SECRET_BYTES, totpUri } from "../core/operator/totp.ts";
import { drawQr } from "../core/qr-drawing.ts";
import type { OperatorAccount, Passkey } from "../operator-ports.ts";
import { refuse } from "./endpoint.ts";
import type { OperatorEndpoint, SignedIn } from "./operator-door.ts";
import { type OperatorOptions, readJson } from "./operator-sign-in.ts";

const SALT_BYTES = 16;
const RECOVERY_CODES = 10;
/** 80 bits each: nobody guesses one, so a fast hash is enough. */
const RECOVERY_BYTES = 10;
const MAX_PASSKEYS = 10;

type Names = "getAccount" | "endOwnSession" | "askNewPasskey" | "addPasskey" | "removePasskey" | "askNewCode" | "setPassword";

/** Endpoints of one's own account. What changes how somebody signs in wants him to have signed in just now, and ends every other session. */
export function accountEndpoints(options: OperatorOptions): Readonly<Record<Names, OperatorEndpoint>> {
  const { store, secrets, clock, origin, door, passkeys } = options;
  const checkHere = () => {
    const place = origin();
    return place && passkeys(place);
  };
  const isTooLate = ({ session }: SignedIn) => session.way === "demo" || !isFresh(session, clock.now());

  /** The same account with something else, and he who did it signed in anew. */
  async function change(
    { account, session }: SignedIn,
    to: Partial<OperatorAccount>,
    deed: OperatorAction["deed"],
    others: Partial<Changed> = {},
  ): Promise<ApiAnswer> {
    const changed = { ...account, ...to, edition: secrets.newId() };
    const action = { at: clock.now(), operator: account.id, deed, session: session.id };
    if (!(await store.change(account, changed, [action]))) return said({ kind: "gone" });
    const way: Way = session.way === "link" ? (deed === "passkey-added" ? "passkey" : "password") : session.way;
    return said({ ...others, kind: "done" } as Changed, await door.letIn(changed, way));
  }

  return {
    async getAccount(_request, { account, session }) {
      const sessions = await store.sessionsOf(account.id);
      const answer: AccountAnswer = {
        name: account.name,
        role: account.role,
        way: session.way,
        isFresh: isFresh(session, clock.now()) && session.way !== "demo",
        canPasskey: checkHere() !== undefined,
        hasPassword: account.password !== undefined,
        recoveryCodes: account.recovery.length,
        passkeys: account.passkeys.map(({ id, name, addedAt }) => ({ id, name, addedAt })),
        sessions: sessions
          .filter(({ edition }) => edition === account.edition)
          .map(({ id, way, startedAt, usedAt }) => ({ id, way, startedAt, usedAt, isThis: id === session.id })),
      };
      return { status: 200, headers: { "cache-control": "no-store" }, body: { json: answer } };
    },
    async endOwnSession(request, { account, session }) {
      const asked = await readJson(request, NamedSchema);
      if (!asked) return refuse(400, "malformed");
      const action = {
        at: clock.now(),
        operator: account.id,
        deed: "session-ended",
        session: session.id,
        about: asked.id.slice(0, 100),
      } as const;
      return said({ kind: (await store.end(account.id, asked.id, action)) ? "done" : "gone" });
    },
    async askNewPasskey(_request, signedIn) {
      const check = checkHere();
      if (!check) return refuse(404, "no-passkeys");
      if (isTooLate(signedIn)) return said({ kind: "again" });
      const question = await check.newOptions(signedIn.account);
      await putTicket(question.challenge, "passkey-new", signedIn, "");
      return { status: 200, headers: { "cache-control": "no-store" }, body: { json: question } };
    },
    async addPasskey(request, signedIn) {
      const asked = await readJson(request, NewPasskeySchema);
      const check = checkHere();
      if (!asked || !check || signedIn.account.passkeys.length >= MAX_PASSKEYS) return refuse(400, "malformed");
      if (isTooLate(signedIn)) return said({ kind: "again" });
      const ticket = await store.takeTicket(secrets.hashOf(asked.challenge), "passkey-new", clock.now());
      const made = ticket?.operator === signedIn.account.id ? await check.made(asked.response, asked.challenge) : undefined;
      if (!made || (await store.accountOfPasskey(made.id))) return said({ kind: "wrong" });
      const passkey: Passkey = { ...made, name: asked.name, addedAt: clock.now() };
      return await change(signedIn, { passkeys: [...signedIn.account.passkeys, passkey] }, "passkey-added");
    },
    async removePasskey(request, signedIn) {
      const asked = await readJson(request, NamedSchema);
      if (!asked) return refuse(400, "malformed");
      if (isTooLate(signedIn)) return said({ kind: "again" });
      const { passkeys: known, password, subject } = signedIn.account;
      const left = known.filter(({ id }) => id !== asked.id);
      // The last way in stays: without it only a new link would help.
      if (left.length === known.length || (left.length === 0 && !password && subject === undefined)) return said({ kind: "gone" });
      return await change(signedIn, { passkeys: left }, "passkey-removed");
    },
    async askNewCode(_request, signedIn) {
      if (isTooLate(signedIn)) return said({ kind: "again" });
      const secret = secrets.randomBytes(TOTP_SECRET_BYTES);
      const ticket = secrets.newToken();
      await putTicket(ticket, "totp-new", signedIn, hexOf(secret));
      const uri = totpUri(secret, signedIn.account.name, origin()?.hostname ?? "");
      const qr = drawQr(uri);
      const question: TotpQuestion = { ticket, secret: encodeBase32(secret), uri, ...(qr && { qr }) };
      return { status: 200, headers: { "cache-control": "no-store" }, body: { json: question } };
    },
    async setPassword(request, signedIn) {
      const asked = await readJson(request, NewPasswordSchema);
      if (!asked) return refuse(400, "malformed");
      if (isTooLate(signedIn)) return said({ kind: "again" });
      const why = passwordFault(asked.password, [signedIn.account.name, ...(origin()?.hostname.split(".") ?? [])]);
      if (why) return said({ kind: "password", why: { ...why } });
      const ticket = await store.takeTicket(secrets.hashOf(asked.ticket), "totp-new", clock.now());
      const secret = ticket?.operator === signedIn.account.id ? ticket.content : undefined;
      if (secret === undefined) return said({ kind: "gone" });
      const usedStep = stepOf(asked.code.replace(/\s/g, ""), Buffer.from(secret, "hex"), {
        now: clock.now(),
        after: 0,
        hmac: secrets.hmacSha1,
      });
      // The same picture may be tried again: it was this very operator who was shown it.
      if (usedStep === undefined) {
        await putTicket(asked.ticket, "totp-new", signedIn, secret);
        return said({ kind: "wrong" });
      }
      const salt = secrets.randomBytes(SALT_BYTES);
      const hash = await secrets.slowHash(normalPassword(asked.password), salt);
      const recoveryCodes = Array.from({ length: RECOVERY_CODES }, () => encodeBase32(secrets.randomBytes(RECOVERY_BYTES)).toLowerCase());
      const to = {
        password: { salt: hexOf(salt), hash: hexOf(hash) },
        totp: { secret, usedStep },
        recovery: recoveryCodes.map((code) => secrets.hashOf(`recovery ${code}`)),
      };
      return await change(signedIn, to, "password-set", {
        recoveryCodes: recoveryCodes.map((code) => code.replace(/(.{4})(?=.)/g, "$1-")),
      });
    },
  };

  async function putTicket(secret: string, use: "passkey-new" | "totp-new", { account }: SignedIn, content: string): Promise<void> {
    const now = clock.now();
    await store.putTicket(secrets.hashOf(secret), { use, operator: account.id, content, until: now + QUESTION_SECONDS }, now);
  }
}

function said(json: Changed, headers: Readonly<Record<string, string>> = {}): ApiAnswer {
  return { status: 200, headers: { "cache-control": "no-store", ...headers }, body: { json } };
}
