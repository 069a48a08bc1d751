import type { Command } from "commander";

type Act = (running: Promise<number>) => Promise<void>;

/** Options of `tram prompts make`. */
export interface MakeOptions {
  readonly out: string;
  readonly language?: string;
}

/** Options of `tram prompts script`. */
export interface ScriptOptions {
  readonly language: string;
  readonly pack?: boolean;
}

/** What the commands do; each resolves to its exit code. */
export interface PromptCommands {
  readonly make: (options: MakeOptions) => Promise<number>;
  readonly check: (folders: readonly string[], json: boolean) => Promise<number>;
  readonly script: (options: ScriptOptions) => Promise<number>;
}

/** Adds `tram prompts`. */
export function addPrompts(program: Command, load: () => Promise<PromptCommands>, act: Act): void {
  const prompts = program.command("prompts").description("spoken prompts of the citizen's screen (docs/sound.md)");
  prompts
    .command("make")
    .description("placeholders by a machine's voice (espeak-ng), and tones: exit 0 made, 1 not, 2 no voice for that language")
    .requiredOption("--out <dir>", "a folder for each language goes into it; one that is there is not replaced")
    .option("--language <tag>", "vi or en; absent: both")
    .action((options: MakeOptions) => act(load().then(({ make }) => make(options))));
  prompts
    .command("check <dir...>")
    .description("whether packs can be used, and how they measure: exit 0 they can, 1 one cannot or lacks prompts, 2 no such folder")
    .option("--json", "one JSON object a folder")
    .action((folders: readonly string[], { json = false }: { readonly json?: boolean }) =>
      act(load().then(({ check }) => check(folders, json))),
    );
  prompts
    .command("script")
    .description("the sheet that a speaker reads, in Markdown: exit 0 printed, 2 no such language")
    .option("--language <tag>", "as in BCP 47", "vi")
    .option("--pack", "print the pack.json of these recordings instead, to be filled in")
    .action((options: ScriptOptions) => act(load().then(({ script }) => script(options))));
}
