// Binary STL: 80 bytes of title, the number of triangles, then 50 bytes each, little endian
// (Library of Congress, Sustainability of Digital Formats, fdd000505).
import type { Point } from "./solid.ts";

const HEADER = 84; // bytes
const TRIANGLE = 50; // bytes

const rounded = (point: Point): Point => [thousandth(point[0]), thousandth(point[1]), thousandth(point[2])];
/** To 0.001 mm; never −0, which would be other bytes for the same place. */
const thousandth = (value: number) => Math.round(value * 1000) / 1000 || 0;

/** The same triangles give the same bytes on every machine: no time, no tool's version, coordinates to 0.001 mm. */
export function stlBytes(title: string, triangles: readonly (readonly Point[])[]): Uint8Array {
  const solid = triangles.map((corners) => corners.map(rounded));
  const bytes = Buffer.alloc(HEADER + TRIANGLE * solid.length);
  bytes.write(title.slice(0, 80), "latin1");
  bytes.writeUInt32LE(solid.length, HEADER - 4);
  for (const [at, corners] of solid.entries()) {
    const values = [...(normalOf(corners) ?? [0, 0, 0]), ...corners.flat()];
    for (const [index, value] of values.entries()) bytes.writeFloatLE(value, HEADER + TRIANGLE * at + 4 * index);
  }
  return bytes;
}

/** The triangles of a binary STL; undefined where its length does not fit its number of triangles. */
export function stlTriangles(bytes: Uint8Array): readonly (readonly Point[])[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER || bytes.length !== HEADER + TRIANGLE * view.getUint32(HEADER - 4, true)) return undefined;
  const point = (at: number): Point => [view.getFloat32(at, true), view.getFloat32(at + 4, true), view.getFloat32(at + 8, true)];
  return Array.from({ length: (bytes.length - HEADER) / TRIANGLE }, (_, index) => {
    const at = HEADER + TRIANGLE * index + 12;
    return [point(at), point(at + 12), point(at + 24)];
  });
}

/** The direction a face looks in, of length 1; undefined for one without an area. */
export function normalOf(corners: readonly Point[]): Point | undefined {
  const [a, b, c] = corners;
  if (a === undefined || b === undefined || c === undefined) return undefined;
  const [ux, uy, uz] = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  const [vx, vy, vz] = [c[0] - a[0], c[1] - a[1], c[2] - a[2]];
  const normal = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx] as const;
  const length = Math.hypot(...normal);
  return length < 1e-9 ? undefined : [normal[0] / length, normal[1] / length, normal[2] / length];
}
