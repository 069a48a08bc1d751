import { readdirSync, readFileSync } from "node:fs";
import * as v from "valibot";
import { PolicySchema } from "../../src/core/policy.ts";
import { toTheEnd } from "../../src/core/revocation/steps.ts";
import { TrustListSchema } from "../../src/core/trust.ts";
import { loadTrustInSteps } from "../../src/core/trust-loading.ts";
import type { Circumstances } from "./judging.ts";

const FOLDER = new URL("../vectors/", import.meta.url);

/** A vector file, taken apart. */
export interface VectorFile {
  readonly name: string;
  readonly expect: string;
  readonly circumstances: Circumstances;
  readonly symbol: string;
}

/** Every vector in test/vectors/, see the README there. */
export function vectorFiles(): readonly VectorFile[] {
  const list = v.parse(TrustListSchema, JSON.parse(readFileSync(new URL("trust-list.json", FOLDER), "utf8")));
  const shards = [readFileSync(new URL("status-00.bin", FOLDER))];
  const { version, issuedAt, expiresAt } = list;
  const loaded = toTheEnd(loadTrustInSteps({ list, shards, version, issuedAt, expiresAt }));
  if (!loaded.ok) throw new Error(loaded.problem);
  const { trust, rejectedKeys } = loaded;
  if (rejectedKeys.length > 0) throw new Error(`trust-list.json: keys rejected: ${rejectedKeys.join(", ")}`);
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(".txt"))
    .map((file) => {
      const content = readFileSync(new URL(file, FOLDER), "utf8");
      const end = content.indexOf("\n\n");
      const head = new Map(content.slice(0, end).split("\n").map(nameAndValue));
      const acceptedAt = head.get("accepted-at");
      const policy = head.get("policy");
      const wasPresented = head.get("presented-before") === "yes";
      return {
        name: file.slice(0, -".txt".length),
        expect: head.get("expect") ?? "",
        circumstances: {
          at: Number(head.get("at")),
          trust: head.get("trust") === "none" ? undefined : trust,
          ...(policy !== undefined && { policy: v.parse(PolicySchema, JSON.parse(policy)) }),
          ...(acceptedAt !== undefined && { acceptedAt: Number(acceptedAt) }),
          ...(wasPresented && { wasPresented }),
        },
        symbol: content.slice(end + 2, -1),
      };
    });
}

function nameAndValue(line: string): [string, string] {
  const [name = "", ...value] = line.split(": ");
  return [name, value.join(": ")];
}
