import { z } from "zod";

/**
 * To be imported before the SDK: its schemas then check messages without being compiled first. A message takes
 * microseconds longer, the first answer comes milliseconds earlier, and no code is made from text.
 */
z.config({ jitless: true });
