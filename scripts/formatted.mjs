import { spawnSync } from "node:child_process";

/** The project's own formatter, so that generated code and pages are like those around them. */
export function formatted(file, source) {
  const biome = ["node_modules/@biomejs/biome/bin/biome", "format", `--stdin-file-path=${file}`];
  const { status, stdout, stderr } = spawnSync(process.execPath, biome, { input: source, encoding: "utf8" });
  if (status !== 0) throw new Error(`${file} cannot be formatted: ${stderr}`);
  return stdout;
}
