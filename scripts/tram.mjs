#!/usr/bin/env node
// The `tram` command of a clone: sets itself up, then runs src/tram.ts under the Node we build for.
import { launch } from "./launch.mjs";
import { root, setUp } from "./setup.mjs";

setUp();
launch([`${root}src/tram.ts`, ...process.argv.slice(2)]);
