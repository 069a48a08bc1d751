// `npm run bench`: the figures of docs/performance.md. Ratios against a peer or the physical limit in the same run, because
// machines are noisy; the milliseconds are this machine's.
import { benchAudit } from "./audit.ts";
import { benchCameraLatency } from "./camera-latency.ts";
import { benchCoaching } from "./coaching.ts";
import { benchDecision } from "./decision.ts";
import { benchIdle } from "./idle.ts";
import { benchIngest } from "./ingest.ts";
import { benchJournal } from "./journal.ts";
import { benchLedgerProof } from "./ledger-proof.ts";
import { benchLines } from "./lines.ts";
import { benchMemory } from "./memory.ts";
import { benchPreSteps } from "./pre-steps.ts";
import { benchScreen } from "./screen.ts";
import { benchSerialToLamp } from "./serial-to-lamp.ts";
import { benchStatus } from "./status.ts";
import { benchSync } from "./sync.ts";
import { benchTrustLoad } from "./trust-load.ts";
import { benchUpdate } from "./update.ts";
import { benchWorstCase } from "./worst-case.ts";

const BENCHES = {
  decision: benchDecision,
  "worst-case": benchWorstCase,
  "serial-to-lamp": benchSerialToLamp,
  lines: benchLines,
  journal: benchJournal,
  sync: benchSync,
  "ledger-proof": benchLedgerProof,
  ingest: benchIngest,
  audit: benchAudit,
  memory: benchMemory,
  "camera-latency": benchCameraLatency,
  status: benchStatus,
  "trust-load": benchTrustLoad,
  update: benchUpdate,
  "pre-steps": benchPreSteps,
  idle: benchIdle,
  coaching: benchCoaching,
  screen: benchScreen,
};

const [only] = process.argv.slice(2);
for (const [name, bench] of Object.entries(BENCHES)) {
  if (only !== undefined && only !== name) continue;
  console.log(`# ${name}`);
  for (const line of await bench()) console.log(line);
}
process.exit();
