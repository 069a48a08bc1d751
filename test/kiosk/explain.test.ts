import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { registry } from "../../src/core/registry.ts";
import { type ExplainOptions, explain } from "../../src/kiosk/explain.ts";
import { languageFiles } from "../../src/kiosk/language-assembly.ts";
import { checkPacks, writeTemplate } from "../../src/kiosk/language-pack-check.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

function streams() {
  const printed: string[] = [];
  const complained: string[] = [];
  return { printed, complained, print: (line: string) => void printed.push(line), complain: (line: string) => void complained.push(line) };
}

describe("tram explain", () => {
  const run = async (asked: string | undefined, options: ExplainOptions = {}) => {
    const to = streams();
    return { exit: await explain(asked, options, to), ...to };
  };

  test("says in both languages what a code is, why, and what to do", async () => {
    const { exit, printed } = await run("t-204");
    expect(exit).toBe(0);
    expect(printed.join("\n")).toMatch(
      /^T-204 {2}signature-invalid[\s\S]*Vì sao · Why[\s\S]*Nhân viên quầy · The clerk[\s\S]*Kỹ thuật viên/,
    );
  });

  test.each(["T204", "t 204", "204", " T-204 ", "signature-invalid"])("knows %j for T-204", async (asked) => {
    expect((await run(asked)).printed[0]).toMatch(/^T-204 /);
  });

  test("lists every code once, for people and for programs", async () => {
    const { printed } = await run(undefined, { list: true });
    for (const { code, name } of registry()) expect(printed.filter((line) => line.startsWith(`  ${code}  ${name} `))).toHaveLength(1);
    const json = await run(undefined, { list: true, json: true });
    expect(JSON.parse(json.printed.join())).toEqual({ codes: registry() });
  });

  test("says so where there is no such code, or none asked, and shows nothing hostile of it", async () => {
    const { exit, printed, complained } = await run("T-204\u001b[31m");
    expect([exit, printed]).toEqual([2, []]);
    expect(complained.join()).not.toContain("\u001b");
    expect((await run(undefined)).exit).toBe(2);
  });
});

describe("tram language", () => {
  const folder = temporaryFolder();
  const out = join(folder, "hmn.json");

  test("writes a template once, and all of it is still to be said", async () => {
    expect(await writeTemplate({ language: "hmn", name: "Hmoob", out }, languageFiles, streams())).toBe(0);
    expect(await writeTemplate({ language: "hmn", name: "Hmoob", out }, languageFiles, streams())).toBe(1);
    expect(await writeTemplate({ language: "vi", name: "x", out: join(folder, "vi.json") }, languageFiles, streams())).toBe(2);
    const to = streams();
    expect(await checkPacks([out], false, languageFiles, to)).toBe(1);
    expect(to.printed.join("\n")).toContain("còn thiếu / missing: screen.invite: Đưa mã QR vào máy đọc");
  });

  test("takes the pack that comes with the program, and says that nobody has checked it", async () => {
    const to = streams();
    const shipped = new URL("../../src/web/languages/km.json", import.meta.url).pathname;
    expect(await checkPacks([shipped], false, languageFiles, to)).toBe(0);
    expect(to.printed.join("\n")).toContain("bản dịch chưa được người bản ngữ kiểm tra");
  });

  test("refuses what is no pack, and a file that is not there", async () => {
    const file = join(folder, "bad.json");
    writeFileSync(file, '{"format":"tram-language-1","texts":{}}');
    expect(await checkPacks([file], true, languageFiles, streams())).toBe(1);
    expect(await checkPacks([join(folder, "nothing.json")], false, languageFiles, streams())).toBe(2);
  });
});
