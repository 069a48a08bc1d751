import { Command, CommanderError } from "commander";

/** Notes the exit code that an action comes to. */
export type Exit = (code: Promise<number>) => Promise<void>;

/**
 * Runs the command that the words after `tram` name, among those that `define` adds. Resolves to its exit code: 2 for wrong usage,
 * which commander explains on standard error, 1 for an error that nobody expected, in one line.
 */
export async function runCommands(args: readonly string[], define: (program: Command, exit: Exit) => void): Promise<number> {
  let code = 0;
  // Set before the commands are made, because they inherit it.
  const program = new Command("tram").exitOverride().enablePositionalOptions().showSuggestionAfterError();
  define(program, async (result) => {
    code = await result;
  });
  try {
    await program.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    process.stderr.write(`tram: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}
