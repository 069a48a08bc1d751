import { readFile } from "node:fs/promises";
import { parse } from "smol-toml";
import { type Origin, passkeyDomain } from "../core/operator/origin.ts";
import { providerConfigIn } from "../core/operator/provider.ts";
import { oidcLink } from "../drivers/oidc-link.ts";
import { operatorSecrets } from "../drivers/operator-secrets.ts";
import { passkeys } from "../drivers/passkeys.ts";
import { systemClock } from "../drivers/system-clock.ts";
import type { OperatorSecrets, OperatorStore, ProviderLink } from "../operator-ports.ts";
import type { Clock } from "../ports.ts";
import { createDoor } from "./operator-door.ts";
import type { OperatorOptions } from "./operator-sign-in.ts";
import { complain, EXIT_USAGE } from "./saying.ts";

/** Where operators sign in, and where it stands who they are. */
export interface OperatorPlace {
  readonly store: OperatorStore;
  /** Undefined: nowhere. */
  readonly origin: () => Origin | undefined;
  /** True in a demo, whose operator is whoever sits at this machine. */
  readonly isDemo: () => boolean;
  /** Absent: this machine's. */
  readonly clock?: Pick<Clock, "now">;
  readonly secrets?: OperatorSecrets;
  /** Another provider that says who somebody is; absent: there is none. */
  readonly provider?: ProviderLink | undefined;
}

/** The provider in this file; undefined: the file is none, and that is said. */
export async function readProvider(file: string): Promise<ProviderLink | undefined> {
  const config = await readFile(file, "utf8").then(
    (text) => providerConfigIn(parse(text)),
    () => undefined, // not there, or no TOML
  );
  if (config) return oidcLink(config);
  complain(
    {
      vi: `--oidc: ${file} không đọc được, hoặc không đúng mẫu trong docs/central.md`,
      en: `--oidc: ${file} cannot be read, or is not as docs/central.md has it`,
    },
    EXIT_USAGE,
  );
  return undefined;
}

/** Signing in by what this machine has. */
export function operatorsOf({
  store,
  origin,
  isDemo,
  clock = systemClock,
  secrets = operatorSecrets,
  provider,
}: OperatorPlace): OperatorOptions {
  const common = { store, secrets, clock, origin };
  return {
    ...common,
    door: createDoor({ ...common, isDemo }),
    passkeys(place: Origin) {
      const domain = passkeyDomain(place);
      return domain === undefined ? undefined : passkeys(place.origin, domain);
    },
    provider,
  };
}
