import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { LINE_NAMES, lampCheckPattern, linePattern } from "../core/indication.ts";
import type { ProvisioningRefusal } from "../core/provisioning/refusal.ts";
import type { SelfTestStatus } from "../core/self-test.ts";
import type { SupportCheck } from "../core/support/bundle.ts";
import type { TechnicianPart } from "../core/technician.ts";
import { floorOf } from "../core/trusted-time.ts";
import { keptFile } from "../drivers/kept-file.ts";
import { machineProbes } from "../drivers/machine-probes.ts";
import { systemClock, systemSleep } from "../drivers/system-clock.ts";
import { technicianPanel } from "../drivers/technician-panel.ts";
import { technicianPin } from "../drivers/technician-pin.ts";
import type { Source } from "../ports.ts";
import { type Board, wiringOf } from "./board-assembly.ts";
import { undriven } from "./board-checks.ts";
import type { KioskConfig } from "./config.ts";
import { orderRefused } from "./configuration-order-assembly.ts";
import type { ClockWitnesses } from "./doctor-machine.ts";
import type { ButtonName } from "./input-test.ts";
import { SELF_TEST_PATIENCE, type SelfTestParts, testAll, testPart } from "./selftest.ts";
import { openTechnician } from "./technician.ts";
import type { TechnicianWorkParts } from "./technician-lent-assembly.ts";
import { PIN_FILE } from "./technician-pin-assembly.ts";
import { openTechnicianWork, type TechnicianWork } from "./technician-work-assembly.ts";
import { openTestBook } from "./test-book.ts";
import type { TrustedClock } from "./trusted-clock.ts";

/** The kiosk goes on for so long after an answer that ends it, in milliseconds. */
const ANSWERED_MS = 500;
/** When each part was last tested, in the kiosk's data folder. */
const BOOK_FILE = "tests.json";

export interface TechnicianPageOptions extends Pick<TechnicianWorkParts, "run" | "status" | "notify"> {
  /** Those of the configuration, in its order. */
  readonly sources: readonly Source[];
  /** Open from when the tests begin. */
  readonly board: () => Board | undefined;
  readonly kept: Pick<TechnicianWorkParts, "journal" | "deviceKey" | "keeping" | "carrier" | "trust" | "refresh">;
}

/** The technician's page of a running kiosk, and the test of its start. */
export interface TechnicianPage extends Pick<TechnicianWork, "before" | "journalShown"> {
  readonly routes: ReturnType<typeof technicianPanel>;
  /** Somebody has held the service button. */
  held(): void;
  /** Somebody has pressed it. True: this press was for a test of it, and for nothing else. */
  pressed(button?: ButtonName): boolean;
  /** Tests everything beside the scans: lamps and a tone for whoever stands there, and one line for the log. */
  testStart(): void;
  /** True for the token of whoever is in on the page. */
  isIn(token: string): boolean;
  /** What the screen should know of it. */
  said(): { readonly selfTest: SelfTestStatus | undefined; readonly orderRefused: ProvisioningRefusal | undefined };
  /**
   * Resolves when the kiosk shall stop: it has another configuration, or is to be deleted, or `stopped` did. Whoever has ordered that gets his
   * answer first: systemd stops the kiosk as soon as there is an order (firmware/systemd/tram-order.path).
   */
  ended(stopped: Promise<string>): Promise<string>;
  /** Ends a test that waits for a device, and resolves when it has ended. */
  close(): Promise<void>;
}

