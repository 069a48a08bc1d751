// What a technician has written on a stick, one thing at a time, and how far it is.
import { type JobTrouble, jobDoneView, jobFailedView, jobWorkingView } from "../core/stick-job-texts.ts";
import { JOBS, type JobName, type JobState } from "../core/technician-work.ts";
import type { Text } from "../core/text.ts";
import type { StickView } from "../core/view.ts";
import type { Clock } from "../ports.ts";

export type OnProgress = (done: number, total: number) => void;

/** A job that this writes by itself: resolves to what to do next. Rejects with the system's error where the stick does not take it. */
export type WriteJob = (stick: string, onProgress: OnProgress, passphrase: string | undefined) => Promise<Text>;

export interface TechnicianJobsOptions {
  /** The folder of the stick that is in; undefined: none is. */
  readonly stick: () => Promise<string | undefined>;
  readonly write: Readonly<Record<Exclude<JobName, "journal">, WriteJob>>;
  /** As the button on the citizen's screen does. Absent: there is none. */
  readonly writeJournal: (() => void) | undefined;
  /** Lamps, tone, and the citizen's screen. */
  readonly notify: (view: StickView) => void;
  readonly clock: Pick<Clock, "now">;
  /** Told why a job has failed. */
  readonly onFault: (error: unknown) => void;
  /** What of the stick, or of the kiosk, such an error says. */
  readonly troubleOf: (error: unknown) => JobTrouble;
}

/** The jobs of the technician's page. */
export interface TechnicianJobs {
  states(): Readonly<Record<JobName, JobState>>;
  /** Begins a job; false while another is under way. */
  begin(job: JobName, passphrase?: string): boolean;
  /** What the way of the journal onto a stick shows: also where somebody else has begun it. */
  journalShown(view: StickView): void;
  /** Resolves when nothing is being written any more. Never rejects. */
  close(): Promise<void>;
}

/** As few views as this between two of a job that says much: the stream of the screen has other things to carry. */
const LEAST_PROGRESS = 0.02;
/** Ids of views, apart from those of the journal's own, which count from 1. */
const FIRST_ID = 1_000_000;

/** Jobs that have not begun. */
export function createTechnicianJobs(options: TechnicianJobsOptions): TechnicianJobs {
  const states = Object.fromEntries(JOBS.map((job) => [job, { state: "idle" }])) as Record<JobName, JobState>;
  let running: Promise<void> = Promise.resolve();
  let id = FIRST_ID;

  function shown(job: JobName, view: StickView): void {
    const { state, progress, detail, next } = view;
    const said: Text = { vi: `${detail.vi} ${next.vi}`, en: `${detail.en} ${next.en}` };
    states[job] = state === "working" ? { state, progress: progress ?? 0 } : { state, said, at: options.clock.now() };
  }

  function show(job: JobName, view: StickView): void {
    shown(job, view);
    options.notify(view);
  }

  async function run(job: Exclude<JobName, "journal">, passphrase: string | undefined): Promise<void> {
    id++;
    show(job, jobWorkingView(id, job, 0));
    let said = 0;
    const onProgress: OnProgress = (done, total) => {
      const progress = total === 0 ? 1 : done / total;
      if (progress < said + LEAST_PROGRESS) return;
      said = progress;
      show(job, jobWorkingView(id, job, progress));
    };
    try {
      const stick = await options.stick();
      if (stick === undefined) return show(job, jobFailedView(id, job, "no-stick"));
      show(job, jobDoneView(id, job, await options.write[job](stick, onProgress, passphrase)));
    } catch (error) {
      options.onFault(error);
      show(job, jobFailedView(id, job, options.troubleOf(error)));
    }
  }

  return {
    states: () => states,
    begin(job, passphrase) {
      if (JOBS.some((each) => states[each].state === "working")) return false;
      if (job === "journal") options.writeJournal?.();
      else running = run(job, passphrase);
      return true;
    },
    journalShown: (view) => shown("journal", view),
    close: () => running,
  };
}
