/** Of a preference that was not found so much is shown to the model, in characters, and so many of them. */
const SHOWN_CHARS = 300;
const SHOWN_MAX = 20;

/**
 * The second request for a session, with which preferences of the first answer were not in the person's words. It
 * stands before the first request, since what stands behind that is evidence.
 */
export function renderOwnWordsRequest(notFound: readonly string[], user: string): string {
  const shown = notFound.slice(0, SHOWN_MAX).map((text) => `- ${text.slice(0, SHOWN_CHARS)}`);
  return [
    "An earlier answer for this session named preferences whose quotations are in no `[human user]` row:",
    "",
    ...shown,
    "",
    "Answer once more, whole. For each of them either quote what the person wrote, letter for letter and in the language they wrote in, or leave it out: what is translated, joined from several messages, or said by a tool, a file or another agent is not the person's word. All else may stay as you would have it.",
    "",
    user,
  ].join("\n");
}
