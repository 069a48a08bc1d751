// docs/codes.md and docs/codes.schema.json, out of the registry.
import { grouped, WEIGHT_WORDS, WHO_WORDS } from "./code-groups.ts";
import { type CodeEntry, registry } from "./registry.ts";

const HEAD = `# Codes

Every code that a kiosk shows, prints or says, with what to do. \`T-204\` stands small on the screen and is read out on the telephone; the
kiosk itself has the same pages without a network at \`/help\` and \`/help/T-204\`, and so has \`tram explain T-204\`
([command-line.md](command-line.md)). Codes and names are never changed and never used again. Programs take the list from
[codes.schema.json](codes.schema.json) or \`tram explain --list --json\`.

This page is made by \`npm run docs:codes\` out of \`src/core/reason-texts.ts\`, \`src/core/reason-remedies.ts\` and \`src/core/faults/\`;
\`npm run check\` refuses it where it is stale.
`;

/** The page for people: Vietnamese first, then English. */
export function codesPage(): string {
  const groups = grouped(registry()).map(({ title, entries }) => `## ${title.vi} · ${title.en}\n\n${entries.map(entrySection).join("\n")}`);
  return [HEAD, ...groups].join("\n");
}

function entrySection(entry: CodeEntry): string {
  const weight = WEIGHT_WORDS[entry.weight];
  const lines = (["cause", "citizen", "clerk", "technician"] as const).flatMap((who) => {
    const text = entry[who];
    return text ? [`- **${WHO_WORDS[who].vi} · ${WHO_WORDS[who].en}:** ${text.vi} *${text.en}*`] : [];
  });
  return `### ${entry.code}\n\n\`${entry.name}\` · ${weight.vi} · ${weight.en}\n\n**${entry.title.vi}** *${entry.title.en}*\n\n${lines.join("\n")}\n`;
}

/** JSON Schema (2020-12) of the codes and names there are, for programs that take a kiosk's answers. */
export function codesSchema(): string {
  const entries = registry();
  const named = (kind: CodeEntry["kind"]) => ({
    type: "string",
    enum: entries.filter((entry) => entry.kind === kind).map(({ name }) => name),
  });
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Trạm: codes, reasons and faults",
    $defs: {
      code: { type: "string", enum: entries.map(({ code }) => code) },
      reason: named("answer"),
      fault: named("fault"),
    },
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
