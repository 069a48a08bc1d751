import { type BoardPart, boardFaults } from "./board-status.ts";
import { type FaultName, faultCode } from "./faults.ts";
import type { ScreenStatus, SourceStatus } from "./screen.ts";

/** Somebody must come by with a stick, or with a larger card, before the room for entries ends: with fewer days left it is said. */
export const ENOUGH_ROOM_DAYS = 60;

/** What a kiosk says of itself, without the codes that follow from it. */
type Known = Omit<ScreenStatus, "codes">;

const BOARD_FAULT_OF: Readonly<Record<BoardPart, FaultName>> = {
  lines: "board-lines",
  astray: "board-astray",
  relay: "relay-unsafe",
  tone: "buzzer-silent",
  inputs: "inputs-unread",
};

/** Everything in the registry of codes that is so at this kiosk now. */
export function faultsOf(status: Known): readonly FaultName[] {
  return [
    ...trustFaults(status),
    ...journalFaults(status),
    ...boardStatusFaults(status),
    ...soundFaults(status),
    ...present([status.staffFault, status.orderRefused && `setup-${status.orderRefused}`]),
    ...(status.handOff ?? []).map(({ fault }) => fault),
    ...status.sources.flatMap(sourceFaults),
  ];
}

/** The same as codes, for programs: `T-661`. */
export function codesOf(status: Known): readonly string[] {
  return [...new Set(faultsOf(status).map(faultCode))];
}

function trustFaults({ unknownGroup, unsealableTypes, clock, trust, trustRefusal }: Known): readonly FaultName[] {
  const ofState = { good: undefined, warning: "trust-ending", grace: "trust-grace", stopped: "trust-over" } as const;
  return present([
    unknownGroup !== undefined && "trust-group",
    unsealableTypes !== undefined && "trust-unsealed",
    clock.state !== "ok" && `clock-${clock.state}`,
    trust ? ofState[trust.state] : "trust-none",
    trustRefusal && `trust-${trustRefusal.refusal}`,
  ]);
}

function journalFaults(status: Known): readonly FaultName[] {
  const { journalContradiction, syncStopped, journalDamagedAt, journalUncompared, journalRoom, retention } = status;
  const isScarce = journalRoom === "scarce" || (retention?.roomDays ?? ENOUGH_ROOM_DAYS) < ENOUGH_ROOM_DAYS;
  return present([
    // What the journal itself shows says more than that sending has stopped for it.
    journalContradiction ? `journal-${journalContradiction.kind}` : syncStopped !== undefined && "sync-contradicted",
    journalDamagedAt !== undefined && "journal-damaged",
    journalUncompared && "journal-uncompared",
    journalRoom === "none" ? "disk-full" : isScarce && "disk-scarce",
    status.centralLost && "central-lost",
    status.centralRefuses && "central-refuses",
    status.setAside !== undefined && "entries-set-aside",
    status.stickAnswerRefused && `answer-${status.stickAnswerRefused}`,
  ]);
}

/** Where nothing can be driven, that no line follows says nothing more. */
function boardStatusFaults({ board }: Known): readonly FaultName[] {
  if (!board) return [];
  const parts = boardFaults(board).filter((part) => part !== "astray" || (board.fault === undefined && board.astray?.length !== 0));
  return present([board.contacts.case === "open" && "case-open", ...parts.map((part) => BOARD_FAULT_OF[part])]);
}

function soundFaults({ sound }: Known): readonly FaultName[] {
  return present([
    sound?.fault !== undefined && "sound-missing",
    sound?.silent !== undefined && "prompts-missing",
    sound?.placeholder !== undefined && "prompts-placeholder",
  ]);
}

function sourceFaults({ kind, state, advice }: SourceStatus): readonly FaultName[] {
  if (state === "missing") return [kind === "camera" ? "camera-missing" : "reader-missing"];
  return advice ? ["reader-silent"] : [];
}

function present(faults: readonly (FaultName | false | undefined)[]): readonly FaultName[] {
  return faults.filter((fault) => fault !== undefined && fault !== false);
}
