import { type AskedOfModel, type Dialect, events, json, type Schema, textIn, type WireAnswer } from "./model-step.ts";

interface Body {
  readonly systemInstruction?: unknown;
  readonly tools?: readonly { readonly functionDeclarations?: readonly { readonly name: string }[] }[];
  readonly contents?: readonly { readonly parts: unknown }[];
  readonly generationConfig?: { readonly responseJsonSchema?: Schema; readonly responseSchema?: Schema };
}

const USAGE = { promptTokenCount: 100, candidatesTokenCount: 10, totalTokenCount: 110 };

/** Google's `generateContent`. */
export const geminiContent: Dialect = {
  path: /:(generateContent|streamGenerateContent)$/,
  read(path, text): AskedOfModel {
    const body: Body = JSON.parse(text);
    return {
      model: /models\/([^:]+)/.exec(path)?.[1] ?? "",
      isStreamed: path.endsWith("streamGenerateContent"),
      tools: (body.tools ?? []).flatMap((tool) => (tool.functionDeclarations ?? []).map(({ name }) => name)),
      system: textIn(body.systemInstruction),
      messages: (body.contents ?? []).map(({ parts }) => textIn(parts)),
      schema: body.generationConfig?.responseJsonSchema ?? body.generationConfig?.responseSchema,
    };
  },
  write(asked, { say, calls = [] }, id): WireAnswer {
    const parts = [
      ...(say === undefined ? [] : [{ text: say }]),
      ...calls.map(({ name, args }) => ({ functionCall: { id: id("call_"), name, args } })),
    ];
    const candidates = [{ content: { role: "model", parts }, index: 0, finishReason: "STOP" }];
    const whole = { candidates, usageMetadata: USAGE, modelVersion: asked.model, responseId: id("resp_") };
    return asked.isStreamed ? events([[undefined, whole]]) : json(whole);
  },
};
