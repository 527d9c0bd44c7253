/** Names under which sessions say that their model ran on the person's own machine. */
const LOCAL_PROVIDERS = new Set([
  "oss",
  "ollama",
  "ollama-chat",
  "lmstudio",
  "lm-studio",
  "llamacpp",
  "llama-cpp",
  "llama.cpp",
  "vllm",
  "localai",
  "jan",
  "gpt4all",
  "koboldcpp",
  "tabbyapi",
  "mlx",
  "sglang",
]);

/**
 * Whether a session's provider is one whose sessions stay on this machine: a local one that `allowed` does not name.
 * Names count without case, and `_` as `-`.
 */
export function staysLocal(provider: string, allowed: readonly string[]): boolean {
  const name = normal(provider);
  return LOCAL_PROVIDERS.has(name) && !allowed.some((each) => normal(each) === name);
}

const normal = (name: string) => name.trim().toLowerCase().replaceAll("_", "-");
