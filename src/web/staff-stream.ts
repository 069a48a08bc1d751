import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { ScreenStatus } from "../core/screen.ts";
import type { StaffEvents, StaffResult, StaffService, StaffState } from "../core/staff.ts";
import { MAX_RESULTS } from "../core/staff-limits.ts";
import { hiddenResult } from "../core/staff-result.ts";
import type { EpochSeconds } from "../core/time.ts";

/** How often what is personal is looked at, whether its time is over, in milliseconds. */
const LOOK_MS = 1000;
/** After a refused connection the page asks again, in milliseconds. */
const RETRY_MS = 2000;

/** What the stream's owner does where it is not drawn anew only. */
export interface StreamOwner extends ReactiveControllerHost {
  /** A new answer of the kiosk. */
  arrived(result: StaffResult): void;
  /** The session is over, or the kiosk does not know this browser any more. */
  signedOut(): void;
}

/** What the kiosk tells whoever is signed in. It forgets what is personal by a clock of its own, also where the kiosk has gone away meanwhile. */
export class StaffStream implements ReactiveController {
  status: ScreenStatus | undefined;
  service: StaffService = { on: true };
  /** Newest first. */
  results: readonly StaffResult[] = [];
  /** When a visitor called; undefined: nobody does. */
  helpAt: EpochSeconds | undefined;
  isLost = false;
  readonly #owner: StreamOwner;
  /** When what is personal in a result is over, by its id, in milliseconds of this browser's clock. */
  readonly #until = new Map<number, number>();
  #source: EventSource | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(owner: StreamOwner) {
    this.#owner = owner;
    owner.addController(this);
  }

  hostDisconnected(): void {
    this.close();
  }

  /** Begins to listen; the present state comes first. */
  open(): void {
    this.close();
    const source = new EventSource("/staff/events");
    this.#source = source;
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
    const on = <Name extends keyof StaffEvents>(name: Name, take: (data: StaffEvents[Name]) => void) =>
      source.addEventListener(name, (event: MessageEvent<string>) => {
        // Both ends are one release: the data is what its type says.
        take(JSON.parse(event.data) as StaffEvents[Name]);
        this.#owner.requestUpdate();
      });
    on("state", (state) => this.#begin(state));
    on("status", (status) => (this.status = status));
    on("service", (service) => (this.service = service));
    on("result", (result) => this.#put(result));
    on("help", ({ at }) => (this.helpAt = at));
    on("signed-out", () => this.#owner.signedOut());
    source.addEventListener("error", () => this.#failed(source));
  }

  /** Ends it, and forgets everything. */
  close(): void {
    this.#source?.close();
    this.#source = undefined;
    clearInterval(this.#timer);
    this.results = [];
    this.#until.clear();
    this.helpAt = undefined;
    this.isLost = false;
  }

  /** Seconds until what is personal in this result is hidden. */
  left(id: number): number {
    return Math.max(0, Math.ceil(((this.#until.get(id) ?? 0) - Date.now()) / 1000));
  }

  /** Hides it now, on this page. */
  hide(id: number): void {
    this.#until.delete(id);
    this.results = this.results.map((result) => (result.id === id ? hiddenResult(result) : result));
    this.#owner.requestUpdate();
  }

  #begin({ status, service, results }: StaffState): void {
    this.isLost = false;
    this.status = status;
    this.service = service;
    this.helpAt = status.helpCalledAt;
    const hidden = new Set(this.results.filter((known) => known.isHidden).map(({ id, at }) => `${id} ${at}`));
    // What somebody has hidden here stays hidden when the connection comes back.
    this.results = results.map((result) => (hidden.has(`${result.id} ${result.at}`) ? hiddenResult(result) : result)).reverse();
    for (const result of this.results) this.#time(result);
  }

  #put(result: StaffResult): void {
    const known = this.results.find(({ id }) => id === result.id);
    const shown = known?.isHidden ? hiddenResult(result) : result;
    this.#time(shown);
    this.results = known ? this.results.map((other) => (other === known ? shown : other)) : [shown, ...this.results].slice(0, MAX_RESULTS);
    if (!known) this.#owner.arrived(shown);
  }

  #time({ id, secondsLeft }: StaffResult): void {
    if (secondsLeft === undefined) this.#until.delete(id);
    else this.#until.set(id, Date.now() + secondsLeft * 1000);
  }

  #look(): void {
    if (this.#until.size === 0) return;
    for (const [id, until] of this.#until) if (Date.now() >= until) this.hide(id);
    this.#owner.requestUpdate();
  }

  #failed(source: EventSource): void {
    this.isLost = true;
    this.#owner.requestUpdate();
    // A refused connection is final to the browser: the session may be over, or the kiosk have too many pages.
    if (source.readyState !== EventSource.CLOSED || source !== this.#source) return;
    clearInterval(this.#timer);
    setTimeout(() => source === this.#source && this.#owner.signedOut(), RETRY_MS);
  }
}
