// The kiosk's own pages as a browser on its screen would ask for them.
import { setTimeout as sleep } from "node:timers/promises";
import type { Machine } from "./qemu.ts";

/** What a page was answered. */
export interface PageAnswer {
  readonly status: number;
  readonly body: string;
}

interface Asked {
  /** Sent as JSON. */
  readonly body?: object;
  /** Of whoever is in on the technician's page. */
  readonly token?: string;
}

/** Asks the page at this kiosk's address. `request`: method and path. */
export async function ask(machine: Machine, request: string, { body, token }: Asked = {}): Promise<PageAnswer> {
  const content = body === undefined ? "" : JSON.stringify(body);
  const lines = [
    // The older version: its answers come in one piece.
    `${request} HTTP/1.0`,
    "Host: 127.0.0.1:8420",
    `Content-Length: ${Buffer.byteLength(content)}`,
    ...(token === undefined ? [] : [`Authorization: Bearer ${token}`]),
  ];
  const sent = Buffer.from(`${lines.join("\r\n")}\r\n\r\n${content}`).toString("base64");
  const { output } = await machine.run(`bash -c 'exec 3<>/dev/tcp/127.0.0.1/8420; echo ${sent} | base64 -d >&3; timeout 30 cat <&3'`);
  const [head = "", said = ""] = output.split(/\r\n\r\n(.*)/s);
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0), body: said };
}

/** Holds the service button for as long as opens the technician's page; gives the token of whoever is in. */
export async function enterTechnician(machine: Machine, button: number): Promise<string> {
  await machine.ask(`board press ${button}; sleep 4; board release ${button}`);
  return await untilAnswered(machine, "POST /technician/enter", { body: {} }, ({ status, body }) =>
    status === 200 ? String(JSON.parse(body).token) : undefined,
  );
}

/** Asks again and again until `look` finds something in the answer. */
export async function untilAnswered<T>(
  machine: Machine,
  request: string,
  asked: Asked,
  look: (answer: PageAnswer) => T | undefined,
): Promise<T> {
  let last = "";
  for (let turn = 0; turn < 60; turn++) {
    const answer = await ask(machine, request, asked);
    const found = look(answer);
    if (found !== undefined) return found;
    last = `${answer.status} ${answer.body}`;
    await sleep(500);
  }
  throw new Error(`machine: ${request}: ${last}`);
}
