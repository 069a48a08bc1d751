import type { Ledger } from "../central-ports.ts";
import type { Text } from "../core/text.ts";

/** What can be in the way of taking requests. */
export const PROBLEMS = ["stopping", "ledger", "time-key", "witness-key"] as const;
export type Problem = (typeof PROBLEMS)[number];

/** A ledger that says nothing for so long is not there, in milliseconds; load balancers wait for some 5 s. */
const LEDGER_MS = 2000;
/** No kiosk can be called so: the question costs one look into an index. */
const NOBODY = "NOBODY";

export interface ReadinessOptions {
  readonly ledger: Pick<Ledger, "kiosk">;
  /** Reads a key: undefined where there is none, which is a choice; rejects where one cannot be used. */
  readonly keys: Readonly<Record<"time-key" | "witness-key", () => Promise<unknown>>>;
  readonly isStopping: () => boolean;
  readonly rest: (ms: number) => Promise<void>;
  /** Told when a problem begins, with what was thrown. */
  readonly onProblem: (problem: Problem, fault: string) => void;
}

/** Says what is in the way of taking requests now; nothing: [] */
export function createReadiness({ ledger, keys, isStopping, rest, onProblem }: ReadinessOptions): () => Promise<readonly Problem[]> {
  let known: readonly Problem[] = [];
  let asking: Promise<string | undefined> | undefined;

  /** One question at a time, also where the one before has no answer yet. */
  async function ledgerFault(): Promise<string | undefined> {
    asking ??= faultOf(() => ledger.kiosk(NOBODY)).finally(() => {
      asking = undefined;
    });
    return await Promise.race([asking, rest(LEDGER_MS).then(() => `no answer within ${LEDGER_MS} ms`)]);
  }

  return async () => {
    const faults: readonly (readonly [Problem, string | undefined])[] = [
      ["stopping", isStopping() ? "asked to" : undefined],
      ["ledger", await ledgerFault()],
      ["time-key", await faultOf(keys["time-key"])],
      ["witness-key", await faultOf(keys["witness-key"])],
    ];
    for (const [problem, fault] of faults) {
      if (fault !== undefined && problem !== "stopping" && !known.includes(problem)) onProblem(problem, fault);
    }
    known = faults.flatMap(([problem, fault]) => (fault === undefined ? [] : [problem]));
    return known;
  };
}

async function faultOf(ask: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await ask();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What to do about each. */
export const NEXT_STEPS: Readonly<Record<Problem, Text>> = {
  stopping: {
    vi: "Tiến trình này đang dừng: gửi yêu cầu đến tiến trình khác.",
    en: "This process is stopping: send requests to another.",
  },
  ledger: {
    vi: "Sổ không trả lời: xem nhật ký của tiến trình này, ổ đĩa hoặc cơ sở dữ liệu.",
    en: "The ledger does not answer: look at this process's log, and at its disk or database.",
  },
  "time-key": {
    vi: "Không đọc được khoá ký giờ trong thư mục --data: xem quyền của tệp, hoặc tạo lại (tram central time-key --replace).",
    en: "The key that signs the time cannot be read in the folder of --data: look at its permissions, or make it anew (tram central time-key --replace).",
  },
  "witness-key": {
    vi: "Không đọc được khoá làm chứng trong thư mục --data: xem quyền của tệp, hoặc khôi phục từ bản sao lưu.",
    en: "The witness key cannot be read in the folder of --data: look at its permissions, or restore it from a backup.",
  },
};
