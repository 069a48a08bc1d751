import type { Ledger, LedgerKeeper } from "../central-ports.ts";
import { readCentralKey } from "../drivers/central-key.ts";
import { type CommonOptions, EXIT_DONE, EXIT_REFUSED, say } from "./saying.ts";

/** `tram central check`: opens the ledger as the server would, and says what keeps it and what is in it. Resolves to the exit code. */
export async function check(options: CommonOptions, openLedger: () => Promise<Ledger>): Promise<number> {
  const ledger = await openLedger();
  try {
    const keeper = await ledger.keeper();
    const kiosks = await ledger.kiosks();
    const entries = kiosks.reduce((sum, { position }) => sum + position.size, 0);
    const unreadable = await unreadableKeys(options.data);
    say(
      options,
      { event: "checked", ...keeper, kiosks: kiosks.length, entries, unreadableKeys: unreadable },
      {
        vi: `sổ ở ${nameOf(keeper)}, dạng ${keeper.form}: ${kiosks.length} máy, ${entries} mục${unreadable.length > 0 ? `; không đọc được khoá: ${unreadable.join(", ")}` : ""}`,
        en: `ledger in ${nameOf(keeper)}, form ${keeper.form}: ${kiosks.length} kiosks, ${entries} entries${unreadable.length > 0 ? `; keys that cannot be read: ${unreadable.join(", ")}` : ""}`,
      },
    );
    return unreadable.length > 0 ? EXIT_REFUSED : EXIT_DONE;
  } finally {
    await ledger.close();
  }
}

/** What keeps a ledger, and which version of it. */
export function nameOf({ database, version }: LedgerKeeper): string {
  return `${database === "sqlite" ? "SQLite" : "PostgreSQL"} ${version}`;
}

/** One that was never made is a choice. */
async function unreadableKeys(data: string): Promise<readonly string[]> {
  const uses = ["time", "witness"] as const;
  const found = await Promise.all(
    uses.map((use) =>
      readCentralKey(data, use).then(
        () => undefined,
        () => use,
      ),
    ),
  );
  return found.flatMap((use) => use ?? []);
}
