import type { AnyNode, ArrayExpression, CallExpression, Pattern } from "acorn";
import { Scope } from "./scope.ts";
import {
  bounded,
  Closure,
  callKnown,
  isPrimitive,
  joinTemplate,
  operate,
  parseKnown,
  propertyOf,
  ToolFunction,
} from "./script-values.ts";
import type { ScriptedCall } from "./scripted-call.ts";
import type { WalkState } from "./walk-state.ts";

/** Functions of a script that call each other. */
const MAX_DEPTH = 16;
/** Methods that call a function with each element of an array. */
const EACH = new Set<unknown>(["map", "forEach", "flatMap", "filter", "some", "every", "find"]);

/** Who is told of a call, and who goes through the statements of a function. */
export interface ExpressionEvents {
  readonly found: (call: ScriptedCall) => void;
  readonly block: (body: readonly AnyNode[], scope: Scope) => void;
}

/** Works out the expressions of a script as far as they are written out, and tells of the tools that they call. */
export class Expressions {
  private readonly state: WalkState;
  private readonly events: ExpressionEvents;
  private depth = 0;

  constructor(state: WalkState, events: ExpressionEvents) {
    this.state = state;
    this.events = events;
  }

  /** Gives the names of a pattern their parts of a value. */
  bind(pattern: Pattern | undefined, value: unknown, scope: Scope): void {
    if (pattern?.type === "Identifier") scope.declare(pattern.name, value);
    else if (pattern?.type === "AssignmentPattern")
      this.bind(pattern.left, value ?? this.value(pattern.right, scope), scope);
    else if (pattern?.type === "ArrayPattern") {
      for (const [at, element] of pattern.elements.entries())
        this.bind(element ?? undefined, propertyOf(value, at), scope);
    } else if (pattern?.type === "ObjectPattern") {
      for (const property of pattern.properties) {
        if (property.type === "RestElement") this.bind(property.argument, undefined, scope);
        else this.bind(property.value, propertyOf(value, this.key(property, scope)), scope);
      }
    }
  }

  private key({ computed, key }: { computed: boolean; key: AnyNode }, scope: Scope): unknown {
    return !computed && key.type === "Identifier" ? key.name : this.value(key, scope);
  }

  /** What an expression comes to; undefined where that is not known. */
  value(node: AnyNode, scope: Scope): unknown {
    if (this.state.isSpent()) return undefined;
    switch (node.type) {
      case "Literal":
        return isPrimitive(node.value) ? node.value : undefined;
      case "Identifier":
        return scope.get(node.name);
      case "TemplateLiteral":
        return joinTemplate(
          node.quasis.map(({ value }) => value.cooked),
          node.expressions.map((part) => this.value(part, scope)),
        );
      case "TaggedTemplateExpression": {
        const { quasis, expressions } = node.quasi;
        const values = expressions.map((part) => this.value(part, scope));
        const pieces = quasis.map(({ value }) => value.raw);
        return isNamed(node.tag, "String", "raw") ? joinTemplate(pieces, values) : undefined;
      }
      case "ChainExpression":
        return this.value(node.expression, scope);
      case "AwaitExpression":
        return this.value(node.argument, scope);
      case "ParenthesizedExpression":
        return this.value(node.expression, scope);
      case "SequenceExpression":
        return node.expressions.map((part) => this.value(part, scope)).at(-1);
      case "ArrowFunctionExpression":
      case "FunctionExpression":
        return new Closure(node, scope);
      case "MemberExpression":
        return propertyOf(
          this.value(node.object, scope),
          this.key({ computed: node.computed, key: node.property }, scope),
        );
      case "BinaryExpression":
        return operate(node.operator, this.value(node.left, scope), this.value(node.right, scope));
      case "LogicalExpression": {
        const left = this.value(node.left, scope);
        if (!isPrimitive(left)) {
          this.state.inDoubt(() => this.value(node.right, scope));
          return undefined;
        }
        const isEnough = node.operator === "??" ? left !== null : (node.operator === "||") === Boolean(left);
        return isEnough ? left : this.value(node.right, scope);
      }
      case "ConditionalExpression": {
        const test = this.value(node.test, scope);
        if (isPrimitive(test)) return this.value(test ? node.consequent : node.alternate, scope);
        for (const branch of [node.consequent, node.alternate]) this.state.inDoubt(() => this.value(branch, scope));
        return undefined;
      }
      case "UnaryExpression": {
        const value = this.value(node.argument, scope);
        if (node.operator === "-") return typeof value === "number" ? -value : undefined;
        return node.operator === "!" && isPrimitive(value) ? !value : undefined;
      }
      case "UpdateExpression":
        return this.assign(
          node.argument,
          operate(node.operator === "++" ? "+" : "-", this.value(node.argument, scope), 1),
          scope,
        );
      case "AssignmentExpression": {
        const value = this.value(node.right, scope);
        if (node.operator === "=") return this.assign(node.left, value, scope);
        return this.assign(node.left, operate(node.operator.slice(0, -1), this.value(node.left, scope), value), scope);
      }
      case "ArrayExpression":
        return this.list(node.elements, scope);
      case "ObjectExpression":
        return Object.fromEntries(
          node.properties.flatMap((property): [string, unknown][] => {
            if (property.type !== "SpreadElement")
              return [[String(this.key(property, scope)), this.value(property.value, scope)]];
            const spread = this.value(property.argument, scope);
            return typeof spread === "object" && spread !== null ? Object.entries(spread) : [];
          }),
        );
      case "NewExpression":
        this.handOver(node.arguments.map((part) => this.value(part, scope)));
        return undefined;
      case "SpreadElement":
        return this.value(node.argument, scope);
      case "CallExpression":
        return this.call(node, scope);
      default:
        return undefined;
    }
  }

