/** A number of 32 bits for a text (FNV-1a over its UTF-16 units); it takes the place of texts that are many. */
export function textHash(text: string): number {
  let hash = 0x811c9dc5 | 0;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}
