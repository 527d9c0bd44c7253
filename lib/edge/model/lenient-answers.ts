import type { LanguageModelMiddleware } from "ai";
import { type Repair, readJsonAnswer } from "../../core/model/lenient/read-json-answer.ts";

/**
 * Takes out of the text of an answer the object that was asked for, whatever stands around it (see `readJsonAnswer`).
 * Answers to requests that ask for no object are left alone.
 */
export function lenientAnswers(onRepair: (repair: Repair) => void): LanguageModelMiddleware {
  return {
    specificationVersion: "v3",
    wrapGenerate: async ({ doGenerate, params }) => {
      const result = await doGenerate();
      const { responseFormat } = params;
      if (responseFormat?.type !== "json") return result;
      const texts = result.content.filter((part) => part.type === "text");
      if (texts.length === 0) return result;
      const keys = Object.keys(responseFormat.schema?.properties ?? {});
      const said = texts.map(({ text }) => text).join("");
      const read = readJsonAnswer(said, keys.length === 0 ? undefined : keys);
      if (read.text === said) return result;
      for (const repair of read.repairs) onRepair(repair);
      const others = result.content.filter((part) => part.type !== "text");
      return { ...result, content: [...others, { type: "text" as const, text: read.text }] };
    },
  };
}
