/** Lines of made-up words, so many bytes of them, the same for the same seed. */
export function madeUpWords(seed: number, bytes: number): string {
  let state = seed + 1;
  let text = "";
  while (text.length < bytes) {
    let line = "-";
    for (let n = 0; n < 12; n += 1) {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      line += ` ${state.toString(36)}`;
    }
    text += `${line}\n`;
  }
  return text.slice(0, bytes - 1).concat("\n");
}
