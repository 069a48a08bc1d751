import { isKioskId } from "../protocol.ts";

/** The devices that stand one after the other at one service point: `hanoi-01`, then `hanoi-01--2`, `hanoi-01--3`. */
const NAME = /^(.+?)(?:--([1-9][0-9]{0,3}))?$/;

/** The service point that a device stands at, and which device there it is, from 1. */
export interface Device {
  readonly servicePoint: string;
  readonly generation: number;
}

/** Takes a kiosk's name apart. `x--1` and `x--02` are what no replacement is called, and so the names of first devices. */
export function deviceOf(kiosk: string): Device {
  const [, servicePoint = kiosk, digits] = NAME.exec(kiosk) ?? [];
  const generation = digits === undefined ? 1 : Number(digits);
  return generation < 2 && digits !== undefined ? { servicePoint: kiosk, generation: 1 } : { servicePoint, generation };
}

/** The name of a device at a service point, or undefined where it would be too long for a kiosk's name. */
export function nameOf({ servicePoint, generation }: Device): string | undefined {
  const name = generation === 1 ? servicePoint : `${servicePoint}--${generation}`;
  return isKioskId(name) ? name : undefined;
}

/** True for a name that can be a service point's own: the name of its first device. */
export function isServicePoint(name: string): boolean {
  return isKioskId(name) && deviceOf(name).generation === 1;
}
