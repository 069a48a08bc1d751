// `npm test`, `npm run check`, `npm run bench`: sets the clone up, then runs a development tool under the Node we build for.
import { spawnSync } from "node:child_process";
import { launch } from "./launch.mjs";
import { node, root, setUp } from "./setup.mjs";

const bin = (name) => `${root}node_modules/${name}`;
const TOOLS = {
  node: [],
  vitest: [bin("vitest/vitest.mjs")],
  biome: [bin("@biomejs/biome/bin/biome")],
  tsc: [bin("typescript/bin/tsc")],
  knip: [bin("knip/bin/knip.js")],
};
const CHECKS = [
  ["biome", "check", "--error-on-warnings", "."],
  ["tsc", "--noEmit", "-p", "."],
  ["tsc", "--noEmit", "-p", "src/web"],
  ["tsc", "--noEmit", "-p", "test"],
  ["knip"],
];

setUp();
process.chdir(root);
const [name, ...args] = process.argv.slice(2);
if (name === "check") {
  for (const [tool, ...toolArgs] of CHECKS) {
    console.log(`# ${tool} ${toolArgs.join(" ")}`);
    const { status } = spawnSync(node, [...TOOLS[tool], ...toolArgs], { stdio: "inherit" });
    if (status !== 0) process.exit(status ?? 1);
  }
} else {
  launch([...TOOLS[name], ...args]);
}
