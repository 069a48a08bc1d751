// What the demo's issuer page and its server say to each other.
import type { SocketsState, StickName } from "./sockets.ts";
import type { Standing } from "./standing.ts";
import type { Text } from "./text.ts";
import type { EpochSeconds } from "./time.ts";
import type { WalletType } from "./wallet.ts";

/** A credential as its issuer remembers it: enough to take it back, and no more of a person than initials. */
export interface RegisteredCredential {
  /** Its identity as Decision.credential has it: 64 lower-case hex digits. */
  readonly credential: string;
  readonly type: WalletType;
  readonly initials: string;
  readonly issuedAt: EpochSeconds;
  readonly expires: EpochSeconds;
  /** The sample code that carries it; absent: a wallet has it. */
  readonly sample?: Text;
  /** Its place in the issuer's status list, which it names; absent: it is taken back by its identity. */
  readonly index?: number;
  readonly standing: Standing;
}

/** What the issuer has published last. */
export interface PublishedFacts {
  /** As a kiosk shows it: the version of the timestamp metadata. */
  readonly version: number;
  /** Of the lists of what was taken back; grows with every change of them. */
  readonly sequence: number;
  readonly publishedAt: EpochSeconds;
  /** Until when a kiosk without any network may go on with it. */
  readonly expiresAt: EpochSeconds;
  /** All lists, in bytes. */
  readonly listBytes: number;
  /** What a kiosk has to fetch that has the sequence before, in bytes; absent: there is none. */
  readonly deltaBytes?: number;
}

/** Answer of `GET /issuer/state`. */
export interface IssuerState {
  /** In force, suspended or revoked; the newest first. */
  readonly credentials: readonly RegisteredCredential[];
  readonly published: PublishedFacts;
  readonly sockets: SocketsState;
  readonly deskUrl: string;
  /** What has become of the stick that was carried to central last. */
  readonly brought?: Brought;
}

/** What central has made of a stick: entries that it did not have, or that it could not take all. */
export interface Brought {
  readonly stick: StickName;
  readonly fresh: number;
  readonly isWhole: boolean;
}

/** Body of `POST /issuer/standing`. */
export interface StandingChange {
  readonly credential: string;
  readonly standing: Standing;
}
