import type { Endpoint } from "../api-ports.ts";
import type { PublishedFile } from "../trust-ports.ts";
import { refuse } from "./endpoint.ts";

/** Files on their way at once; each holds an open file and a connection. */
const MAX_DOWNLOADS = 256;
const OVERLOADED_SECONDS = "10";

const RANGE = /^bytes=(0|[1-9][0-9]{0,14})-$/;

/**
 * Hands out the files of the trust bundle, for GET and HEAD; `find` says what they are. Nothing here is checked or believed: the kiosk
 * does that.
 */
export function createPublishedEndpoint(find: (name: string) => Promise<PublishedFile | undefined>): Endpoint {
  let underWay = 0;

  async function* counted(content: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    underWay++;
    try {
      yield* content;
    } finally {
      underWay--;
    }
  }

  return async ({ method, params, headers: asked }) => {
    const name = params["name"] ?? "";
    const file = await find(name);
    if (!file) return refuse(404, "not-published");
    const { etag, length } = file;
    // Every name but this one carries a version or a hash: what it once meant it always means.
    const caching = name === "timestamp.json" ? "no-cache" : "public, max-age=31536000, immutable";
    const headers = { etag, "cache-control": caching, "accept-ranges": "bytes" };
    if (asked["if-none-match"] === etag) return { status: 304, headers };
    const about = { ...headers, "content-type": name.endsWith(".json") ? "application/json" : "application/octet-stream" };
    // A download goes on where it broke, unless the file is another by now (RFC 9110 §13.1.5, §14.2). Other ranges are answered in full.
    const from = (asked["if-range"] ?? etag) === etag ? Number(RANGE.exec(String(asked["range"] ?? ""))?.[1] ?? 0) : 0;
    if (from > 0 && from >= length) return { ...refuse(416, "range"), headers: { "content-range": `bytes */${length}` } };
    const ranged = from === 0 ? about : { ...about, "content-range": `bytes ${from}-${length - 1}/${length}` };
    const answer = { status: from === 0 ? 200 : 206, headers: { ...ranged, "content-length": String(length - from) } };
    if (method === "HEAD") return answer;
    if (underWay >= MAX_DOWNLOADS) return { ...refuse(503, "overloaded"), headers: { "retry-after": OVERLOADED_SECONDS } };
    return { ...answer, body: { stream: counted(file.content(from)) } };
  };
}
