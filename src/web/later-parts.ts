import type { CSSResult } from "lit";

/** Parts of the citizen's screen that are fetched when they are first needed: most kiosks show them once a week. */
export interface LaterParts {
  readonly stick: typeof import("./stick-screen.ts") | undefined;
  readonly stored: typeof import("./stored-notice.ts") | undefined;
  readonly hint: typeof import("./hint-picture.ts") | undefined;
  readonly mirror: typeof import("./mirror-picture.ts") | undefined;
  readonly corner: typeof import("./citizen-corner.ts") | undefined;
  readonly codes: typeof import("./citizen-code.ts") | undefined;
}

/** The parts by name: asking for one fetches it, and calls back with its style when it is there. */
export function laterParts(onCome: (style: CSSResult) => void): LaterParts {
  const came: { -readonly [Name in keyof LaterParts]: LaterParts[Name] } = {
    stick: undefined,
    stored: undefined,
    hint: undefined,
    mirror: undefined,
    corner: undefined,
    codes: undefined,
  };
  const asked = new Set<keyof LaterParts>();
  const get = <Name extends keyof LaterParts>(name: Name, fetchIt: () => Promise<LaterParts[Name]>): LaterParts[Name] => {
    if (!asked.has(name)) {
      asked.add(name);
      fetchIt().then(
        (part) => {
          came[name] = part;
          if (part) onCome(part.partStyle);
        },
        // The kiosk is gone: asked again when it is needed again.
        () => asked.delete(name),
      );
    }
    return came[name];
  };
  return {
    get stick() {
      return get("stick", () => import("./stick-screen.ts"));
    },
    get stored() {
      return get("stored", () => import("./stored-notice.ts"));
    },
    get mirror() {
      return get("mirror", () => import("./mirror-picture.ts"));
    },
    get corner() {
      return get("corner", () => import("./citizen-corner.ts"));
    },
    get codes() {
      return get("codes", () => import("./citizen-code.ts"));
    },
    get hint() {
      return get("hint", () => import("./hint-picture.ts"));
    },
  };
}
