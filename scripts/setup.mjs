// Makes a clone ready to run: dependencies, and with them the Node version we build for (the npm package `node`).
// Plain JavaScript for any Node >= 20, because it runs before anything is installed.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { makePreSteps } from "./pre-steps.mjs";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** The Node this project is built for, as npm installed it. */
export const node = `${root}node_modules/node/bin/node`;

/** Installs what is missing and compiles what is not TypeScript; exits with a clear word when that fails. */
export function setUp() {
  if (!isReady()) install();
  if (makePreSteps(node)) return;
  console.error("tram: src/drivers/pre-steps could not be compiled. See the messages above, then run the same command again.");
  console.error("tram: không biên dịch được src/drivers/pre-steps. Hãy xem thông báo ở trên, rồi chạy lại lệnh này.");
  process.exit(1);
}

/** Installs the locked dependencies. */
function install() {
  console.error("tram: installing dependencies (once; needs the npm registry) …");
  // Not `npm ci`: it refuses a lock file that lacks the optional binaries of other platforms, which not every registry mirror has.
  // With --no-save the lock file counts all the same, and is never changed.
  // Standard output belongs to the command itself: `tram decode … | jq` must work on the first run, too.
  const npm = spawnSync("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
  if (npm.status !== 0 || !existsSync(node)) {
    console.error(
      "tram: the dependencies could not be installed. Check the network and the messages above, then run the same command again.",
    );
    console.error("tram: không cài được các gói cần thiết. Hãy kiểm tra mạng và thông báo ở trên, rồi chạy lại lệnh này.");
    process.exit(1);
  }
}

function isReady() {
  const installed = `${root}node_modules/.package-lock.json`; // npm writes it last
  return existsSync(node) && existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${root}package-lock.json`).mtimeMs;
}
