import { type ChildProcess, fork } from "node:child_process";
import { type AddressInfo, createServer } from "node:net";
import { extname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { InvalidArgumentError } from "commander";
import { runCommands } from "../drivers/command-line.ts";
import { nodeFileSystem } from "../drivers/file-system.ts";
import { lockFolder } from "../drivers/folder-lock.ts";
import { stopRequested } from "../drivers/parent-process.ts";
import { systemClock } from "../drivers/system-clock.ts";
import { seedDemo } from "./seed-assembly.ts";
import { startWallet } from "./wallet-assembly.ts";

/** What a program says when it is ready. */
interface Ready {
  readonly ready: true;
  readonly url: string;
  readonly serialLine?: string;
}

/** The two ports after it are central's and the wallet's. */
const MAX_PORT = 65_533;
/** Milliseconds before a program that has died is started again, as systemd would. */
const RESTART_MS = 500;

/** `tram demo`: the kiosk with the hardware of a desk, and a central server, on this machine alone. Resolves to the exit code. */
export function run(args: readonly string[]): Promise<number> {
  return runCommands(args, (program, act) => {
    program
      .command("demo")
      .description("try everything on a desk without hardware: a kiosk, a central server, a wallet, demo keys and sample codes")
      .option("--data <dir>", "where the demo keeps its keys, journal and ledger", ".tram/demo")
      .option("--port <n>", "port of the kiosk's page, 0 for any; another is taken where it is in use", portNumber, 8420)
      .action((options: { readonly data: string; readonly port: number }) => act(demo(resolve(options.data), options.port)));
  });
}

function portNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > MAX_PORT) throw new InvalidArgumentError(`a number from 0 to ${MAX_PORT} is needed`);
  return Number(text);
}

async function demo(folder: string, preferredPort: number): Promise<number> {
  const stop = stopRequested();
  await nodeFileSystem.makeFolder(folder);
  // Before anything is written: a second demo must not change what the first one has read.
  const lock = lockFolder(folder);
  if (!lock) {
    process.stderr.write(`tram demo: ${folder} is in use, is it running in another terminal? Stop that one, or choose another --data\n`);
    process.stderr.write("tram demo: đang chạy ở cửa sổ khác? Hãy dừng ở đó, hoặc chọn thư mục khác bằng --data\n");
    return 1;
  }
  const kioskPort = await freePort(preferredPort);
  const centralPort = await freePort(preferredPort === 0 ? 0 : preferredPort + 1);
  const walletPort = await freePort(preferredPort === 0 ? 0 : preferredPort + 2);
  const ports = { kiosk: kioskPort, central: centralPort, wallet: walletPort };
  const { centralData, kioskConfig, issuer } = await seedDemo(folder, ports, systemClock.now());
  const wallet = await startWallet(walletPort, `http://127.0.0.1:${kioskPort}`, issuer, complain);
  const central = keepRunning(["central", "--listen", `127.0.0.1:${centralPort}`, "--data", centralData]);
  const kiosk = keepRunning(["kiosk", "--config", kioskConfig]);
  try {
    const [{ url, serialLine }] = await Promise.all([kiosk.ready, central.ready]);
    process.stdout.write(welcome(`${url}/desk`, `${wallet.url}/`, serialLine));
    await stop;
    return 0;
  } finally {
    await Promise.all([kiosk.stop(), central.stop(), wallet.close()]);
    lock.release();
  }
}

function complain(error: unknown): void {
  process.stderr.write(`tram demo: the wallet's server: ${error instanceof Error ? error.message : String(error)}\n`);
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

function welcome(deskUrl: string, walletUrl: string, serialLine: string | undefined): string {
  const serial = serialLine ?? "(máy này không có / not available on this system)";
  return `
Trạm đang chạy thử. Khoá và dữ liệu chỉ để thử.   Demo: keys and data are for trying out only.

  Mở trang này / open this page:   ${deskUrl}
  Ví thử / demo wallet:            ${walletUrl}
  Đầu đọc nối tiếp / serial line:  ${serial}

Dừng / stop: Ctrl-C
`;
}

interface Running {
  /** Resolves when the program first says that it is ready; rejects when it ends before that. */
  readonly ready: Promise<Ready>;
  /** Asks it to end and waits until it has. */
  stop(): Promise<void>;
}

/** Runs a program of ours as a process of its own and starts it over when it dies, through the same start-up as after a power cut. */
function keepRunning(args: readonly string[]): Running {
  // The extension is this file's own: .ts in a clone, .js when built.
  const entry = fileURLToPath(new URL(`../tram${extname(import.meta.url)}`, import.meta.url));
  const ready = Promise.withResolvers<Ready>();
  let child: ChildProcess;
  let hasEnded: Promise<void>;
  let isStopping = false;
  let restart: NodeJS.Timeout | undefined;

  function start(): void {
    child = fork(entry, args, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    child.on("message", (message) => ready.resolve(message as Ready));
    hasEnded = new Promise((resolve) => {
      child.once("exit", (code) => {
        ready.reject(new Error(`tram ${args[0]} ended with exit code ${code}, see its messages above`));
        resolve();
        if (!isStopping) restart = setTimeout(start, RESTART_MS);
      });
    });
  }

  start();
  ready.promise.catch(() => undefined);
  return {
    ready: ready.promise,
    async stop() {
      isStopping = true;
      clearTimeout(restart);
      child.kill("SIGTERM");
      await hasEnded;
    },
  };
}
