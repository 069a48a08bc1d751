import { Command, CommanderError } from "commander";
import { displayText } from "../core/display-text.ts";
import { HELP_HEADINGS, usageText } from "./usage-text.ts";

/** Notes the exit code that an action comes to. */
export type Act = (running: Promise<number>) => Promise<void>;

/** Where a command writes. */
export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

const STANDARD: Streams = { out: (text) => void process.stdout.write(text), err: (text) => void process.stderr.write(text) };

/**
 * Runs the command that the words after `tram` name, among those that `define` adds. Resolves to its exit code; wrong usage is
 * explained in both languages and is 2. Rejects with whatever the action rejects with.
 */
export async function runCommands(
  args: readonly string[],
  define: (program: Command, act: Act) => void,
  streams = STANDARD,
): Promise<number> {
  let code = 0;
  // Set before the commands are made, because they inherit it.
  const program = new Command("tram").exitOverride().enablePositionalOptions();
  program.configureOutput({
    writeOut: streams.out,
    writeErr: streams.err,
    outputError: (text) => {
      const { vi, en } = usageText(text);
      const name = nameOf(program, args);
      for (const said of [vi, en, `cách dùng / usage: ${name} --help`])
        streams.err(`${name}: ${displayText(said).replaceAll("\n", " ")}\n`);
    },
  });
  program.configureHelp({ styleTitle: (title) => HELP_HEADINGS[title] ?? title }).helpOption("-h, --help", "xem cách dùng / show this");
  define(program, async (running) => {
    code = await running;
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}

/** The command that the words name, as far as there is one. */
function nameOf(program: Command, [word, ...rest]: readonly string[]): string {
  const found = program.commands.find((command) => command.name() === word);
  return found ? `${program.name()} ${nameOf(found, rest)}` : program.name();
}
