import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import type { ScreenStatus } from "../core/screen.ts";
import type { OverrideCounts } from "../core/staff-day.ts";
import type { EpochSeconds } from "../core/time.ts";
import { deviceCertificate, type ServerCertificate, serverCertificate } from "../drivers/device-certificate.ts";
import { helpPanel } from "../drivers/help-panel.ts";
import { type HttpServer, startHttpServer } from "../drivers/http-server.ts";
import { keptFile } from "../drivers/kept-file.ts";
import { networkAddresses, ownNames } from "../drivers/network-names.ts";
import { pairingCode, staffDevices } from "../drivers/staff-devices.ts";
import { type StaffPanel, type StaffPanelOptions, staffPanel } from "../drivers/staff-panel.ts";
import { staffPins } from "../drivers/staff-pins.ts";
import { systemClock } from "../drivers/system-clock.ts";
import type { Routes } from "../drivers/web-files.ts";
import type { Journal } from "../ports.ts";
import type { KioskConfig } from "./config.ts";
import { type OutOfService, openOutOfService } from "./out-of-service.ts";
import type { Results } from "./results.ts";
import type { ScreenSide } from "./screen-side.ts";
import { STAFF_FILES, type StaffConfig } from "./staff-config.ts";
import { openStaffDesk, type StaffReach } from "./staff-desk.ts";
import { createToday, type Today } from "./today.ts";
import type { KioskTrust } from "./trust-assembly.ts";

/** Time for a request's body, in milliseconds: the largest is a few hundred bytes. */
const BODY_MS = 10_000;

export interface StaffPageOptions {
  readonly config: KioskConfig;
  readonly journal: Journal;
  readonly trust: Pick<KioskTrust, "clock" | "recordStaff">;
  readonly results: Results;
  readonly status: () => ScreenStatus;
  readonly isTechnician: StaffPanelOptions["isTechnician"];
  /** Knows who called for help. */
  readonly side: Pick<ScreenSide, "endHelp">;
  /** Staff come to whoever called. */
  readonly onHelpEnded: () => void;
  /** The kiosk was put out of service, or into service again. */
  readonly onTurned: () => void;
  /** More that whoever is signed in may ask for, with the search in today's entries. Absent: nothing. */
  readonly more?: (search: Today["search"]) => Routes;
  readonly log: Logger;
}

/** The staff's page of a running kiosk. */
export interface StaffPage {
  /** For the kiosk's own screen. */
  readonly routes: Routes;
  readonly service: OutOfService;
  /** Reads what was written today, and opens the port for other devices: scans come first. */
  begin(): Promise<void>;
  showStatus(status: ScreenStatus): void;
  /** Whether staff are at a desk that would show a call now. */
  isWatched(): boolean;
  overrides(): OverrideCounts;
  /** What of it does not work; undefined: nothing. */
  fault(): ScreenStatus["staffFault"];
  /** Its address for other devices; undefined: there is none. */
  url(): string | undefined;
  close(): Promise<void>;
}

