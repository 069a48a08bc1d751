#!/usr/bin/env node
// The `tram` command: finds the program, nothing else.
import { stderr, stdout } from "node:process";
import { VERSION } from "./core/version.ts";

const EXIT_BROKEN_PIPE = 128 + 13;
const EXIT_CANNOT_CHECK = 3;

/** A program takes the words after `tram` and resolves to the exit code. */
type Program = (args: readonly string[]) => Promise<number>;

const PROGRAMS: Readonly<Record<string, { readonly about: string; readonly load: () => Promise<{ readonly run: Program }> }>> = {
  demo: { about: "try everything on a desk without hardware", load: () => import("./demo/main.ts") },
  kiosk: { about: "run the kiosk at a counter", load: () => import("./kiosk/main.ts") },
  central: { about: "run the central server, enrol kiosks", load: () => import("./central/main.ts") },
  issue: { about: "write a credential as a QR code", load: () => import("./issuer/main.ts") },
  keys: { about: "make keys", load: () => import("./issuer/main.ts") },
  verify: { about: "judge codes without a kiosk", load: () => import("./issuer/main.ts") },
  decode: { about: "read the QR codes in pictures", load: () => import("./issuer/main.ts") },
  trust: { about: "publish what kiosks believe: keys, issuers, revocations", load: () => import("./issuer/main.ts") },
  journal: { about: "verify, show or export a kiosk's journal", load: () => import("./kiosk/main.ts") },
  provision: { about: "set up, re-configure, back up and replace a kiosk", load: () => import("./kiosk/main.ts") },
  doctor: { about: "what is there, what is missing, what to do", load: () => import("./kiosk/main.ts") },
};

const HELP = `Trạm: a QR kiosk that verifies credentials offline.

Usage: tram COMMAND [OPTIONS]

${Object.entries(PROGRAMS)
  .map(([name, { about }]) => `  tram ${name.padEnd(9)} ${about}`)
  .join("\n")}

tram COMMAND --help tells more. Exit codes and JSON: docs/command-line.md
`;

async function main([name, ...rest]: readonly string[]): Promise<number> {
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    (name === undefined ? stderr : stdout).write(HELP);
    return name === undefined ? 2 : 0;
  }
  if (name === "--version" || name === "-V") {
    stdout.write(`${VERSION}\n`);
    return 0;
  }
  const program = Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name] : undefined;
  if (!program) {
    stderr.write(`tram: there is no command ${JSON.stringify(name)}\n\n${HELP}`);
    return 2;
  }
  const { run } = await program.load();
  try {
    return await run([name, ...rest]);
  } catch (error) {
    stderr.write(`tram ${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

// Whoever reads our output has gone, e.g. `head`: end as a program without a handler for SIGPIPE would. Output that cannot be
// written otherwise (a full disk) is a failure; 1 would say "refuse" where `tram verify` has judged nothing.
stdout.on("error", (error) => {
  if ("code" in error && error.code === "EPIPE") process.exit(EXIT_BROKEN_PIPE);
  stderr.write(`tram: the output cannot be written: ${error.message}\n`);
  process.exit(process.argv[2] === "verify" ? EXIT_CANNOT_CHECK : 1);
});
process.exitCode = await main(process.argv.slice(2));
