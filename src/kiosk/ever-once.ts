// Which types this kiosk was ever told to know for ever. What was accepted as good for one time only stays used, whatever the policy of a day says.
import * as v from "valibot";
import type { Policy } from "../core/policy.ts";
import { CREDENTIAL_TYPES, type CredentialType } from "../core/presentation.ts";
import type { KeptFile } from "../ports.ts";
import { isForEver } from "./memory.ts";

/** Name of the file in the data folder. */
export const EVER_ONCE_FILE = "ever-once.json";

/** Each once at most, so never more than there are types: some 200 bytes. */
const EverOnceSchema = v.strictObject({
  form: v.literal(1),
  types: v.pipe(v.array(v.picklist(CREDENTIAL_TYPES)), v.maxLength(CREDENTIAL_TYPES.length)),
});

/** Types that some policy here has wanted to be known for ever. They only become more. */
export interface EverOnce {
  types(): readonly CredentialType[];
  /** Call it before a policy counts; resolves when its types would survive a power cut. */
  learn(policy: Policy): Promise<void>;
}

/** Opens what is kept, which begins with a kiosk's first start. Rejects where it is damaged, or missing though entries were removed that it was needed for. */
export async function openEverOnce(file: KeptFile, firstSeq: number): Promise<EverOnce> {
  const bytes = await file.read();
  const kept = bytes ? typesIn(bytes) : firstSeq === 0 ? [] : undefined;
  if (!kept) {
    const what = bytes ? "damaged" : "missing";
    throw new Error(
      `${EVER_ONCE_FILE} is ${what}, and without it this kiosk cannot tell what must stay known: docs/operating.md, used-once`,
    );
  }
  // Also where there is nothing to say yet: it must be told from a file that was lost.
  if (!bytes) await file.replace(bytesOf(kept));
  let types = kept;
  let idle: Promise<unknown> = Promise.resolve();

  async function add(policy: Policy): Promise<void> {
    const more = CREDENTIAL_TYPES.filter((type) => types.includes(type) || isForEver(policy, type));
    if (more.length === types.length) return;
    await file.replace(bytesOf(more));
    types = more;
  }

  return {
    types: () => types,
    learn(policy) {
      const learnt = idle.then(() => add(policy));
      idle = learnt.catch(() => undefined);
      return learnt;
    },
  };
}

function bytesOf(types: readonly CredentialType[]): Uint8Array {
  return Buffer.from(`${JSON.stringify({ form: 1, types })}\n`, "utf8");
}

function typesIn(bytes: Uint8Array): readonly CredentialType[] | undefined {
  try {
    const parsed = v.safeParse(EverOnceSchema, JSON.parse(Buffer.from(bytes).toString("utf8")));
    return parsed.success ? parsed.output.types : undefined;
  } catch {
    return undefined;
  }
}
