import type { AnyNode, ForInStatement, ForOfStatement, Program, SwitchStatement, TryStatement } from "acorn";
import { elementsOf } from "./built-ins.ts";
import { Expressions } from "./expressions.ts";
import { Scope } from "./scope.ts";
import { Closure, isData, isPrimitive, ScriptClass, TOOLS } from "./script-values.ts";
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
    const scope = this.scope();
    scope.declare("tools", TOOLS);
    scope.declare("globalThis", { tools: TOOLS });
    this.block(body, scope);
  }

  private scope(outer?: Scope): Scope {
    return new Scope(this.state.doubts, outer);
  }

  private block(body: readonly AnyNode[], scope: Scope): void {
    for (const node of body) {
      if (node.type === "FunctionDeclaration" && node.id) scope.declare(node.id.name, new Closure(node, scope));
      if (node.type === "ClassDeclaration" && node.id) scope.declare(node.id.name, new ScriptClass(node, scope));
    }
    for (const node of body) {
      if (this.state.ending !== undefined) return;
      this.statement(node, scope);
    }
  }

  private statement(node: AnyNode | null | undefined, scope: Scope): void {
    if (!node || this.state.isSpent()) return;
    switch (node.type) {
      case "ExpressionStatement":
        this.expressions.value(node.expression, scope);
        break;
      case "VariableDeclaration":
        for (const { id, init } of node.declarations)
          this.expressions.bind(id, init ? this.expressions.value(init, scope) : null, scope);
        break;
      case "BlockStatement":
        this.block(node.body, this.scope(scope));
        break;
      case "IfStatement": {
        const test = this.expressions.value(node.test, scope);
        const run = (branch: AnyNode | null | undefined) => this.statement(branch, scope);
        if (isPrimitive(test)) run(test ? node.consequent : node.alternate);
        else for (const branch of [node.consequent, node.alternate]) this.state.inDoubt(() => run(branch));
        break;
      }
      case "ReturnStatement":
        this.state.returned = node.argument ? this.expressions.value(node.argument, scope) : undefined;
        this.state.ending ??= "return";
        break;
      case "ThrowStatement":
        this.expressions.value(node.argument, scope);
        this.state.ending ??= "throw";
        break;
      case "BreakStatement":
        this.state.ending = "break";
        break;
      case "ContinueStatement":
        this.state.ending = "continue";
        break;
      case "ForOfStatement":
      case "ForInStatement":
        this.loopOver(node, scope);
        break;
      case "ForStatement": {
        const inner = this.scope(scope);
        if (node.init?.type === "VariableDeclaration") this.statement(node.init, inner);
        else if (node.init) this.expressions.value(node.init, inner);
        this.loopWhile(node, inner);
        break;
      }
      case "WhileStatement":
        this.loopWhile(node, scope);
        break;
      case "DoWhileStatement":
        this.statement(node.body, scope);
        if (this.state.endTurn()) this.loopWhile(node, scope);
        break;
      case "TryStatement":
        this.tryIn(node, scope);
        break;
      case "SwitchStatement":
        this.switchIn(node, this.scope(scope));
        break;
      case "LabeledStatement":
        this.statement(node.body, scope);
    }
  }

  private loopOver(node: ForOfStatement | ForInStatement, scope: Scope): void {
    const values = this.expressions.value(node.right, scope);
    const once = (value: unknown) => {
      const inner = this.scope(scope);
      const place = node.left.type === "VariableDeclaration" ? node.left.declarations[0]?.id : node.left;
      this.expressions.bind(place, value, inner);
      this.statement(node.body, inner);
      return this.state.endTurn();
    };
    const known = node.type === "ForInStatement" ? isData(values) && Object.keys(values) : elementsOf(values);
    if (known) known.every(once);
    else this.state.inDoubt(() => once(undefined));
  }

  private loopWhile(
    { test, body, update }: { test?: AnyNode | null; body: AnyNode; update?: AnyNode | null },
    scope: Scope,
  ): void {
    while (!this.state.isSpent()) {
      const goesOn = test ? this.expressions.value(test, scope) : undefined;
      if (!isPrimitive(goesOn)) {
        this.state.inDoubt(() => this.statement(body, scope));
        return;
      }
      if (!goesOn) return;
      this.statement(body, scope);
      if (!this.state.endTurn()) return;
      if (update) this.expressions.value(update, scope);
    }
  }

  private tryIn({ block, handler, finalizer }: TryStatement, scope: Scope): void {
    this.statement(block, scope);
    if (this.state.ending === "throw" && handler) {
      this.state.ending = undefined;
      this.statement(handler.body, scope);
    } else {
      const { ending } = this.state;
      this.state.ending = undefined;
      this.state.inDoubt(() => this.statement(handler?.body, scope));
      this.state.ending = ending;
    }
    const { ending } = this.state;
    this.state.ending = undefined;
    this.statement(finalizer, scope);
    this.state.ending ??= ending;
  }

  private switchIn({ discriminant, cases }: SwitchStatement, scope: Scope): void {
    const value = this.expressions.value(discriminant, scope);
    const labels = cases.map(({ test }) => (test ? this.expressions.value(test, scope) : undefined));
    const isTold = isPrimitive(value) && cases.every(({ test }, at) => !test || isPrimitive(labels[at]));
    if (!isTold) {
      for (const { consequent } of cases) this.state.inDoubt(() => this.block(consequent, this.scope(scope)));
      return;
    }
    const match = cases.findIndex(({ test }, at) => test && labels[at] === value);
    const from = match < 0 ? cases.findIndex(({ test }) => !test) : match;
    if (from < 0) return;
    this.block(
      cases.slice(from).flatMap(({ consequent }) => consequent),
      scope,
    );
    if (this.state.ending === "break") this.state.ending = undefined;
  }
}
