import { readFile } from "node:fs/promises";
import type { KeptFile } from "../ports.ts";
import { replaceFile } from "./durable-file.ts";

/** A kept file at a path (0600). Its folder must exist. */
export function keptFile(path: string): KeptFile {
  return {
    async read() {
      try {
        return await readFile(path);
      } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
        throw new Error(`kept file: ${path} cannot be read`, { cause: error });
      }
    },
    replace: (bytes) => replaceFile(path, bytes),
  };
}
