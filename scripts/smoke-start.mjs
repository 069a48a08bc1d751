// Starts `npm start` in a clone as a newcomer would, twice, and looks for the page, the serial line and an answer.
// Plain JavaScript for any Node >= 20, because it runs outside the clone's own set-up.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";

const clone = process.argv[2];
if (clone === undefined) {
  console.error("usage: node scripts/smoke-start.mjs FOLDER-OF-A-CLONE");
  process.exit(2);
}
/** Installing the dependencies of a fresh clone is part of the first start. */
const FIRST_START_MS = 300_000;

await startOnce("first start", FIRST_START_MS);
await startOnce("second start", 20_000);

async function startOnce(name, limitMs) {
  const startedMs = performance.now();
  const child = spawn("npm", ["start"], { cwd: clone, stdio: ["ignore", "pipe", "inherit"], detached: true });
  try {
    const { url, serial } = await ready(child, limitMs);
    const readyMs = Math.round(performance.now() - startedMs);
    const page = await (await fetch(url)).text();
    if (!page.includes("<tram-desk")) throw new Error(`${url} is not the desk page`);
    const answer = nextDecision(new URL("/desk/events", url));
    // A line that is just open may have been opened in the middle of a code: what cannot be told from the end of one is not answered yet.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    writeFileSync(serial, "https://example.invalid/menu\r");
    const decision = await answer;
    if (decision.reason !== "link-read") throw new Error(`a web address was answered with ${decision.reason}`);
    console.log(`${name}: ready after ${readyMs} ms, a scan through ${serial} answered with ${decision.code}`);
  } finally {
    process.kill(-child.pid, "SIGTERM");
    await new Promise((resolve) => child.once("close", resolve));
  }
}

/** The URL and the serial line that the start prints. */
function ready(child, limitMs) {
  return new Promise((resolve, reject) => {
    let output = "";
    const timer = setTimeout(() => reject(new Error(`not ready after ${limitMs} ms; it printed:\n${output}`)), limitMs);
    child.once("exit", (code) => reject(new Error(`ended with ${code}; it printed:\n${output}`)));
    child.stdout.on("data", (chunk) => {
      output += chunk;
      const url = /http:\/\/\S+\/desk/.exec(output)?.[0];
      const serial = /^.*?(\/\S+\/serial)$/m.exec(output)?.[1];
      if (!url || !serial) return;
      clearTimeout(timer);
      resolve({ url, serial });
    });
  });
}

/** The first decision that the desk is told of from now on. */
async function nextDecision(url) {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  let text = "";
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const data = /event: decision\ndata: (.*)\n/.exec(text)?.[1];
    if (data) return JSON.parse(data);
  }
  throw new Error("the event stream ended without a decision");
}
