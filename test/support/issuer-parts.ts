import type { IssuerParts } from "../../src/issuer/parts.ts";

/** The world of the issuer's commands in memory, and what they did to it. */
export interface MemoryWorld {
  readonly parts: IssuerParts;
  /** Files by name. */
  readonly files: Map<string, Uint8Array>;
  /** Names of files that only their owner may read. */
  readonly privateFiles: Set<string>;
  readonly stdout: () => string;
  readonly stderr: () => string;
}

/** The time in every memory world, unless said otherwise. */
export const NOW = 1_795_437_000;

/** A world of files in memory. Pictures in it are text: `picture:` and then the symbols, each after a line feed. */
export function memoryWorld(changes: Partial<IssuerParts> = {}): MemoryWorld {
  const files = new Map<string, Uint8Array>();
  const privateFiles = new Set<string>();
  const [out, err]: [string[], string[]] = [[], []];
  const readInput = async (file: string) => {
    const bytes = files.get(file);
    if (!bytes) throw new Error("no such file");
    return bytes;
  };
  const parts: IssuerParts = {
    now: () => NOW,
    readInput,
    parseToml: async () => ({}),
    readPrivate: async (file) => ({ text: Buffer.from(await readInput(file)).toString(), isExposed: !privateFiles.has(file) }),
    writePrivate: async (file, text, { replace }) => {
      if (files.has(file) && !replace) return "exists";
      files.set(file, Buffer.from(text));
      privateFiles.add(file);
      return "written";
    },
    writeOutput: async (file, contents) => void files.set(file, Buffer.from(contents)),
    newPrivateJwk: () => {
      throw new Error("this test makes no keys");
    },
    randomBytes: (count) => new Uint8Array(count).fill(7),
    findSymbols: async (picture) => {
      const [first, ...symbols] = Buffer.from(picture.subarray(8)).toString().split("\n");
      return first === "picture:" ? { ok: true, symbols: symbols.map((text) => Buffer.from(text)) } : { ok: false, error: "not a picture" };
    },
    drawQr: async (text) => ({ svg: `<svg>${text}</svg>`, png: Buffer.from(`png ${text}`), terminal: `terminal ${text}\n` }),
    stdin: (async function* () {})(),
    out: async (text) => void out.push(text),
    err: (text) => void err.push(text),
    isTerminal: false,
    ...changes,
  };
  return { parts, files, privateFiles, stdout: () => out.join(""), stderr: () => err.join("") };
}

/** The bytes of a picture in a memory world that holds these symbols; they begin as a PNG does. */
export function memoryPicture(...symbols: readonly string[]): Uint8Array {
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), Buffer.from(["picture:", ...symbols].join("\n"))]);
}
