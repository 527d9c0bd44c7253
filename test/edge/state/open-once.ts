import { openState } from "../../../lib/edge/state/open.ts";
import { databaseId } from "../../../lib/edge/state/roots.ts";

/** A process of its own that opens a database and says its id. */
const state = await openState({ url: process.argv[2] ?? "" });
process.stdout.write(`${await databaseId(state)}\n`);
state.close();
