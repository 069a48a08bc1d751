// Every file that is made from the measures of the case and the parts list.
import { readFileSync } from "node:fs";
import { partsList, partsPage, refsOf, VARIANTS } from "../bom.ts";
import { orderList, SIZES } from "../orders.ts";
import { closedCaseCollisions } from "./closed.ts";
import { SEVEN, TEN } from "./measures.ts";
import { closedTriangles } from "./mesh.ts";
import { scenePage } from "./page.ts";
import { printedParts } from "./printed.ts";
import { scenes } from "./scenes.ts";
import { reachPicture, sightPage } from "./sight-page.ts";
import { facesOf } from "./solid.ts";
import { stlBytes } from "./stl.ts";

const PIECES = ["-left", "-right"];

/** The files of the case and the parts list by their path in the project: STL to print, pictures, the list as a page and as orders. */
export function hardwareFiles(): ReadonlyMap<string, string | Uint8Array> {
  const list = partsList(readFileSync(new URL("../bom.csv", import.meta.url), "utf8"));
  if (!list.ok) throw new Error(list.problems.join("\n"));
  const problems = [SEVEN, TEN].flatMap(closedCaseCollisions);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  const names = new Map(list.parts.flatMap((part) => refsOf(part.ref).map((ref) => [ref, part] as const)));
  return new Map<string, string | Uint8Array>([
    ...stlFiles(),
    ...scenes().map((scene): [string, string] => [`hardware/enclosure/pictures/${scene.file}.svg`, scenePage(scene, names)]),
    ["hardware/enclosure/pictures/reach.svg", reachPicture()],
    ["hardware/enclosure/sight.md", sightPage()],
    ["hardware/bom.md", partsPage(list.parts)],
    ...VARIANTS.flatMap((variant) =>
      SIZES.map((size): [string, string] => [`hardware/orders/${variant}-${size}.csv`, orderList(list.parts, variant, size)]),
    ),
  ]);
}

function stlFiles(): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const { name, pieces } of [SEVEN, TEN].flatMap(printedParts))
    for (const [at, piece] of pieces.entries()) {
      const file = `hardware/enclosure/stl/${name}${pieces.length > 1 ? PIECES[at] : ""}.stl`;
      if (!files.has(file)) files.set(file, stlBytes(`tram ${name}, millimetres`, closedTriangles(facesOf(piece))));
    }
  return files;
}