/** Puts the page together; undefined where the configuration has none. */
export async function openStaffPage(options: StaffPageOptions): Promise<StaffPage | undefined> {
  const { config, results, journal, log } = options;
  const { clock, recordStaff: record } = options.trust;
  const { staff } = config;
  if (!staff) return undefined;
  const inData = (name: string) => join(config.data, name);
  const devices = staffDevices(inData(STAFF_FILES.devices));
  const service = await openOutOfService(keptFile(inData(STAFF_FILES.service)), clock);
  const today = createToday({ journal, clock, onFault: (error) => log.warn(error, "today's entries not read") });
  let certificate: ServerCertificate | undefined;
  let server: HttpServer | undefined;
  let fault: ScreenStatus["staffFault"];
  let helpCalledAt: EpochSeconds | undefined;
  const desk = openStaffDesk({
    kiosk: config.id,
    demo: config.demo,
    clock,
    system: systemClock,
    pins: staffPins(inData(STAFF_FILES.pins)),
    devices,
    code: pairingCode(keptFile(inData(STAFF_FILES.pairing))),
    results,
    service,
    today,
    journal,
    status: options.status,
    record,
    newToken: () => randomBytes(24).toString("base64url"),
    reach: () => reachOf(staff, server?.port, certificate),
    onTurned() {
      for (const panel of panels) panel.send("service", service.current());
      options.onTurned();
    },
  });
  const common = {
    ...desk,
    isPaired: devices.isPaired,
    isTechnician: options.isTechnician,
    portrait: results.portrait,
    coming() {
      options.side.endHelp();
      options.onHelpEnded();
    },
    figures: today.figures,
    search: today.search,
    more: options.more?.(today.search) ?? {},
  };
  const ownScreen = staffPanel({ ...common, place: "screen" });
  const network = staff.port === undefined ? undefined : staffPanel({ ...common, place: "network" });
  const panels: readonly StaffPanel[] = network ? [ownScreen, network] : [ownScreen];
  results.onAnswered(({ entry, seq }) => {
    if (seq !== undefined) today.add({ ...entry, seq });
  });
  results.onResult(({ result }) => send("result", result));
  results.onChanged((result) => send("result", result));

  function send(...event: Parameters<StaffPanel["send"]>): void {
    for (const panel of panels) panel.send(...event);
  }

  /** A page that other devices cannot reach is no reason not to answer scans: the screen says so. */
  async function openNetwork(panel: StaffPanel): Promise<void> {
    certificate = await certificateOf(config, staff ?? { names: [] }, clock.now()).catch(
      (error: unknown) => void log.error(error, "staff certificate"),
    );
    if (!certificate) {
      fault = "staff-certificate";
      return;
    }
    try {
      server = await startHttpServer({
        host: staff?.host ?? "::",
        port: staff?.port ?? 0,
        routes: { ...panel.routes, ...helpPanel() },
        onFault: (error) => log.error(error, "staff request failed"),
        allowedHosts: [...ownNames(), ...(staff?.names ?? [])],
        bodyMs: BODY_MS,
        tls: certificate,
      });
      log.info({ port: server.port, fingerprint: certificate.fingerprint }, "staff page on the network");
    } catch (error) {
      fault = "staff-port";
      log.error(error, "staff page not on the network");
    }
  }

  return {
    routes: ownScreen.routes,
    service,
    async begin() {
      if (network) await openNetwork(network);
      await today.load();
    },
    showStatus(status) {
      send("status", status);
      if (status.helpCalledAt === helpCalledAt) return;
      helpCalledAt = status.helpCalledAt;
      send("help", helpCalledAt === undefined ? {} : { at: helpCalledAt });
    },
    isWatched: () => panels.some((panel) => panel.listeners() > 0),
    overrides: desk.overrides,
    fault: () => fault,
    url: () => server && addressesOf(staff, server.port)[0],
    async close() {
      for (const panel of panels) panel.close();
      await server?.close();
    },
  };
}

/** What other devices can reach it by; `port`: that is open, undefined: none is. */
function reachOf(staff: StaffConfig, port: number | undefined, certificate: ServerCertificate | undefined): StaffReach {
  const fingerprint = certificate?.fingerprint ?? "";
  if (staff.port === undefined) return { urls: [], why: "no-port", fingerprint };
  if (port === undefined) return { urls: [], why: "not-open", fingerprint };
  const urls = addressesOf(staff, port);
  return { urls, ...(urls.length === 0 && { why: "no-network" as const }), fingerprint };
}

/**
 * `https://192.168.1.20:8443` for each way to the kiosk, the likeliest first. An address works in every office; a name only where somebody answers for it,
 * which an office with a certificate of its own has seen to: there the name comes first, and the browser does not warn.
 */
export function addressesOf(
  { names, certificate, host }: Pick<StaffConfig, "names" | "certificate" | "host">,
  port: number,
): readonly string[] {
  const addresses = host === undefined ? networkAddresses() : [host];
  const hosts = certificate === undefined ? [...addresses, ...names] : [...names, ...addresses];
  return hosts.map((each) => `https://${each.includes(":") ? `[${each}]` : each}:${port}`);
}

/** The office's certificate where the configuration names one, else the kiosk's own; undefined: the office's cannot be used. */
async function certificateOf(
  { id, data }: Pick<KioskConfig, "id" | "data">,
  { certificate, key, names, host }: Pick<StaffConfig, "certificate" | "key" | "names" | "host">,
  now: EpochSeconds,
): Promise<ServerCertificate | undefined> {
  if (certificate !== undefined && key !== undefined) {
    const [pem, privatePem] = await Promise.all([readFile(certificate, "latin1"), readFile(key, "latin1")]);
    const read = serverCertificate(pem, privatePem);
    return read && now < read.endsAt ? read : undefined;
  }
  return await deviceCertificate({
    key: keptFile(join(data, STAFF_FILES.key)),
    certificate: keptFile(join(data, STAFF_FILES.certificate)),
    names: [...new Set([...names, ...ownNames(), ...(host === undefined ? networkAddresses() : [host])])],
    kiosk: id,
    now,
  });
}