/** Puts the page together. */
export async function openTechnicianPage({ run, sources, board, kept, status, notify }: TechnicianPageOptions): Promise<TechnicianPage> {
  const { config, log } = run;
  const { clock } = kept.trust;
  const over = new AbortController();
  const sleep = (ms: number) => systemSleep(ms, over.signal);
  const parts: SelfTestParts = {
    config,
    probes: machineProbes({ patience: SELF_TEST_PATIENCE }),
    sources,
    board: () => board()?.status(),
    clock: systemClock,
    witnesses: () => witnessesOf(clock),
    sleep,
  };
  let starting: Promise<void> | undefined;
  const technician = openTechnician({
    kiosk: config.id,
    pin: technicianPin(keptFile(join(config.data, PIN_FILE))),
    book: await openTestBook(keptFile(join(config.data, BOOK_FILE))),
    testAll: () => testAll(parts),
    testPart: (name) => testPart(name, parts),
    lines: linesOf(config),
    play: (line) => board()?.lamps.demonstrate(linePattern(line)),
    undriven: (line) => undriven(line, board()?.status()),
    inputs: config.board.kind === "gpio" ? config.board.inputs : [],
    felt: { contacts: () => board()?.status().contacts ?? {}, sleep },
    clock,
    newToken: () => randomBytes(24).toString("base64url"),
    onFault: (error) => log.warn(error, "self-test"),
  });
  const ended = Promise.withResolvers<string>();
  let answered: Promise<unknown> = Promise.resolve();
  const answering = <W, A>(act: (wish: W) => Promise<A>) => {
    return (wish: W): Promise<A> => {
      const answer = act(wish);
      answered = answer.catch(() => undefined).then(() => sleep(ANSWERED_MS));
      return answer;
    };
  };
  const work = openTechnicianWork({
    orderRefused: await orderRefused(config),
    run,
    ...kept,
    status,
    notify,
    checks: () => technician.view().parts.flatMap(supportPart),
    confirm: technician.confirm,
    hasStaffPage: config.staff !== undefined,
    // The page has its answer by then.
    onEnd: (why) => void sleep(ANSWERED_MS).then(() => ended.resolve(why)),
  });
  const orders = { answer: answering(work.options.answer), reset: answering(work.options.reset) };
  return {
    routes: technicianPanel({ ...technician, wiring: () => wiringPicture(config), work: { ...work.options, ...orders } }),
    before: work.before,
    journalShown: work.journalShown,
    ended: (stopped) => Promise.race([stopped.then((why) => answered.then(() => why)), ended.promise]),
    held: technician.held,
    pressed: technician.pressed,
    isIn: (token) => technician.isIn(token, true),
    said: () => ({ selfTest: technician.status(), orderRefused: work.orderRefused() }),
    testStart() {
      board()?.lamps.demonstrate(lampCheckPattern());
      starting = technician.testAll().then(() => {
        const status = technician.status();
        if (!status) return;
        const unwell = technician.view().parts.filter(({ name }) => status.parts.includes(name));
        const found = Object.fromEntries(
          unwell.map(({ name, found, detail }) => [name, [found?.en, detail].filter((each) => each !== undefined).join("; ")]),
        );
        log[status.state === "ok" ? "info" : "warn"]({ state: status.state, found }, "self-test");
      });
    },
    async close() {
      over.abort();
      await starting;
      await work.close();
    },
  };
}

/** What the running kiosk knows of the time: bundle and journal stand in its floor, and central has told it. */
function witnessesOf(clock: TrustedClock): ClockWitnesses {
  const { by, floor } = clock.status();
  return { trustIssuedAt: floor.issued, lastEntryAt: floorOf(floor), ...(by === "central" && { centralAt: clock.now() }) };
}

/** A part as a support bundle has it; one that was never tested says nothing. */
function supportPart({ name, state, code, isNeeded, found }: TechnicianPart): readonly SupportCheck[] {
  if (state === "untested" || !found) return [];
  return [{ name, state, found, ...(code !== undefined && { code }), ...(isNeeded && { isNeeded }) }];
}

/** What is wired, and may be driven. */
function linesOf({ board }: KioskConfig): readonly (typeof LINE_NAMES)[number][] {
  if (board.kind === "none") return [];
  const { offsets } = board.kind === "gpio" ? wiringOf(board) : { offsets: undefined };
  return LINE_NAMES.filter((line) => (offsets === undefined || offsets[line] !== undefined) && (line !== "relay" || board.relay));
}

/** Loaded when somebody looks: a kiosk needs none of it to work. */
async function wiringPicture({ board, source }: KioskConfig): Promise<string> {
  if (board.kind === "gpio" && board.pins) return OWN_WIRING;
  const [{ variantDiagram }, { STANDARD_FACTS }, { kioskVariant }] = await Promise.all([
    import("../core/board/wiring-diagram.ts"),
    import("../core/board/standard-facts.ts"),
    import("../core/board/kiosk-variant.ts"),
  ]);
  const variant = kioskVariant(STANDARD_FACTS, {
    hasCamera: source.some(({ kind }) => kind === "camera"),
    hasReader: source.some(({ kind }) => kind !== "camera"),
    hasRelay: board.kind !== "none" && board.relay,
  });
  return variant ? variantDiagram(STANDARD_FACTS, variant) : OWN_WIRING;
}

/** A picture of another wiring would be worse than none. */
const OWN_WIRING = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 40"><text x="8" y="16" font-size="9" font-family="sans-serif">Máy này đấu dây riêng: xem board.pins trong cấu hình.</text><text x="8" y="30" font-size="8" font-family="sans-serif">This kiosk has a wiring of its own: see board.pins in its configuration.</text></svg>`;
