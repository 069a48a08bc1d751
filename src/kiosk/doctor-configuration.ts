import { displayText } from "../core/display-text.ts";
import { type KioskConfig, parseConfig } from "./config.ts";
import { type Check, fault, missing, ok, textOf, unreadable } from "./doctor-check.ts";
import type { DoctorProbes } from "./doctor-probes.ts";

/** Largest configuration file that is looked at, in bytes. */
const MAX_CONFIG_BYTES = 1_048_576;

/** The configuration, where the file holds one. */
export async function checkConfiguration(
  path: string,
  probes: Pick<DoctorProbes, "file">,
): Promise<{ readonly check: Check; readonly config?: KioskConfig }> {
  const name = "configuration";
  const shown = displayText(path);
  const file = await probes.file(path, MAX_CONFIG_BYTES);
  const todo = {
    vi: "ghi đúng đường dẫn sau --config, hoặc tạo tệp theo docs/operating.md",
    en: "correct the path after --config, or write the file as docs/operating.md shows",
  };
  if (file.kind === "absent") return { check: missing(name, { vi: `không có ${shown}`, en: `${shown} is not there` }, todo, true) };
  if (file.kind === "unreadable") return { check: unreadable(name, shown, file.why, todo) };
  const parsed = parseConfig(new TextDecoder().decode(file.bytes));
  if (parsed.ok) {
    const { id, demo } = parsed.config;
    const mark = demo ? ", DEMO" : "";
    const found = { vi: `${shown} hợp lệ, máy ${id}${mark}`, en: `${shown} is valid, kiosk ${id}${mark}` };
    return { check: ok(name, found), config: parsed.config };
  }
  const count = parsed.problems.length;
  const problems = parsed.problems.map(withoutContents).map(textOf);
  const check = fault(
    name,
    { vi: `${shown} có ${count} lỗi`, en: `${shown} has ${count} problem${count === 1 ? "" : "s"}` },
    {
      vi: "sửa các dòng trên; docs/operating.md giải thích từng khoá. Cho đến lúc đó kiosk không khởi động",
      en: "correct these; docs/operating.md explains each key. Until then the kiosk does not start",
    },
  );
  return { check: { ...check, also: problems } };
}

/**
 * A problem without the lines of the file that a TOML parser quotes after it: somebody may have named a key file by mistake. The
 * number of the line stays.
 */
function withoutContents(problem: string): string {
  const [first = "", ...quoted] = problem.split("\n");
  const mark = quoted.findIndex((line) => /^\s*\^\s*$/.test(line));
  const line = /^(\d+)\s*:/.exec(quoted[mark - 1] ?? "")?.[1];
  const shown = displayText(first).replace(/\/\/[^/@\s]*@/g, "//…@");
  return line === undefined ? shown : `line ${line}: ${shown}`;
}
