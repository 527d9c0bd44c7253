/** Asks an endpoint for any answer, without a key. Returns its status, or why there was none. */
export async function probe(
  url: string,
  timeoutMs: number,
): Promise<{ readonly status: number } | { readonly reason: string }> {
  try {
    const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(timeoutMs) });
    await response.body?.cancel();
    return { status: response.status };
  } catch (thrown) {
    return { reason: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}
