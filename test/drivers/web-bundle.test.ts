import { describe, expect, test } from "vitest";
import { bundle } from "../../src/drivers/web-bundle.ts";

const isOwn = (url: string) => url.startsWith("/");
const modules = (texts: Readonly<Record<string, string>>) =>
  new Map(
    Object.entries(texts).map(([url, body]) => {
      const names = new Map(
        Array.from(body.matchAll(/from "([^"]+)"/g), ([, name = ""]) => [name, name.startsWith(".") ? `/${name.slice(2)}` : name]),
      );
      return [url, { body, names }] as const;
    }),
  );

describe("a bundle", () => {
  test("runs as its modules would: equal names stay apart, each module runs once, before whoever imports it", async () => {
    const text = bundle(
      "/a.js",
      modules({
        "/a.js": `import { one as first, two } from "./b.js";\nimport { two as other } from "./c.js";\nconst own = "a";\nglobalThis.bundled = [first, two(), other(), own];\n`,
        "/b.js": `import { two as inner } from "./c.js";\nexport const one = 1;\nconst own = "b";\nexport function two() {\n  return own + inner();\n}\n`,
        "/c.js": `const own = "c";\nglobalThis.runs = (globalThis.runs ?? 0) + 1;\nexport async function later() {}\nexport class Thing {}\nexport function two() {\n  return own;\n}\n`,
      }),
      isOwn,
    );
    await import(`data:text/javascript,${encodeURIComponent(text)}`);
    expect(Reflect.get(globalThis, "bundled")).toEqual([1, "bc", "c", "a"]);
    expect(Reflect.get(globalThis, "runs")).toBe(1);
  });

  test("imports packages by name, once, and names from the root what is imported later", () => {
    const text = bundle("/a.js", modules({ "/a.js": `import { html } from "lit";\nconst later = () => import("./b.js");\n` }), isOwn);
    expect(text.match(/from"lit"/g)).toHaveLength(1);
    expect(text).toContain(`import("/b.js")`);
  });

  test("leaves blanks in texts and patterns alone, and takes those out that types leave behind", () => {
    const body = "const f = (a , b ) => a.split(/(?<= [–-] )/);\n";
    expect(bundle("/a.js", modules({ "/a.js": body }), isOwn)).toContain("(a, b ) => a.split(/(?<= [–-] )/)");
  });

  test("has its style sheets without blanks, and none of their meaning is lost", () => {
    const style = "css`\n  /* why */\n  .a :host, .b > .c { color: red; margin: calc(1px + 2px) 3px; }\n`";
    expect(bundle("/a.js", modules({ "/a.js": `const style = ${style};\n` }), isOwn)).toContain(
      "css`.a :host,.b > .c{color:red;margin:calc(1px + 2px) 3px}`",
    );
  });

  test.each([
    `import all from "./b.js";`,
    `import * as all from "./b.js";`,
    `export * from "./b.js";`,
    `export default 1;`,
    `export { one };`,
  ])("is refused for a module that says %s", (line) => {
    expect(() => bundle("/a.js", modules({ "/a.js": `const one = 1;\n${line}\n`, "/b.js": "" }), isOwn)).toThrow("not known here");
  });
});
