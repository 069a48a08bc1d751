import type { Command } from "commander";
import { type ExplainOptions, type ExplainStreams, explain } from "./explain.ts";
import type { LanguageFiles, TemplateOptions } from "./language-pack-check.ts";

type Act = (running: Promise<number>) => Promise<void>;

/** Adds `tram explain` and `tram language`. */
export function addWords(program: Command, load: () => Promise<LanguageFiles>, act: Act, streams: ExplainStreams): void {
  program
    .command("explain [code]")
    .description("what a code means and what to do, without a network: exit 0 explained, 2 no such code, or none asked")
    .option("--list", "every code there is")
    .option("--json", "answer as one JSON object")
    .action((code: string | undefined, options: ExplainOptions) => act(explain(code, options, streams)));
  const language = program.command("language").description("language packs of the citizen's screen (docs/languages.md)");
  language
    .command("check <file...>")
    .description("whether packs can be used: exit 0 they can, 1 one cannot or says nothing of some texts, 2 no such file")
    .option("--json", "one JSON object a file")
    .action((files: readonly string[], { json = false }: { readonly json?: boolean }) =>
      act(load().then(async (pack) => (await import("./language-pack-check.ts")).checkPacks(files, json, pack, streams))),
    );
  language
    .command("template")
    .description("write a pack to be filled in, every text in Vietnamese: exit 0 written, 1 not, 2 no such language")
    .requiredOption("--language <tag>", "the language as in BCP 47, e.g. hmn")
    .requiredOption("--name <text>", "what the language calls itself; the button says it")
    .requiredOption("--out <file>", "the pack; one that is there is not replaced")
    .action((options: TemplateOptions) =>
      act(load().then(async (pack) => (await import("./language-pack-check.ts")).writeTemplate(options, pack, streams))),
    );
}
