import type { AnyNode, ForInStatement, ForOfStatement, ForStatement, Program } from "acorn";
import { Expressions } from "./expressions.ts";
import { Scope } from "./scope.ts";
import { Closure, isPrimitive, TOOLS } from "./script-values.ts";
import type { ScriptedCall } from "./scripted-call.ts";
import { WalkState } from "./walk-state.ts";

/** Goes through a script as an engine would, without running anything, and tells of the tools that it calls. */
export class ScriptWalker {
  private readonly state = new WalkState();
  private readonly expressions: Expressions;

  constructor(found: (call: ScriptedCall) => void) {
    this.expressions = new Expressions(this.state, { found, block: (body, scope) => this.block(body, scope) });
  }

  program({ body }: Program): void {
    const scope = new Scope();
    scope.declare("tools", TOOLS);
    this.block(body, scope);
  }

  private block(body: readonly AnyNode[], scope: Scope): void {
    for (const node of body) {
      if (node.type === "FunctionDeclaration" && node.id) scope.declare(node.id.name, new Closure(node, scope));
    }
    for (const node of body) this.statement(node, scope);
  }

  private statement(node: AnyNode | null | undefined, scope: Scope): void {
    if (!node || this.state.isSpent()) return;
    switch (node.type) {
      case "ExpressionStatement":
        this.expressions.value(node.expression, scope);
        break;
      case "VariableDeclaration":
        for (const { id, init } of node.declarations)
          this.expressions.bind(id, init ? this.expressions.value(init, scope) : undefined, scope);
        break;
      case "BlockStatement":
        this.block(node.body, new Scope(scope));
        break;
      case "IfStatement": {
        const test = this.expressions.value(node.test, scope);
        const run = (branch: AnyNode | null | undefined) => this.statement(branch, scope);
        if (isPrimitive(test)) run(test ? node.consequent : node.alternate);
        else for (const branch of [node.consequent, node.alternate]) this.state.inDoubt(() => run(branch));
        break;
      }
      case "ReturnStatement":
      case "ThrowStatement":
        this.state.returned = node.argument ? this.expressions.value(node.argument, scope) : undefined;
        break;
      case "ForOfStatement":
      case "ForInStatement":
        this.loopOver(node, scope);
        break;
      case "ForStatement":
        this.loopWhile(node, new Scope(scope));
        break;
      case "WhileStatement":
      case "DoWhileStatement":
        this.expressions.value(node.test, scope);
        this.state.inDoubt(() => this.statement(node.body, scope));
        break;
      case "TryStatement":
        this.statement(node.block, scope);
        this.state.inDoubt(() => this.statement(node.handler?.body, scope));
        this.statement(node.finalizer, scope);
        break;
      case "SwitchStatement":
        this.expressions.value(node.discriminant, scope);
        for (const { consequent } of node.cases) this.state.inDoubt(() => this.block(consequent, new Scope(scope)));
        break;
      case "LabeledStatement":
        this.statement(node.body, scope);
    }
  }

  private loopOver(node: ForOfStatement | ForInStatement, scope: Scope): void {
    const values = this.expressions.value(node.right, scope);
    const once = (value: unknown) => {
      const inner = new Scope(scope);
      if (node.left.type === "VariableDeclaration") this.expressions.bind(node.left.declarations[0]?.id, value, inner);
      else this.expressions.bind(node.left, value, inner);
      this.statement(node.body, inner);
    };
    if (node.type === "ForOfStatement" && Array.isArray(values)) values.forEach(once);
    else this.state.inDoubt(() => once(undefined));
  }

  private loopWhile(node: ForStatement, scope: Scope): void {
    if (node.init?.type === "VariableDeclaration") this.statement(node.init, scope);
    else if (node.init) this.expressions.value(node.init, scope);
    while (!this.state.isSpent()) {
      const test = node.test ? this.expressions.value(node.test, scope) : undefined;
      if (!isPrimitive(test)) {
        this.state.inDoubt(() => this.statement(node.body, scope));
        return;
      }
      if (!test) return;
      this.statement(node.body, scope);
      if (node.update) this.expressions.value(node.update, scope);
    }
  }
}
