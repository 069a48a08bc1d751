/**
 * Node's own HTTP. An `import` of it reads each of its names, and one of them, `WebSocket`, brings the client behind `fetch` into memory: 3 MB
 * more for a kiosk, for nothing. Types come from node:http itself.
 */
export const { Agent, createServer, get, request } = process.getBuiltinModule("node:http");
