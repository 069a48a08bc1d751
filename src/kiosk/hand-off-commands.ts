import type { Command } from "commander";

type Act = (running: Promise<number>) => Promise<void>;

/** What `tram hand-off` is asked for. */
export interface HandOffCommandOptions {
  readonly config: string;
  readonly json?: boolean;
}

/** `tram hand-off`, without what it takes to carry it out. */
export interface HandOffCommands {
  check(options: HandOffCommandOptions): Promise<number>;
  test(name: string, options: HandOffCommandOptions & { readonly profile?: string }): Promise<number>;
  enable(name: string, options: HandOffCommandOptions): Promise<number>;
}

/** Adds `tram hand-off`. */
export function addHandOff(program: Command, load: () => Promise<HandOffCommands>, act: Act): void {
  const handOff = program.command("hand-off").description("the counter's own systems (docs/hand-off.md)");
  const sub = (usage: string) =>
    handOff.command(usage).requiredOption("--config <file>", "the kiosk's configuration").option("--json", "answer as one JSON object");
  sub("check")
    .description(
      "whether each [[handOff]] can be used, and nothing is sent or typed: exit 0 all can, 1 one cannot, 2 no usable configuration",
    )
    .action((options: HandOffCommandOptions) => act(load().then(({ check }) => check(options))));
  sub("test <name>")
    .description("type the self-check line, or send a test message: exit 0 it went through, 1 it did not, 2 no such hand-off")
    .option("--profile <profile>", "a keyboard's profile to try: digits, plain, telex, vni")
    .action((name: string, options: HandOffCommandOptions & { readonly profile?: string }) =>
      act(load().then(({ test }) => test(name, options))),
    );
  sub("enable <name>")
    .description("send to a receiver again that has answered 410: exit 0 done, 1 the kiosk runs, stop it before, 2 no such webhook")
    .action((name: string, options: HandOffCommandOptions) => act(load().then(({ enable }) => enable(name, options))));
}
