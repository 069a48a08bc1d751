import { existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { InvalidArgumentError } from "commander";
import type { EpochSeconds } from "../core/time.ts";
import { runCommands } from "../drivers/command-line.ts";
import { nodeFileSystem } from "../drivers/file-system.ts";
import { lockFolder } from "../drivers/folder-lock.ts";
import { openNetworkPlug } from "../drivers/network-plug.ts";
import { stopRequested } from "../drivers/parent-process.ts";
import { openPromptFolder } from "../drivers/prompt-folder.ts";
import { MADE_LANGUAGES, makePlaceholders } from "../drivers/prompt-maker.ts";
import { openStickDrawer } from "../drivers/stick-drawer.ts";
import { systemClock } from "../drivers/system-clock.ts";
import { createNewKiosk } from "./new-kiosk-assembly.ts";
import { startPages } from "./pages-assembly.ts";
import { keepRunning } from "./program-assembly.ts";
import { DEMO_STAFF, DEMO_TECHNICIAN_PIN, seedDemo } from "./seed-assembly.ts";

/** The two ports after it are central's, and the wallet's and the issuer's. */
const MAX_PORT = 65_533;
/** How long the kiosk may take to fetch what was published for this start, in milliseconds, before people are let in all the same. */
const FIRST_TRUST_MS = 10_000;
const LOOK_MS = 50;

/** `tram demo`: the kiosk with the hardware of a desk, and a central server, on this machine alone. Resolves to the exit code. */
export function run(args: readonly string[]): Promise<number> {
  return runCommands(args, (program, act) => {
    program
      .command("demo")
      .description("try everything on a desk without hardware: a kiosk, a central server, a wallet, an issuer, demo keys and sample codes")
      .option("--data <dir>", "where the demo keeps its keys, journal and ledger", ".tram/demo")
      .option("--port <n>", "port of the kiosk's page, 0 for any; another is taken where it is in use", portNumber, 8420)
      .option("--prompts <dir>", "spoken prompts; those that are missing are made there, where espeak-ng is installed")
      .option("--languages <dir>", "language packs of your own, to be looked at on the screen (docs/languages.md)")
      .action(({ data, port, prompts, languages }: DemoOptions) => act(demo(resolve(data), port, resolved(prompts), resolved(languages))));
  });
}

interface DemoOptions {
  readonly data: string;
  readonly port: number;
  readonly prompts?: string;
  readonly languages?: string;
}

function resolved(path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolve(path);
}

function portNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > MAX_PORT)
    throw new InvalidArgumentError(`Cần một số từ 0 đến ${MAX_PORT}. / A number from 0 to ${MAX_PORT} is needed.`);
  return Number(text);
}

async function demo(folder: string, preferredPort: number, prompts: string | undefined, languages: string | undefined): Promise<number> {
  const stop = stopRequested();
  await nodeFileSystem.makeFolder(folder);
  // Before anything is written: a second demo must not change what the first one has read.
  const lock = lockFolder(folder);
  if (!lock) {
    process.stderr.write(`tram demo: ${folder} is in use, is it running in another terminal? Stop that one, or choose another --data\n`);
    process.stderr.write("tram demo: đang chạy ở cửa sổ khác? Hãy dừng ở đó, hoặc chọn thư mục khác bằng --data\n");
    return 1;
  }
  await using opened = new AsyncDisposableStack();
  opened.defer(() => lock.release());
  const kioskPort = await freePort(preferredPort);
  const centralPort = await freePort(preferredPort === 0 ? 0 : preferredPort + 1);
  const pagesPort = await freePort(preferredPort === 0 ? 0 : preferredPort + 2);
  const staffPort = await freePort(preferredPort === 0 ? 0 : preferredPort + 3);
  const plug = await openNetworkPlug(0, centralPort);
  opened.defer(() => plug.close());
  const drawer = await openStickDrawer(join(folder, "sticks"));
  const places = {
    kiosk: kioskPort,
    central: centralPort,
    pages: pagesPort,
    staff: staffPort,
    cable: plug.port,
    usbPort: drawer.port,
    prompts: prompts ?? join(folder, "prompts"),
    languages,
  };
  const { centralData, kioskConfig, seedKiosk, ...seeded } = await seedDemo(folder, places, systemClock.now());
  const newKiosk = createNewKiosk(join(folder, "new-kiosk"));
  opened.defer(() => newKiosk.close());
  const world = { kioskUrl: `http://127.0.0.1:${kioskPort}`, plug, drawer, newKiosk, centralData, ...seeded };
  const pages = await startPages(pagesPort, world, complain);
  opened.defer(() => pages.close());
  const central = keepRunning(["central", "--listen", `127.0.0.1:${centralPort}`, "--data", centralData]);
  const kiosk = keepRunning(["kiosk", "--config", kioskConfig], async () => {
    // Somebody has tried the reset: a machine that is nobody any more cannot be set up here, for there is no sheet.
    if (!existsSync(kioskConfig)) await seedKiosk();
  });
  opened.defer(async () => void (await Promise.all([kiosk.stop(), central.stop()])));
  const [{ url, serialLine }] = await Promise.all([kiosk.ready, central.ready]);
  await Promise.race([untilTrusted(url, seeded.issuer.published.expiresAt), stop]);
  process.stdout.write(welcome(url, pages.url, staffPort, serialLine));
  // Beside everything else: it takes seconds, and without it there are tones.
  const making = new AbortController();
  opened.defer(() => making.abort());
  if (prompts !== undefined) void makeMissing(prompts, making.signal);
  await stop;
  return 0;
}

