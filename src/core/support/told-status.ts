import { boardFaults } from "../board-status.ts";
import type { ScreenStatus } from "../screen.ts";

/**
 * What a kiosk says of itself, without what drivers, systems and people have said: those are texts, and what is in a text nobody can know.
 * Each member is named here; one that comes to the status is not told before somebody has thought of it.
 */
export function toldStatus(status: ScreenStatus): object {
  const { kiosk, demo, version, trust, clock, timekeeping, retention, carry, board, selfTest, journalContradiction, centralLost } = status;
  return {
    kiosk,
    demo,
    version,
    ...(status.codes && { codes: status.codes.filter((code) => /^T-\d{3}$/.test(code)) }),
    ...(trust && {
      trust: { version: trust.version, expiresAt: trust.expiresAt, state: trust.state, secondsLeft: Math.floor(trust.secondsLeft) },
    }),
    ...(status.trustRefusal && { trustRefusal: { refusal: status.trustRefusal.refusal, origin: status.trustRefusal.origin } }),
    clock: { state: clock.state, by: clock.by, floor: clock.floor, systemOffsetSeconds: Math.round(clock.systemOffsetSeconds) },
    ...(timekeeping && { isSynchronised: timekeeping.isSynchronised, hasRtc: timekeeping.rtc !== undefined }),
    backlog: status.backlog,
    isSyncStopped: status.syncStopped !== undefined,
    setAside: status.setAside ?? 0,
    ...(journalContradiction && { journalContradiction: { kind: journalContradiction.kind, size: journalContradiction.size } }),
    ...(centralLost && { centralLost: { size: centralLost.size, before: centralLost.before } }),
    ...(status.journalDamagedAt !== undefined && { journalDamagedAt: status.journalDamagedAt }),
    ...(status.journalRoom && { journalRoom: status.journalRoom }),
    ...(retention && { retention: { oldestAt: retention.oldestAt, roomDays: retention.roomDays ?? null } }),
    ...(carry && { carry: { isStickIn: carry.isStickIn, isWriting: carry.isWriting, toCarry: carry.toCarry } }),
    ...(board && { board: { driver: board.driver, faults: boardFaults(board), astray: board.astray ?? [], contacts: board.contacts } }),
    ...(selfTest && { selfTest: { state: selfTest.state, parts: selfTest.parts.filter((part) => /^[a-z0-9.-]{1,40}$/.test(part)) } }),
    sources: status.sources.map(({ kind, state }) => ({ kind, state })),
  };
}
