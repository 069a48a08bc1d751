import { ADVICE } from "../../src/core/advice.ts";
import { type Judged, judgeLabelled } from "../support/labelled-frames.ts";

/** Seeds that nobody looked at while the rules were made. */
const SEEDS = [31_000, 31_001];

/** Whether what is said of frames in which one thing is wrong is that thing: a table of what is true (rows) and what was said. */
export async function benchCoaching(): Promise<readonly string[]> {
  const judged = SEEDS.flatMap((seed) => [
    ...judgeLabelled(seed, { width: 640, height: 480 }),
    ...judgeLabelled(seed, { width: 1280, height: 720 }),
  ]);
  const right = judged.filter(({ truth, said }) => truth === said).length;
  const share = ((100 * right) / judged.length).toFixed(1);
  return [`right in ${right} of ${judged.length} frames (${share} %)`, ...tableOf(judged)];
}

function tableOf(judged: readonly Judged[]): readonly string[] {
  const names = [...ADVICE, "nothing"] as const;
  const rows = names.map((truth) => {
    const counts = names.map((said) => judged.filter((one) => one.truth === truth && one.said === said).length || "");
    return `| ${truth} | ${counts.join(" | ")} |`;
  });
  return [`| | ${names.join(" | ")} |`, `|---|${names.map(() => "--:").join("|")}|`, ...rows];
}