  /** A list with something of unknown length in it is not known. */
  private list(elements: ArrayExpression["elements"], scope: Scope): unknown {
    const parts = elements.map((element) => {
      const value = element ? this.value(element, scope) : undefined;
      return element?.type === "SpreadElement" ? value : [value];
    });
    return parts.every((part) => Array.isArray(part)) ? bounded(parts.flat()) : undefined;
  }

  private assign(target: AnyNode, value: unknown, scope: Scope): unknown {
    if (target.type === "Identifier") scope.assign(target.name, this.state.isInDoubt ? undefined : value);
    return value;
  }

  private call(node: CallExpression, scope: Scope): unknown {
    const { callee } = node;
    const isMethod = callee.type === "MemberExpression";
    const receiver = isMethod ? this.value(callee.object, scope) : undefined;
    const method = isMethod ? this.key({ computed: callee.computed, key: callee.property }, scope) : undefined;
    const called = isMethod
      ? propertyOf(receiver, method)
      : callee.type === "Super"
        ? undefined
        : this.value(callee, scope);
    const args = node.arguments.map((part) => this.value(part, scope));
    if (called instanceof ToolFunction) {
      this.handOver(args);
      this.state.calls += 1;
      this.events.found({ tool: called.tool, argument: args[0] });
      return undefined;
    }
    if (called instanceof Closure) return this.enter(called, args);
    if (isNamed(callee, "JSON", "parse")) return parseKnown(args[0]);
    if (isNamed(callee, "JSON", "stringify")) return isPrimitive(args[0]) ? JSON.stringify(args[0]) : undefined;
    const [each] = args;
    if (Array.isArray(receiver) && EACH.has(method) && each instanceof Closure) {
      const results = receiver.map((element, at) => this.enter(each, [element, at]));
      return method === "map" ? results : undefined;
    }
    this.handOver(args);
    return callKnown(receiver, String(method), args);
  }

  /** Functions that are given away are called by whatever gets them, nobody knows with what. */
  private handOver(args: readonly unknown[]): void {
    for (const arg of args) if (arg instanceof Closure) this.state.inDoubt(() => this.enter(arg, []));
  }

  private enter({ node, scope }: Closure, args: readonly unknown[]): unknown {
    if (this.depth >= MAX_DEPTH) return undefined;
    const before = this.state.returned;
    this.depth += 1;
    const inner = new Scope(scope);
    for (const [at, param] of node.params.entries()) this.bind(param, args[at], inner);
    this.state.returned = undefined;
    if (node.body.type === "BlockStatement") this.events.block(node.body.body, inner);
    else this.state.returned = this.value(node.body, inner);
    const result = this.state.returned;
    this.state.returned = before;
    this.depth -= 1;
    return result;
  }
}

/** Whether a callee is written `object.property`. */
function isNamed(node: AnyNode, object: string, property: string): boolean {
  if (node.type !== "MemberExpression" || node.computed || node.object.type !== "Identifier") return false;
  return node.object.name === object && node.property.type === "Identifier" && node.property.name === property;
}
