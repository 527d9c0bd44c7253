import type { LanguageModel } from "ai";

/** A model as the SDK's current specification has it; derived, since the SDK does not export the name. */
export type SdkModel = Extract<LanguageModel, { readonly specificationVersion: "v3" }>;
export type SdkResult = Awaited<ReturnType<SdkModel["doGenerate"]>>;
export type SdkCallOptions = Parameters<SdkModel["doGenerate"]>[0];
export type SdkContent = SdkResult["content"][number];
