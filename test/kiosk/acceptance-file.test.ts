import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { machineProbes } from "../../src/drivers/machine-probes.ts";
import { asRead } from "../../src/kiosk/acceptance-file.ts";
import { checkConfiguration } from "../../src/kiosk/doctor-configuration.ts";
import { readConfig } from "../../src/kiosk/selftest-assembly.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("a configuration that is changed after it was read is neither tested nor signed", async () => {
  const folder = temporaryFolder();
  const [file, other] = [join(folder, "kiosk.toml"), join(folder, "other.toml")];
  const toml = (id: string) => `id = "${id}"\ndata = "/x"\n[trust]\nroot = "/x"\n[[source]]\nkind = "camera"\n`;
  for (const each of [file, other]) writeFileSync(each, toml("as-signed"));
  const read = await readConfig(file);
  if (!read.ok) throw new Error(read.why.en);
  for (const each of [file, other]) writeFileSync(each, toml("changed"));
  const probes = asRead(machineProbes(), file, read.bytes);
  expect([(await checkConfiguration(file, probes)).config?.id, (await checkConfiguration(other, probes)).config?.id]).toEqual([
    "as-signed",
    "changed",
  ]);
});
