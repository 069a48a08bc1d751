import { request as httpRequest } from "node:http";
import { request as httpsRequest, type RequestOptions } from "node:https";

/** What came back. */
export interface StaffAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
  json(): unknown;
}

/** What a request may say otherwise than a browser on the page would. */
export interface OddRequest {
  readonly method?: string;
  readonly json?: unknown;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly tls?: RequestOptions;
}

/** A browser as far as the staff's server sees one: its cookies, and the headers that it sends of itself. */
export interface StaffBrowser {
  readonly cookies: ReadonlyMap<string, string>;
  get(path: string, odd?: OddRequest): Promise<StaffAnswer>;
  post(path: string, json?: unknown, odd?: OddRequest): Promise<StaffAnswer>;
}

/** A browser at `https://127.0.0.1:PORT` or `http://…`, which has accepted the certificate. */
export function staffBrowser(origin: string, cookies = new Map<string, string>()): StaffBrowser {
  async function send(path: string, { method = "GET", json, body, headers = {}, tls = {} }: OddRequest): Promise<StaffAnswer> {
    const sent = json === undefined ? body : JSON.stringify(json);
    const own = {
      "sec-fetch-site": "same-origin",
      ...(method === "POST" && { origin }),
      ...(json !== undefined && { "content-type": "application/json" }),
      ...(cookies.size > 0 && { cookie: [...cookies].map((pair) => pair.join("=")).join("; ") }),
      ...headers,
    };
    const given = Object.fromEntries(Object.entries(own).filter((header): header is [string, string] => header[1] !== undefined));
    const answer = await ask(`${origin}${path}`, { method, headers: given, rejectUnauthorized: false, agent: false, ...tls }, sent);
    for (const cookie of [answer.headers["set-cookie"] ?? []].flat()) {
      const [name = "", value = ""] = (cookie.split(";")[0] ?? "").split("=");
      if (value === "") cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  }
  return {
    cookies,
    get: (path, odd = {}) => send(path, odd),
    post: (path, json, odd = {}) => send(path, { method: "POST", ...(json !== undefined && { json }), ...odd }),
  };
}

function ask(url: string, options: RequestOptions, body: string | Buffer | undefined): Promise<StaffAnswer> {
  return new Promise((resolve, reject) => {
    const request = url.startsWith("https:") ? httpsRequest(url, options) : httpRequest(url, options);
    request.on("error", reject);
    request.on("response", (response) => {
      const parts: Buffer[] = [];
      response.on("error", reject);
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () => {
        const whole = Buffer.concat(parts);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: whole,
          json: () => JSON.parse(whole.toString("utf8")),
        });
      });
    });
    request.end(body);
  });
}
