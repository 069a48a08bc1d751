// docs/openapi.json (OpenAPI 3.1): made of the very table that the server serves, so that neither has a route the other lacks.
import { toJsonSchema } from "@valibot/to-json-schema";
import type { GenericSchema } from "valibot";
import { VERSION } from "../core/version.ts";
import { ROUTES } from "./api-routes.ts";
import { OVERLOADED } from "./route-answers.ts";
import type { Answer, Caller, Content, Parameter, RouteDescription } from "./route-description.ts";

const CALLERS: Readonly<Record<Caller, string>> = {
  device: "What an enrolled kiosk's key has signed.",
  public: "Whoever reaches central.",
  operator: "Whoever is signed in, by role.",
  browser: "Central's own pages, before somebody is signed in.",
  monitor: "Load balancers and monitoring programs.",
};

const ABOUT = `What kiosks, operators and programs may ask of \`tram central\`. docs/protocol.md says what the bytes mean and why; docs/central.md how to run it.

Every address not listed here is answered 404, a listed one by another method 405 with \`Allow\`; 421 where this name is not one of central's; 503 \`stopping\` while a process ends. A refusal is \`{"error": name}\`; a fault of central's own is 500 and says nothing.`;

/** The description of central's interface as a JSON value. */
export function openApi(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const [operationId, route] of Object.entries<RouteDescription>(ROUTES)) {
    const path = route.path.replace(/:(\w+)/g, "{$1}");
    for (const method of route.methods) {
      const id = method === "HEAD" ? `${operationId}Head` : operationId;
      paths[path] = { ...paths[path], [method.toLowerCase()]: operation(id, route, method === "HEAD") };
    }
  }
  return {
    openapi: "3.1.1",
    info: { title: "Trạm central", version: VERSION, description: ABOUT },
    tags: Object.entries(CALLERS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes: {
        device: {
          type: "apiKey",
          in: "header",
          name: "Signature",
          description: "HTTP Message Signatures (RFC 9421) with Content-Digest (RFC 9530), in the one form of docs/protocol.md.",
        },
        operator: {
          type: "apiKey",
          in: "cookie",
          name: "__Host-tram-operator",
          description: 'A session: docs/central.md, "Operators".',
        },
      },
    },
  };
}

function operation(operationId: string, route: RouteDescription, isHead: boolean): object {
  const { caller, summary, params, query, headers, body, limit, answers } = route;
  const all: Readonly<Record<number, Answer>> = limit ? { ...answers, 429: OVERLOADED } : answers;
  const parameters = [...parametersIn("path", params), ...parametersIn("query", query), ...parametersIn("header", headers)];
  const told = limit ? { description: `At most ${limit.burst} at once, and then ${limit.perSecond} a second (429).` } : {};
  return {
    operationId,
    tags: [caller],
    summary,
    ...told,
    security: caller === "device" || caller === "operator" ? [{ [caller]: [] }] : [],
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { description: bodyText(body), required: true, content: contentOf(body) } }),
    responses: Object.fromEntries(
      Object.entries(all).map(([status, { about, content }]) => [
        status,
        {
          description: about,
          ...((status === "429" || status === "503") && { headers: { "Retry-After": { schema: { type: "integer", minimum: 1 } } } }),
          ...(content && !isHead && { content: contentOf(content) }),
        },
      ]),
    ),
  };
}

function parametersIn(place: "path" | "query" | "header", parameters: Readonly<Record<string, Parameter>> = {}): readonly object[] {
  return Object.entries(parameters).map(([name, { about, schema, example, isOptional }]) => ({
    name,
    in: place,
    description: about,
    required: !isOptional,
    schema: jsonSchema(schema),
    example,
  }));
}

function bodyText({ encoding, maxBytes }: NonNullable<RouteDescription["body"]>): string {
  return `At most ${maxBytes} bytes${encoding === undefined ? "" : `, Content-Encoding: ${encoding}`}.`;
}

function contentOf({ type, schema, example }: Content): object {
  return { [type]: { ...(schema && { schema: jsonSchema(schema) }), ...(example !== undefined && { example }) } };
}

/** Of the value as it travels, before anything is made of it. A check that is code and no pattern is in docs/protocol.md. */
function jsonSchema(schema: GenericSchema): object {
  const { $schema: _, ...own } = toJsonSchema(schema, { typeMode: "input", errorMode: "ignore", target: "draft-2020-12" });
  return own;
}
