import type { Command } from "commander";

/** Notes the exit code that an action comes to. */
type Act = (running: Promise<number>) => Promise<void>;

/** Options of `tram usb export` at a kiosk. */
export interface UsbExport {
  readonly config: string;
  readonly to: string;
  readonly json?: boolean;
}

/** Options of `tram usb import` at a kiosk. */
export interface UsbImport {
  readonly config: string;
  readonly from: string;
  readonly json?: boolean;
}

/** What the commands do; each resolves to its exit code. */
export interface UsbCommands {
  readonly exportStick: (options: UsbExport) => Promise<number>;
  readonly importStick: (options: UsbImport) => Promise<number>;
}

/** Adds `tram usb`; with --data it is central's. */
export function addUsb(program: Command, load: () => Promise<UsbCommands>, act: Act): void {
  const usb = program.command("usb").description("carry journals and trust by stick, at a kiosk (--config) and at central (--data)");
  usb
    .command("export")
    .description("write what central does not hold yet on a stick, also while the kiosk runs: exit 0 done, 1 not all of it")
    .requiredOption("--config <file>", "the kiosk's configuration; at central: --data <dir>, which writes the newest trust")
    .requiredOption("--to <stick>", "the folder at which the stick is mounted")
    .option("--json", "answer as one JSON object")
    .action((options: UsbExport) => act(load().then(({ exportStick }) => exportStick(options))));
  usb
    .command("import")
    .description("take trust and central's answers from a stick; a running kiosk does so by itself")
    .requiredOption("--config <file>", "the kiosk's configuration; at central: --data <dir>, which takes journals and leaves answers")
    .requiredOption("--from <stick>", "the folder at which the stick is mounted")
    .option("--json", "answer as one JSON object")
    .action((options: UsbImport) => act(load().then(({ importStick }) => importStick(options))));
}
