/** Prompts and migrations are imported as text, so that they end up inside the binary. */
declare module "*.md" {
  const text: string;
  export default text;
}
declare module "*.sql" {
  const text: string;
  export default text;
}
