import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { MAX_PACK_BYTES, pageLanguage, parsePack } from "../core/language/language-pack.ts";
import { BUILT_IN, type LanguageName, type PageLanguage } from "../core/language/said.ts";
import { respondJson } from "./http-server.ts";
import { readInput } from "./input-file.ts";
import { isSameOrigin } from "./same-origin.ts";
import type { Routes } from "./web-files.ts";

/** The packs that come with the program, beside its pages. */
const SHIPPED = join(import.meta.dirname, "../web/languages");

/** The languages of a kiosk's screen. */
export interface Languages {
  /** In the order of the button; those whose pack cannot be used are left out. */
  readonly names: readonly LanguageName[];
  /** `GET /languages/LANGUAGE.json` for each that has a pack. */
  readonly routes: Routes;
  /** Of packs that cannot be used, one a line: `km: no such file`. */
  readonly problems: readonly string[];
  /** Languages that no native speaker has checked. */
  readonly unreviewed: readonly string[];
}

interface Loaded {
  readonly name?: LanguageName;
  readonly page?: PageLanguage;
  readonly problems: readonly string[];
  readonly isUnreviewed?: boolean;
}

/** Loads the packs of the languages that a screen offers: out of the operator's folder, where one is there, or else the program's own. */
export async function loadLanguages(wanted: readonly string[], folder: string | undefined): Promise<Languages> {
  const loaded = await Promise.all(wanted.map((language) => loadOne(language, folder)));
  const pages = loaded.flatMap(({ page }) => page ?? []);
  return {
    names: loaded.flatMap(({ name }) => name ?? []),
    routes: Object.fromEntries(
      pages.map((page): [string, Routes[string]] => [
        `GET /languages/${page.language}.json`,
        (request, response) =>
          isSameOrigin(request) ? respondJson(response, 200, page) : respondJson(response, 403, { error: "another site asked" }),
      ]),
    ),
    problems: loaded.flatMap(({ problems }) => problems),
    unreviewed: loaded.flatMap(({ name, isUnreviewed }) => (name && isUnreviewed ? [name.language] : [])),
  };
}

/** The languages that this version of the program has: its own two, and those whose packs come with it. */
export async function shippedLanguages(): Promise<readonly LanguageName[]> {
  const files = await readdir(SHIPPED).catch(() => []);
  const packs = files.filter((file) => file.endsWith(".json")).map((file) => file.slice(0, -".json".length));
  return (await loadLanguages([...BUILT_IN.map(({ language }) => language), ...packs.toSorted()], undefined)).names;
}

async function loadOne(language: string, folder: string | undefined): Promise<Loaded> {
  const name = BUILT_IN.find((each) => each.language === language);
  if (name) return { name, problems: [] };
  const own = folder === undefined ? "no such file" : await read(join(folder, `${language}.json`));
  const bytes = own === "no such file" ? await read(join(SHIPPED, `${language}.json`)) : own;
  if (typeof bytes === "string") return { problems: [`${language}: ${bytes}`] };
  const parsed = parsePack(bytes);
  if (!parsed.ok) return { problems: parsed.problems.map((problem) => `${language}: ${problem}`) };
  const { pack } = parsed;
  if (pack.language !== language) return { problems: [`${language}: the pack is of ${pack.language}`] };
  return { name: { language, name: pack.name }, page: pageLanguage(pack), problems: [], isUnreviewed: !pack.reviewed };
}

/** The file's bytes, or why there are none. */
async function read(file: string): Promise<Uint8Array | string> {
  return await readInput(file, MAX_PACK_BYTES).catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
}
