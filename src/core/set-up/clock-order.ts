// What a set-up page that may not touch the clock asks of the one small service that may (firmware/systemd/tram-clock.service).
import * as v from "valibot";
import type { EpochSeconds } from "../time.ts";
import { TIME_ZONE_NAMES, type TimeZone } from "./time-zones.ts";

/** Longest order, in bytes. */
export const MAX_CLOCK_ORDER_BYTES = 512;
/** An order is for now: one this old was left over, in seconds. */
const MAX_AGE_SECONDS = 60;
/** No kiosk is set up before 2026 or after 2099, whatever somebody typed. */
const [EARLIEST, LATEST] = [1_767_225_600, 4_102_444_800] as const;

const OrderSchema = v.strictObject({
  format: v.literal("tram-clock-1"),
  /** What the clock shall say at the moment of `writtenAt`, and what it said then. Absent: the clock stays. */
  at: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(EARLIEST), v.maxValue(LATEST - 1))),
  writtenAt: v.pipe(v.number(), v.integer(), v.minValue(0)),
  zone: v.exactOptional(v.picklist(TIME_ZONE_NAMES)),
});

/** An order to set clock, zone, or both. */
export interface ClockOrder {
  readonly at?: EpochSeconds;
  readonly writtenAt: EpochSeconds;
  readonly zone?: TimeZone;
}

/** Whether a clock may be set to this at all. */
export function isSettable(at: EpochSeconds): boolean {
  return Number.isInteger(at) && at >= EARLIEST && at < LATEST;
}

/** The order as a file. */
export function writeClockOrder(order: ClockOrder): Uint8Array {
  return Buffer.from(`${JSON.stringify({ format: "tram-clock-1", ...order })}\n`, "utf8");
}

/** The order in a file; undefined where it is none, or was not written just now by the clock that reads it. */
export function readClockOrder(bytes: Uint8Array, now: EpochSeconds): ClockOrder | undefined {
  if (bytes.length > MAX_CLOCK_ORDER_BYTES) return undefined;
  try {
    const parsed = v.safeParse(OrderSchema, JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
    if (!parsed.success) return undefined;
    const { format: _, ...order } = parsed.output;
    return Math.abs(now - order.writtenAt) <= MAX_AGE_SECONDS ? order : undefined;
  } catch {
    return undefined; // no JSON in UTF-8
  }
}

/** One run of timedatectl(1). */
export interface TimeCommand {
  readonly args: readonly string[];
  /** A machine without a time service refuses it, and that is no fault. */
  readonly mayFail: boolean;
}

/**
 * What is run for an order, in turn. timedatectl sets no clock while a time service may (systemd, timedated.c: "Automatic time synchronization
 * is enabled"), so that is stopped and started again: a network that comes later corrects the clock. The real-time clock is set with it.
 */
export function timeCommands({ at, writtenAt, zone }: ClockOrder, now: EpochSeconds): readonly TimeCommand[] {
  const run = (...args: readonly string[]): TimeCommand => ({ args, mayFail: args[0] === "set-ntp" });
  return [
    ...(zone === undefined ? [] : [run("set-timezone", zone)]),
    ...(at === undefined
      ? []
      : [run("set-ntp", "false"), run("set-time", `@${Math.round(at + Math.max(0, now - writtenAt))}`), run("set-ntp", "true")]),
  ];
}
