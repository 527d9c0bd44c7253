import type { AnyNode, NewExpression, Super } from "acorn";
import { callBuiltIn, collectionOf, elementsOf } from "./built-ins.ts";
import { changeList, changesList } from "./change-list.ts";
import { callEach, callsEach } from "./each-element.ts";
import { callKnown } from "./known-methods.ts";
import { keyOf } from "./patterns.ts";
import { Scope } from "./scope.ts";
import { Closure, isPrimitive, keyText, plainCopy, propertyOf, ScriptClass, ToolFunction } from "./script-values.ts";
import type { ScriptedCall } from "./scripted-call.ts";
import type { WalkState } from "./walk-state.ts";

/** Functions of a script that call each other. */
const MAX_DEPTH = 16;
/** No function that is given away takes more of them. */
const UNKNOWN_ARGUMENTS: readonly unknown[] = Array.from({ length: 8 }, () => undefined);

/** Who is told of a call, and who goes through the statements of a function. */
export interface ExpressionEvents {
  readonly found: (call: ScriptedCall) => void;
  readonly block: (body: readonly AnyNode[], scope: Scope) => void;
}

/** What calls need of expressions. */
export interface CallEvents extends ExpressionEvents {
  readonly value: (node: AnyNode, scope: Scope) => unknown;
  readonly bind: (pattern: AnyNode, value: unknown, scope: Scope) => void;
}

/** Calls what a script calls: its own functions and classes are gone through, tools are told of. */
export class Calls {
  private readonly state: WalkState;
  private readonly events: CallEvents;
  private depth = 0;

  constructor(state: WalkState, events: CallEvents) {
    this.state = state;
    this.events = events;
  }

  /** What is called, ready to be called. */
  callee(node: AnyNode | Super, scope: Scope): { readonly call: (args: readonly unknown[]) => unknown } {
    if (node.type !== "MemberExpression") {
      const called = node.type === "Super" ? undefined : this.events.value(node, scope);
      if (node.type === "Identifier" && node.name === "exit" && called === undefined)
        return { call: () => this.leaveScript() };
      return { call: (args) => this.invoke(called, args, undefined) };
    }
    const receiver = this.events.value(node.object, scope);
    const method = keyOf(
      { computed: node.computed, key: node.property },
      { value: (part) => this.events.value(part, scope) },
    );
    const name = node.object.type === "Identifier" && !scope.has(node.object.name) ? node.object.name : undefined;
    const isFunction = receiver instanceof ToolFunction || receiver instanceof Closure;
    return {
      call: (args) => {
        if (isFunction && method === "bind") return args.length > 1 ? undefined : receiver;
        if (isFunction && method === "call") return this.invoke(receiver, args.slice(1), args[0]);
        if (isFunction && method === "apply") return this.invoke(receiver, elementsOf(args[1]) ?? [], args[0]);
        const called = propertyOf(receiver, method);
        if (called !== undefined) return this.invoke(called, args, receiver);
        if (name === "Array" && method === "from" && args.length > 1)
          return this.method(elementsOf(args[0]), "map", args.slice(1));
        if (name !== undefined) return this.giveAway(args) ?? callBuiltIn(name, keyText(method) ?? "", args);
        return this.method(receiver, method, args);
      },
    };
  }

  private leaveScript(): void {
    this.state.ending = "exit";
  }

  private invoke(called: unknown, args: readonly unknown[], receiver: unknown): unknown {
    if (called instanceof ToolFunction) {
      this.giveAway(args);
      this.state.calls += 1;
      this.events.found({ tool: called.tool, argument: plainCopy(args[0]) });
      return undefined;
    }
    if (called instanceof Closure) return this.enter(called, args, receiver);
    if (typeof called === "function") return isPrimitive(args[0]) ? called(args[0]) : undefined;
    return this.giveAway(args);
  }

  private method(receiver: unknown, method: unknown, args: readonly unknown[]): unknown {
    const [each] = args;
    const isCallable = each instanceof Closure || each instanceof ToolFunction || typeof each === "function";
    if (Array.isArray(receiver) && callsEach(method) && isCallable)
      return callEach(method, receiver, args.slice(1), (given) => this.invoke(each, given, undefined));
    this.giveAway(args);
    if (Array.isArray(receiver) && changesList(method))
      return changeList(receiver, method, args, this.state.isLeftInDoubt(receiver) ? "in doubt" : "certain");
    return callKnown(receiver, keyText(method) ?? "", args);
  }

  /** What `new` makes. */
  construct(made: unknown, { callee }: NewExpression, args: readonly unknown[]): unknown {
    if (made instanceof ScriptClass) return this.instance(made, args);
    this.giveAway(args);
    return callee.type === "Identifier" ? collectionOf(callee.name, args) : undefined;
  }

  private instance({ node, scope }: ScriptClass, args: readonly unknown[]): unknown {
    const instance: Record<string, unknown> = this.state.make({});
    const inner = new Scope(this.state.doubts, scope);
    inner.declare("this", instance);
    let maker: Closure | undefined;
    for (const member of node.body.body) {
      if (member.type !== "MethodDefinition" && member.type !== "PropertyDefinition") continue;
      const key =
        member.key.type === "PrivateIdentifier"
          ? member.key.name
          : keyText(
              keyOf(
                { computed: member.computed, key: member.key },
                { value: (part) => this.events.value(part, inner) },
              ),
            );
      const value = member.value ? this.events.value(member.value, inner) : undefined;
      if (member.type === "MethodDefinition" && member.kind === "constructor" && value instanceof Closure)
        maker = value;
      else if (!member.static && key !== undefined && key !== "__proto__") instance[key] = value;
    }
    if (maker !== undefined) this.enter(maker, args, instance);
    return instance;
  }

  /** Functions that are given away are called by whatever gets them, nobody knows with what. */
  private giveAway(args: readonly unknown[]): undefined {
    for (const arg of args)
      if (arg instanceof Closure) this.state.inDoubt(() => this.enter(arg, UNKNOWN_ARGUMENTS, undefined));
  }

  private enter({ node, scope }: Closure, args: readonly unknown[], receiver: unknown): unknown {
    if (this.depth >= MAX_DEPTH) return undefined;
    const { state } = this;
    const { returned: outerReturned, returnsInDoubt: outerInDoubt } = state;
    this.depth += 1;
    const inner = new Scope(state.doubts, scope);
    if (node.type !== "ArrowFunctionExpression") inner.declare("this", receiver);
    for (const [at, param] of node.params.entries()) {
      if (param.type === "RestElement") this.events.bind(param.argument, args.slice(at), inner);
      else this.events.bind(param, at < args.length ? args[at] : null, inner);
    }
    state.returned = undefined;
    state.returnsInDoubt = false;
    if (node.body.type === "BlockStatement") this.events.block(node.body.body, inner);
    else state.returned = this.events.value(node.body, inner);
    const result = state.returnsInDoubt ? undefined : state.returned;
    state.returned = outerReturned;
    state.returnsInDoubt = outerInDoubt;
    // What an async function throws ends its caller only where that awaits it.
    if (state.ending === "return" || (state.ending === "throw" && node.async)) state.ending = undefined;
    this.depth -= 1;
    return result;
  }
}
