/** What holds for every test file: none has a time limit, since how fast a machine is proves nothing. */
import { setDefaultTimeout } from "bun:test";

setDefaultTimeout(0);
