import { brokenAt, NO_ACTIONS_HASH, type OperatorAction } from "../core/operator/action.ts";
import { LINK_SECONDS } from "../core/operator/session.ts";
import { operatorSecrets } from "../drivers/operator-secrets.ts";
import { systemClock } from "../drivers/system-clock.ts";
import type { OperatorAccount, OperatorStore } from "../operator-ports.ts";
import type { LinkOptions, VerifyOptions } from "./operator-command-options.ts";
import { type CommonOptions, complain, EXIT_DONE, EXIT_REFUSED, EXIT_USAGE, say } from "./saying.ts";

type Open = (folder: string) => Promise<OperatorStore | undefined>;

const AT_ONCE = 1000;
/** Whoever has the command line has the file, too: the record says that it was he, not who he is. */
const CONSOLE = "console";

/** Makes an account and prints its link. */
export async function add(name: string, options: LinkOptions, open: Open): Promise<number> {
  return await withStore(options, open, async (store) => {
    const { newId } = operatorSecrets;
    const account: OperatorAccount = { id: newId(), name, role: options.role ?? "viewer", edition: newId(), recovery: [], passkeys: [] };
    const action = byConsole("account-added", account, account.role);
    if (!(await store.add(account, action))) return complain({ vi: `đã có ${name}`, en: `there is a ${name} already` }, EXIT_REFUSED);
    return await printLink(store, account, options);
  });
}

/** Prints the accounts. */
export async function list(options: CommonOptions, open: Open): Promise<number> {
  return await withStore(options, open, async (store) => {
    const accounts = await store.accounts();
    for (const { id, name, role, password, passkeys, subject } of accounts) {
      const ways = [
        ...(password ? ["password"] : []),
        ...(passkeys.length > 0 ? ["passkey"] : []),
        ...(subject === undefined ? [] : ["oidc"]),
      ];
      print(options.json ? JSON.stringify({ id, name, role, ways }) : `${id}  ${role.padEnd(10)}  ${name}  ${ways.join(", ") || "—"}`);
    }
    if (accounts.length > 0) return EXIT_DONE;
    return complain({ vi: "chưa có ai: tram central operator add", en: "nobody yet: tram central operator add" }, EXIT_REFUSED);
  });
}

/** Removes an account; its sessions are over. */
export async function remove(name: string, options: CommonOptions, open: Open): Promise<number> {
  return await withStore(options, open, async (store) => {
    const account = await store.accountNamed(name);
    if (!account || !(await store.remove(account.id, byConsole("account-removed", account)))) return nobody(name);
    say(options, { event: "removed", id: account.id, name }, { vi: `${name}: đã bỏ`, en: `${name}: removed` });
    return EXIT_DONE;
  });
}

/** Begins an account anew, perhaps with another role. */
export async function reset(name: string, options: LinkOptions, open: Open): Promise<number> {
  return await withStore(options, open, async (store) => {
    const account = await store.accountNamed(name);
    if (!account) return nobody(name);
    const { id, role, subject } = account;
    const to: OperatorAccount = {
      id,
      name,
      role: options.role ?? role,
      edition: operatorSecrets.newId(),
      recovery: [],
      passkeys: [],
      ...(subject !== undefined && { subject }),
    };
    const actions = [byConsole("account-reset", account), ...(to.role === role ? [] : [byConsole("role-changed", account, to.role)])];
    if (!(await store.change(account, to, actions)))
      return complain({ vi: `${name} vừa bị thay đổi; hãy chạy lại`, en: `${name} was changed just now; run this again` }, EXIT_REFUSED);
    return await printLink(store, to, options);
  });
}

/** Prints the record of what operators did. */
export async function actions(options: CommonOptions, open: Open): Promise<number> {
  return await withStore(options, open, async (store) => {
    await store.record({ at: systemClock.now(), operator: CONSOLE, deed: "actions-exported" });
    for await (const lines of record(store)) for (const line of lines) print(JSON.stringify(line));
    return EXIT_DONE;
  });
}

/** Checks the record, and says its head. */
export async function verify(options: VerifyOptions, open: Open): Promise<number> {
  return await withStore(options, open, async (store) => {
    const { head } = options;
    let last = { seq: 0, hash: NO_ACTIONS_HASH };
    let isHeadThere = head === undefined;
    for await (const lines of record(store)) {
      const broken = brokenAt(lines, last);
      if (broken !== undefined) {
        say(
          options,
          { event: "broken", seq: broken },
          { vi: `KHÔNG nguyên vẹn từ dòng ${broken}`, en: `NOT whole, from line ${broken} on` },
        );
        return EXIT_REFUSED;
      }
      isHeadThere ||= lines.some(({ seq, hash }) => seq === head?.size && hash === head.hash);
      last = lines.at(-1) ?? last;
    }
    if (!isHeadThere) {
      const size = head?.size ?? 0;
      say(
        options,
        { event: "other-head", size },
        { vi: `KHÔNG có dòng ${size} như đã ghi lần trước`, en: `line ${size} is NOT the one that was noted` },
      );
      return EXIT_REFUSED;
    }
    const text = `${last.seq}:${last.hash}`;
    say(
      options,
      { event: "whole", size: last.seq, head: text },
      { vi: `nguyên vẹn, ${last.seq} dòng; hãy ghi lại ở nơi khác: ${text}`, en: `whole, ${last.seq} lines; note this elsewhere: ${text}` },
    );
    return EXIT_DONE;
  });
}

async function* record(store: OperatorStore): AsyncGenerator<Awaited<ReturnType<OperatorStore["actions"]>>> {
  for (let after = 0; ; ) {
    const lines = await store.actions(after, AT_ONCE);
    const last = lines.at(-1);
    if (!last) return;
    yield lines;
    after = last.seq;
  }
}

async function printLink(store: OperatorStore, { id, name, role, edition }: OperatorAccount, options: LinkOptions): Promise<number> {
  const { newToken, hashOf } = operatorSecrets;
  const token = newToken();
  const now = systemClock.now();
  await store.putTicket(hashOf(token), { use: "link", operator: id, content: edition, until: now + LINK_SECONDS }, now);
  // Behind the #: no server and no log on the way gets to see it.
  const link = `${options.origin.origin}/account#${token}`;
  say(
    options,
    { event: "link", id, name, role, link, validSeconds: LINK_SECONDS },
    {
      vi: `${name} (${role}): vào một lần, trong 24 giờ, bằng ${link}`,
      en: `${name} (${role}): comes in once, within 24 hours, by ${link}`,
    },
  );
  return EXIT_DONE;
}

function byConsole(deed: OperatorAction["deed"], { id }: OperatorAccount, detail?: string): OperatorAction {
  return { at: systemClock.now(), operator: CONSOLE, deed, about: detail === undefined ? id : `${id} ${detail}` };
}

async function withStore(options: CommonOptions, open: Open, run: (store: OperatorStore) => Promise<number>): Promise<number> {
  const store = await open(options.data);
  if (!store)
    return complain(
      {
        vi: `--data: chưa có ai ở ${options.data}; hãy xem lại đường dẫn, hoặc: tram central operator add`,
        en: `--data: there is nobody in ${options.data} yet; look at the path again, or: tram central operator add`,
      },
      EXIT_USAGE,
    );
  try {
    return await run(store);
  } finally {
    await store.close();
  }
}

function nobody(name: string): number {
  return complain({ vi: `không có ${name}`, en: `there is no ${name}` }, EXIT_REFUSED);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
