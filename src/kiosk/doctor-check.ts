import type { FaultName } from "../core/faults.ts";
import type { Text } from "../core/text.ts";

/** `ok`, not there, or there and broken. */
export type CheckState = "ok" | "missing" | "fault";

/** One thing that was looked at. */
export interface Check {
  /** For programs, and printed for people; never renamed. */
  readonly name: string;
  readonly state: CheckState;
  /** What was found, in one line a language; the same where there is nothing to translate. No secret, no personal data. */
  readonly found: Text;
  /** More lines of the same finding. */
  readonly also?: readonly Text[];
  /** What the driver or the system said of it, in its own English words. */
  readonly detail?: string;
  /** What to do, unless all is well. */
  readonly todo?: Text;
  /** What it is in the registry of codes, where its name and state do not say it already (check-codes.ts). */
  readonly fault?: FaultName;
  /** It is missing, and the configuration cannot do without it. */
  readonly isNeeded?: true;
}

/** A check with a date in it that speaks for or against the clock. */
export interface DatedCheck {
  readonly check: Check;
  readonly at?: number | undefined;
}

/** A finding in two languages, or one that is the same in both: a path, a figure, a name. */
export type Found = Text | string;

/** A finding as a text. */
export function textOf(found: Found): Text {
  return typeof found === "string" ? { vi: found, en: found } : found;
}

/** All is well. */
export function ok(name: string, found: Found): Check {
  return { name, state: "ok", found: textOf(found) };
}

/** Not there; this kiosk can do without it unless `isNeeded`. */
export function missing(name: string, found: Found, todo: Text, isNeeded = false): Check {
  return { name, state: "missing", found: textOf(found), todo, ...(isNeeded && { isNeeded }) };
}

/** There, and not as it must be. */
export function fault(name: string, found: Found, todo: Text): Check {
  return { name, state: "fault", found: textOf(found), todo };
}

/** The check, with what it is in the registry of codes; one that is well has no code. */
export function coded(name: FaultName, check: Check): Check {
  return check.state === "ok" ? check : { ...check, fault: name };
}

/** What is not as it must be, but no fault of a machine that has no use for it. */
export function faultIf(isNeeded: boolean, name: string, found: Found, todo: Text): Check {
  return isNeeded ? fault(name, found, todo) : missing(name, found, todo);
}

/** An account that lacks permission is most often the wrong account. */
export const RUN_AS_KIOSK: Text = {
  vi: "chạy lại bằng tài khoản của kiosk: sudo -u tram npx tram doctor; nếu vẫn lỗi thì sửa quyền của tệp",
  en: "run this as the kiosk's user: sudo -u tram npx tram doctor; if it stays, correct the file's permissions",
};

/** A file that cannot be read: for want of permission, or for a reason that `todo` answers. */
export function unreadable(name: string, path: string, why: string, todo: Text): Check {
  return fault(name, `${path}: ${why}`, isDenied(why) ? RUN_AS_KIOSK : todo);
}

/** Broken dependencies have one cure. */
export const REINSTALL: Text = {
  vi: "cài lại các gói trong thư mục chương trình: npm ci",
  en: "install the packages anew, in the program's folder: npm ci",
};

/** True for an error's text that says this account may not. */
export function isDenied(why: string): boolean {
  return /\b(EACCES|EPERM)\b/.test(why);
}

const NOT_LOOKED_AT: Text = { vi: "không kiểm tra được", en: "it could not be looked at" };

/** The check that `look` comes to. A look that fails is itself a finding, and the others go on. */
export async function sure<T>(name: string, look: () => Promise<T>, wrap: (check: Check) => NoInfer<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const todo: Text = {
      vi: "kiểm tra thiết bị này; nếu không thấy nguyên nhân, hãy báo cho người phát triển",
      en: "look at this part of the machine; if there is no cause to be seen, report it to the developers",
    };
    return wrap({ ...fault(name, NOT_LOOKED_AT, isDenied(why) ? RUN_AS_KIOSK : todo), detail: why });
  }
}
