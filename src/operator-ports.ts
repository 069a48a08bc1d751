import type { ActionLine, OperatorAction } from "./core/operator/action.ts";
import type { Role } from "./core/operator/role.ts";
import type { Session } from "./core/operator/session.ts";
import type { Counted } from "./core/operator/wait.ts";
import type { EpochSeconds } from "./core/time.ts";

/** A passkey (WebAuthn §4): the public half, which its operator's device has made for our origin. */
export interface Passkey {
  /** Base64url, as browsers write it. */
  readonly id: string;
  /** COSE, in base64url. */
  readonly publicKey: string;
  /** How often it says it was used; 0 where it does not count. */
  readonly counter: number;
  readonly name: string;
  readonly addedAt: EpochSeconds;
}

/** Who may sign in. */
export interface OperatorAccount {
  /** Stands in the record of actions. */
  readonly id: string;
  /** What he types, or what his provider calls him. */
  readonly name: string;
  readonly role: Role;
  /** Another after every change of the role or of how he signs in: sessions of the one before are over. */
  readonly edition: string;
  /** Salt and slow hash in hex. */
  readonly password?: { readonly salt: string; readonly hash: string };
  /** Secret in hex, and the newest step that was used. */
  readonly totp?: { readonly secret: string; readonly usedStep: number };
  /** SHA-256 in hex of those that were not used. */
  readonly recovery: readonly string[];
  readonly passkeys: readonly Passkey[];
  /** SHA-256 in hex of provider and subject, of whom another provider vouches for. */
  readonly subject?: string;
}

/** Something that is good once, until then. */
export interface Ticket {
  readonly use: "link" | "passkey-sign-in" | "passkey-new" | "totp-new" | "oidc";
  /** The account it is for, where it is for one. */
  readonly operator?: string;
  /** What belongs to it. */
  readonly content: string;
  readonly until: EpochSeconds;
}

/** Whose mistakes are counted: hashes, no names and no addresses. */
export type Who = Readonly<Record<Counted, string>>;

/**
 * Accounts, sessions and the record of what operators did. Each call is one step: when it resolves, what it did survives a power cut, and the action that
 * comes with it is in the record, or neither is. A rejection means broken storage, and nobody is let in.
 */
export interface OperatorStore {
  account(id: string): Promise<OperatorAccount | undefined>;
  accountNamed(name: string): Promise<OperatorAccount | undefined>;
  accountOfSubject(subject: string): Promise<OperatorAccount | undefined>;
  accountOfPasskey(passkey: string): Promise<OperatorAccount | undefined>;
  /** By name. */
  accounts(): Promise<readonly OperatorAccount[]>;
  /** False, and nothing is changed, where the name is taken. */
  add(account: OperatorAccount, action: OperatorAction): Promise<boolean>;
  /** False, and nothing is changed, where it is no longer as it was when it was read. */
  change(from: OperatorAccount, to: OperatorAccount, actions: readonly OperatorAction[]): Promise<boolean>;
  remove(id: string, action: OperatorAction): Promise<boolean>;

  begin(hash: string, session: Session, actions: readonly OperatorAction[]): Promise<void>;
  session(hash: string): Promise<Session | undefined>;
  /** By the time they began, newest first. */
  sessionsOf(operator: string): Promise<readonly Session[]>;
  use(hash: string, at: EpochSeconds): Promise<void>;
  /** Ends this session of this operator; false: there was none. */
  end(operator: string, session: string, action: OperatorAction): Promise<boolean>;

  /**
   * Counts an attempt as a mistake before it is looked at, and says 0; or says how many seconds it has to wait, and counts nothing. In one step, so
   * that a hundred at once are a hundred mistakes.
   */
  attempt(who: Who, now: EpochSeconds): Promise<number>;
  /** It was no mistake. What others did in the same network stays. */
  forgive(who: Who, now: EpochSeconds): Promise<void>;

  putTicket(hash: string, ticket: Ticket, now: EpochSeconds): Promise<void>;
  /** Gives it and takes it away; undefined: there is none, or it is too late. */
  takeTicket(hash: string, use: Ticket["use"], now: EpochSeconds): Promise<Ticket | undefined>;

  record(action: OperatorAction): Promise<void>;
  /** Lines of the record after this number, in their order. */
  actions(after: number, most: number): Promise<readonly ActionLine[]>;
  close(): Promise<void>;
}

/** What checks passkeys. A browser's answer that cannot be believed is undefined, whatever is wrong with it. */
export interface PasskeyCheck {
  /** Options for `navigator.credentials.create()`. */
  newOptions(account: OperatorAccount): Promise<PasskeyQuestion>;
  /** Options for `navigator.credentials.get()`. */
  signInOptions(): Promise<PasskeyQuestion>;
  made(response: unknown, challenge: string): Promise<Pick<Passkey, "id" | "publicKey" | "counter"> | undefined>;
  /** Its counter now. */
  used(response: unknown, challenge: string, passkey: Passkey): Promise<number | undefined>;
}

/** What a browser is asked, in the JSON of WebAuthn level 3. */
export interface PasskeyQuestion {
  readonly challenge: string;
  readonly options: object;
}

/** Secrets, and what is made of them. */
export interface OperatorSecrets {
  /** At least 256 bits in base64url. */
  newToken(): string;
  /** Lower case letters and digits, 80 bits. */
  newId(): string;
  randomBytes(count: number): Uint8Array;
  /** SHA-256 in hex; enough for what nobody can guess. */
  hashOf(secret: string): string;
  /** For what people choose: takes a third of a second and 32 MiB. */
  slowHash(password: string, salt: Uint8Array): Promise<Uint8Array>;
  hmacSha1(key: Uint8Array, bytes: Uint8Array): Uint8Array;
  isEqual(a: Uint8Array, b: Uint8Array): boolean;
}

/** What another provider says of somebody (OpenID Connect). */
export interface Vouched {
  /** Provider and subject: never another's, and never reused (OpenID Connect Core §8). */
  readonly subject: string;
  readonly name: string;
  /** By the configuration; undefined: none of the groups that it names. */
  readonly role: Role | undefined;
}

/** The way to another provider. */
export interface ProviderLink {
  /** Where to send the browser, and what finish() needs again. Rejects where the provider does not answer. */
  begin(redirectUri: string): Promise<{ readonly url: string; readonly content: string }>;
  /** What came back, checked; undefined where it cannot be believed. */
  finish(returned: URL, content: string): Promise<Vouched | undefined>;
  /** Where to sign out there, too; undefined: it has no such place. */
  endUrl(returnTo: string): Promise<string | undefined>;
}
