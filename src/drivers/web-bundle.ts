/** A module as it is served: its text, and whom its import statements name. */
export interface BundledModule {
  readonly body: string;
  /** By specifier, as it stands in the text. */
  readonly names: ReadonlyMap<string, string>;
}

/** A whole import statement: what it takes, and from where. Ours are formatted, and take names only. */
const STATEMENT = /^import\s*(?:\{([^}]*)\}\s*from\s*)?"([^"]+)";?[ \t]*$/gm;
/** What a module gives. */
const EXPORT = /^export (?=(?:async )?(?:function|const|class) (\w+))/gm;

/**
 * One module out of the entry and all that it imports, each in a scope of its own: a browser asks once where it would ask thirty times, and
 * what is packed as one is a fifth smaller. Packages stay apart: they are imported by name. Throws for a module written in another way.
 */
export function bundle(entry: string, modules: ReadonlyMap<string, BundledModule>, isOwn: (url: string) => boolean): string {
  const places = new Map<string, string>();
  const packages = new Map<string, string>();
  const parts: string[] = [];

  function nameOf(url: string, specifier: string): string {
    if (isOwn(url)) return place(url);
    const name = packages.get(specifier) ?? `p${packages.size}`;
    packages.set(specifier, name);
    return name;
  }

  function place(url: string): string {
    const known = places.get(url);
    if (known !== undefined) return known;
    const module = modules.get(url);
    if (!module) throw new Error(`bundle: ${url} is not there`);
    const given: string[] = [];
    const taken = module.body.replace(STATEMENT, (_, wanted: string | undefined, specifier: string) => {
      const from = nameOf(module.names.get(specifier) ?? "", specifier);
      return wanted === undefined ? "" : `const {${wanted.replace(/ as /g, ":").replace(/\s+/g, "")}}=${from};`;
    });
    const body = taken.replace(EXPORT, (_, name: string) => {
      given.push(name);
      return "";
    });
    if (/^(?:import\b(?!\()|export\b)/m.test(body)) throw new Error(`bundle: ${url} imports or exports in a way that is not known here`);
    const name = `m${places.size}`;
    places.set(url, name);
    parts.push(`const ${name}=(()=>{${atRoot(body, url)}\nreturn{${given.join()}}})();`);
    return name;
  }

  place(entry);
  // Blanks stand where types stood; no text of a page has two in a row, or one before a comma.
  const imports = [...packages].map(([specifier, name]) => `import*as ${name} from"${specifier}";`);
  return [...imports, ...parts]
    .map(withTightStyles)
    .join("\n")
    .replace(/\n\s+/g, "\n")
    .replace(/ {2,}/g, " ")
    .replace(/ (?=,)/g, "");
}

/** Style sheets without the blanks and comments that are for whoever reads them. A blank before a colon stays: there it means "within". */
function withTightStyles(body: string): string {
  return body.replace(/\bcss`[^`]*`/g, (style) =>
    style
      .replace(/\/\*[\s\S]*?\*\//g, "")
      .replace(/\s*([{};])\s*|(?<=`)\s+|\s+(?=`)/g, "$1")
      .replace(/([\w-]): /g, "$1:")
      .replaceAll(";}", "}")
      .replaceAll(", ", ","),
  );
}

/** Imports that wait are named from the root: the bundle lies elsewhere than the module did. */
function atRoot(body: string, url: string): string {
  return body.replace(
    /\bimport\(\s*"(\.[^"]+)"\s*\)/g,
    (_, specifier: string) => `import("${new URL(specifier, `http://localhost${url}`).pathname}")`,
  );
}