/** Waits until the kiosk has trust that lasts so long: whoever holds up a sample shall see what it says. */
async function untilTrusted(kioskUrl: string, expiresAt: EpochSeconds): Promise<void> {
  for (const untilMs = performance.now() + FIRST_TRUST_MS; performance.now() < untilMs; await delay(LOOK_MS)) {
    const metrics = await fetch(`${kioskUrl}/metrics`).then(
      (response) => response.text(),
      () => "", // it died, and is started again
    );
    if (Number(/^tram_keys_expiry_timestamp_seconds (\d+)$/m.exec(metrics)?.[1]) >= expiresAt) return;
  }
}

/** One that is there stays, but a machine's that is older than the program; where there is no espeak-ng nothing is made, and nobody is bothered. */
async function makeMissing(prompts: string, signal: AbortSignal): Promise<void> {
  for (const language of MADE_LANGUAGES) {
    const [{ why, isPlaceholder, missing = 0 } = {}] = await openPromptFolder(prompts).look([language]);
    const folder = join(prompts, language);
    if (why !== undefined) await makePlaceholders(folder, language, signal);
    else if (isPlaceholder && missing > 0) await makeAgain(folder, language, signal);
  }
}

async function makeAgain(folder: string, language: string, signal: AbortSignal): Promise<void> {
  const fresh = `${folder}.fresh`;
  await rm(fresh, { recursive: true, force: true });
  if ((await makePlaceholders(fresh, language, signal)) !== undefined) return;
  await rm(folder, { recursive: true, force: true });
  await rename(fresh, folder);
}

function complain(error: unknown): void {
  process.stderr.write(`tram demo: the wallet's and issuer's server: ${error instanceof Error ? error.message : String(error)}\n`);
}

/** This port of the loopback interface where nobody has it, else any other that is free now. */
async function freePort(preferred: number): Promise<number> {
  const probe = createServer();
  try {
    return await new Promise((resolve, reject) => {
      probe.once("error", reject);
      probe.listen(preferred, "127.0.0.1", () => resolve((probe.address() as AddressInfo).port));
    });
  } catch {
    return freePort(0);
  } finally {
    await new Promise((resolve) => probe.close(resolve));
  }
}

function welcome(kioskUrl: string, pagesUrl: string, staffPort: number, serialLine: string | undefined): string {
  const serial = serialLine ?? "(máy này không có / not available on this system)";
  return `
Trạm đang chạy thử. Khoá và dữ liệu chỉ để thử.   Demo: keys and data are for trying out only.

  Mở trang này / open this page:   ${kioskUrl}/desk
  Ví thử / demo wallet:            ${pagesUrl}/
  Nơi cấp thử / demo issuer:       ${pagesUrl}/issuer
  Bàn nhân viên / staff desk:      ${kioskUrl}/staff   (mã/code ${DEMO_STAFF.code}, PIN ${DEMO_STAFF.pin})
  … như thiết bị khác / as on another device: https://127.0.0.1:${staffPort}/staff   (ghép trước / pair first)
  Kỹ thuật / technician:           ${kioskUrl}/technician   (PIN ${DEMO_TECHNICIAN_PIN})
  Đầu đọc nối tiếp / serial line:  ${serial}

Dừng / stop: Ctrl-C
`;
}
