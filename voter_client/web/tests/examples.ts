/**
 * Runs before every file of tests: in continuous integration each run of one commit tries the same examples, so that no
 * change fails for a fault that it did not make. New ones are looked for on developers' machines.
 */

import { configureGlobal } from "fast-check";

if (process.env["CI"] === "true") configureGlobal({ seed: 20261124 });
