// What the publisher sets for whole groups of kiosks: the target `groups.json` of the trust bundle (docs/protocol.md).
import * as v from "valibot";
import { PolicySchema } from "./policy.ts";

/** Most groups in one bundle. */
const MAX_GROUPS = 64;

/** Name of a group, as a kiosk's configuration has it. */
const GroupNameSchema = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/, "a group is named by 1 to 64 of a-z, 0-9 and -"));

/** What may be set from afar. Few and harmless: nothing that opens a door, turns a check off or sends data elsewhere. */
export const RemoteConfigurationSchema = v.strictObject({
  /** Seconds between two questions to central for a new trust bundle. */
  trustEverySeconds: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(10), v.maxValue(86_400))),
});

/** JSON shape of `groups.json`. */
export const GroupsSchema = v.strictObject({
  groups: v.pipe(
    v.record(
      GroupNameSchema,
      v.strictObject({ policy: v.exactOptional(PolicySchema), configuration: v.exactOptional(RemoteConfigurationSchema) }),
    ),
    v.check((groups) => Object.keys(groups).length <= MAX_GROUPS, `at most ${MAX_GROUPS} groups`),
  ),
});

/** The groups of a trust bundle. */
export type Groups = v.InferOutput<typeof GroupsSchema>;

/** A bundle that sets nothing for any group. */
export const NO_GROUPS: Groups = { groups: {} };
