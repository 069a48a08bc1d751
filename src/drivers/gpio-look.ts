import { closeSync, openSync } from "node:fs";
import type { ChipFacts, GpioFacts } from "../core/machine-facts.ts";
import { emptyChipInfo, encodeLineInfo, GPIO_IOCTL, parseChipInfo, parseLineInfo } from "./gpio-abi.ts";
import { type GpioPlaces, type GpioWiring, LINUX } from "./gpio-chardev.ts";
import { gpioDevices } from "./gpio-chip.ts";
import { errorCode, type Libc, loadLibc } from "./libc.ts";
import { relayFault } from "./relay-release.ts";

/** Asks every GPIO chip for its name and the wanted ones for who holds the wiring's lines. Takes no line. */
export async function lookAtGpio(wiring: GpioWiring, places: GpioPlaces = LINUX): Promise<GpioFacts> {
  const { labels } = wiring;
  const offsets = Object.values(wiring.offsets).filter((offset) => offset !== undefined);
  const paths = gpioDevices(places.devices);
  if (paths.length === 0) return { chips: [], labels, offsets, relayFault: undefined };
  const libc = await loadLibc();
  const chips = paths.map((path) => lookAtChip(libc, path, labels, offsets));
  const chip = chips.find((each) => each.kind === "asked" && labels.includes(each.label));
  const isActiveLow = wiring.activeLow?.includes("relay") ?? false;
  return {
    chips,
    labels,
    offsets,
    relayFault: chip?.kind === "asked" ? relayFault({ label: chip.label, isActiveLow }, places.modules) : undefined,
  };
}

function lookAtChip(libc: Libc, path: string, labels: readonly string[], offsets: readonly number[]): ChipFacts {
  let fd: number | undefined;
  try {
    fd = openSync(path, "r+"); // as the kiosk opens it
    const info = emptyChipInfo();
    libc.ioctl(fd, GPIO_IOCTL.chipInfo, info);
    const { label, lines } = parseChipInfo(info);
    const wanted = labels.includes(label) ? offsets.filter((offset) => offset < lines) : [];
    const chip = fd;
    return { kind: "asked", path, label, lines, holders: wanted.flatMap((offset) => holderOf(libc, chip, offset)) };
  } catch (error) {
    return { kind: "unanswered", path, why: errorCode(error) ?? String(error) };
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function holderOf(libc: Libc, fd: number, offset: number): readonly { readonly offset: number; readonly consumer: string }[] {
  const info = encodeLineInfo(offset);
  libc.ioctl(fd, GPIO_IOCTL.lineInfo, info);
  const { isUsed, consumer } = parseLineInfo(info);
  return isUsed ? [{ offset, consumer }] : [];
}
