/** When the tests take place, in seconds: 2026-11-23T12:00:00Z. All eight sample sessions are eligible then. */
export const TEST_NOW = 1_795_435_200;

/** The same as a person types it. */
export const SAMPLE_NOW = `${new Date(TEST_NOW * 1_000).toISOString().slice(0, 19)}Z`;
