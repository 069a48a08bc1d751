import type { Command } from "commander";

/** Notes the exit code that an action comes to. */
type Act = (running: Promise<number>) => Promise<void>;

/** Options of `tram gpio safe`. */
export interface GpioSafe {
  readonly config: string;
}

/** Options of `tram gpio test`. */
export interface GpioTest {
  readonly config: string;
  readonly relay?: boolean;
  readonly json?: boolean;
}

/** What the commands do; each resolves to its exit code. */
export interface GpioCommands {
  readonly safe: (options: GpioSafe) => Promise<number>;
  readonly test: (options: GpioTest) => Promise<number>;
}

/** Adds `tram gpio`. */
export function addGpio(program: Command, load: () => Promise<GpioCommands>, act: Act): void {
  const gpio = program.command("gpio").description("the board's lamps, tones and relay, while no kiosk runs");
  gpio
    .command("safe")
    .description("switch everything off and let go; the service does so after every end of the kiosk: exit 0 off, 1 it cannot be said")
    .requiredOption("--config <file>", "the kiosk's configuration")
    .action((options: GpioSafe) => act(load().then(({ safe }) => safe(options))));
  gpio
    .command("test")
    .description("each line alone for a second, and what the inputs read: exit 0 fine, 1 a fault")
    .requiredOption("--config <file>", "the kiosk's configuration")
    .option("--relay", "the relay, too: the door opens")
    .option("--json", "answer as one JSON object")
    .action((options: GpioTest) => act(load().then(({ test }) => test(options))));
}
