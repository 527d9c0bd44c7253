/**
 * What holds for every test file: none has a time limit, since how fast a machine is proves nothing. Bun sets the limit
 * back at each file and loads this anew only where files are isolated, as `npm test` runs them; who calls `bun test` with
 * several files gives `--timeout 0`.
 */
import { setDefaultTimeout } from "bun:test";

setDefaultTimeout(0);
