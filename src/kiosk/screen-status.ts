import type { BoardStatus } from "../core/board-status.ts";
import type { LanguageName } from "../core/language/said.ts";
import type { ScreenStatus, Timekeeping } from "../core/screen.ts";
import type { SelfTestStatus } from "../core/self-test.ts";
import type { SoundStatus } from "../core/sound-status.ts";
import { codesOf } from "../core/status-faults.ts";
import type { StickRefusal } from "../core/stick-texts.ts";
import { VERSION } from "../core/version.ts";
import type { Journal, Source } from "../ports.ts";
import type { Acknowledged } from "./acknowledged.ts";
import type { KioskConfig } from "./config.ts";
import type { InForceHolder } from "./in-force.ts";
import type { JournalAudit } from "./journal-audit.ts";
import { screenTrustOf } from "./kiosk-status.ts";
import type { OwnContradiction } from "./own-contradiction.ts";
import type { Retention } from "./retention.ts";
import type { ScreenSide } from "./screen-side.ts";
import type { StickCarrier } from "./stick-carrier.ts";
import type { Sync } from "./sync.ts";
import type { TrustRefresh } from "./trust-refresh.ts";
import type { TrustedClock } from "./trusted-clock.ts";

/** Whatever knows something of how the kiosk is. */
export interface ScreenStatusParts {
  readonly config: KioskConfig;
  readonly trust: { readonly inForce: InForceHolder; readonly clock: TrustedClock };
  readonly refresh: TrustRefresh;
  readonly sources: readonly Source[];
  /** Absent: an office without a network. */
  readonly sync: Sync | undefined;
  /** Absent: no folder is watched for sticks. */
  readonly carrier: (StickCarrier & { contradiction(): string | undefined; unbelieved(): StickRefusal | undefined }) | undefined;
  readonly keeping: {
    readonly acknowledged: Pick<Acknowledged, "size" | "lost">;
    readonly retention: Pick<Retention, "status">;
    readonly contradiction: OwnContradiction | undefined;
    readonly isUncompared: boolean;
  };
  readonly timekeeping: Timekeeping | undefined;
  /** Absent: the configuration has none, or it is not open yet. */
  readonly board: BoardStatus | undefined;
  readonly languages: readonly LanguageName[];
  /** Absent: it has not ended. */
  readonly selfTest: SelfTestStatus | undefined;
  /** Absent: none was refused. */
  readonly orderRefused: ScreenStatus["orderRefused"] | undefined;
  /** Absent: the configuration has no sound. */
  readonly sound: SoundStatus | undefined;
  readonly staffFault: ScreenStatus["staffFault"];
  readonly handOff: NonNullable<ScreenStatus["handOff"]>;
  readonly side: Pick<ScreenSide, "status">;
  readonly kept: { readonly journal: Journal; readonly audit: Pick<JournalAudit, "last"> };
}

/** How the kiosk is, for its own pages and for a monitoring program. */
export function screenStatusOf(parts: ScreenStatusParts): ScreenStatus {
  const { config, trust, refresh, sources, carrier, timekeeping, kept, board, languages, selfTest, sound, staffFault, handOff } = parts;
  const damage = kept.audit.last()?.damage;
  const syncStopped = syncStoppedOf(parts);
  const setAside = parts.sync?.status().setAside ?? 0;
  const { contradiction, isUncompared, acknowledged } = parts.keeping;
  const { lost } = acknowledged;
  const unbelieved = carrier?.unbelieved();
  const retention = parts.keeping.retention.status();
  const status: ScreenStatus = {
    kiosk: config.id,
    demo: config.demo,
    version: VERSION,
    ...screenTrustOf(trust.inForce.current(), config.group, trust.clock, refresh.status()),
    ...(timekeeping && { timekeeping }),
    backlog: backlogOf(parts),
    ...(syncStopped !== undefined && { syncStopped }),
    ...(parts.sync?.status().isRefused && { centralRefuses: true }),
    ...(setAside > 0 && { setAside }),
    ...(contradiction && { journalContradiction: { kind: contradiction.kind, size: contradiction.size } }),
    ...(isUncompared && { journalUncompared: true }),
    ...(unbelieved && { stickAnswerRefused: unbelieved }),
    ...(lost !== undefined && { centralLost: { size: acknowledged.size, before: lost } }),
    ...(damage && { journalDamagedAt: damage.seq }),
    ...(kept.journal.room !== "enough" && { journalRoom: kept.journal.room }),
    ...(retention && { retention }),
    ...(carrier && { carry: carrier.status() }),
    ...(board && { board }),
    languages,
    ...(selfTest && { selfTest }),
    ...(sound && { sound }),
    ...(staffFault && { staffFault }),
    ...(parts.orderRefused && { orderRefused: parts.orderRefused }),
    ...(handOff.length > 0 && { handOff }),
    sources: sources.map((source) => ({ kind: source.kind, ...source.health() })),
    ...parts.side.status(),
  };
  return { ...status, codes: codesOf(status) };
}

/** What central is not known to hold, whichever way it has told. */
function backlogOf({ sync, keeping: { acknowledged }, kept }: ScreenStatusParts): number {
  const unacknowledged = Math.max(0, kept.journal.size - acknowledged.size);
  return Math.min(sync?.status().backlog ?? unacknowledged, unacknowledged);
}

function syncStoppedOf({ sync, carrier }: ScreenStatusParts): string | undefined {
  const status = sync?.status();
  return status?.state === "stopped" ? status.detail : carrier?.contradiction();
}
