import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { expect, test } from "vitest";

const DOCS = new URL("../../docs/", import.meta.url);
const PEOPLE = new URL("people/", DOCS);
/** What scripts/screenshots.mjs keeps to, in bytes. */
const MAX_PICTURE_BYTES = 60_000;

const pages = readdirSync(PEOPLE).map((name) => [name, readFileSync(new URL(name, PEOPLE), "utf8")] as const);
const linksIn = (page: string) => [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, link = ""]) => link);

/** The headings of a page as links name them (GitHub's way). */
function anchorsOf(page: string): readonly string[] {
  return [...page.matchAll(/^#+ (.+)$/gm)].map(([, words = ""]) =>
    words
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, "")
      .replaceAll(" ", "-"),
  );
}

test.each(pages)("each link and picture of docs/people/%s leads somewhere", (_name, page) => {
  for (const link of linksIn(page)) {
    const target = new URL(link, PEOPLE);
    const anchor = target.hash.slice(1);
    target.hash = "";
    expect({ link, isThere: existsSync(target) }).toEqual({ link, isThere: true });
    if (anchor !== "") expect(anchorsOf(readFileSync(target, "utf8"))).toContain(anchor);
  }
});

test("each picture that is made for these pages is small, and shown in one of them", () => {
  const shown = new Set(pages.flatMap(([, page]) => linksIn(page)));
  const made = readdirSync(new URL("images/", DOCS)).filter((name) => name.endsWith(".webp"));
  expect(made.filter((name) => !shown.has(`../images/${name}`))).toEqual([]);
  expect(made.filter((name) => statSync(new URL(`images/${name}`, DOCS)).size > MAX_PICTURE_BYTES)).toEqual([]);
});
