import type { AnyNode, ArrayExpression, CallExpression, NewExpression, ObjectExpression } from "acorn";
import { builtInNamed, elementsOf } from "./built-ins.ts";
import { Calls, type ExpressionEvents } from "./calls.ts";
import { combine, joinTemplate, operate, operateOn } from "./operators.ts";
import { bindPattern, keyOf } from "./patterns.ts";
import type { Scope } from "./scope.ts";
import { bounded, Closure, isData, isPrimitive, keyText, propertyOf, ScriptClass } from "./script-values.ts";
import type { WalkState } from "./walk-state.ts";

/** Works out the expressions of a script as far as they are written out, and tells of the tools that they call. */
export class Expressions {
  private readonly state: WalkState;
  private readonly calls: Calls;

  constructor(state: WalkState, events: ExpressionEvents) {
    this.state = state;
    this.calls = new Calls(state, {
      ...events,
      value: (node, scope) => this.value(node, scope),
      bind: (pattern, value, scope) => this.bind(pattern, value, scope),
    });
  }

  /** Declares the names of a pattern with their parts of a value. */
  bind(pattern: AnyNode | null | undefined, value: unknown, scope: Scope): void {
    bindPattern(pattern, value, {
      put: (target, part) => target.type === "Identifier" && scope.declare(target.name, part),
      value: (node) => this.value(node, scope),
    });
  }

  /** What an expression comes to; undefined where that is not known. */
  value(node: AnyNode, scope: Scope): unknown {
    if (this.state.isSpent()) return undefined;
    const value = this.workOut(node, scope);
    this.state.charge(value);
    return value;
  }

  private workOut(node: AnyNode, scope: Scope): unknown {
    switch (node.type) {
      case "Literal":
        return isPrimitive(node.value) ? node.value : undefined;
      case "Identifier":
        return scope.has(node.name) ? scope.get(node.name) : builtInNamed(node.name);
      case "ThisExpression":
        return scope.get("this");
      case "TemplateLiteral":
        return joinTemplate(
          node.quasis.map(({ value }) => value.cooked),
          node.expressions.map((part) => this.value(part, scope)),
        );
      case "TaggedTemplateExpression": {
        const { quasis, expressions } = node.quasi;
        const raw = quasis.map(({ value }) => value.raw);
        const pieces = Object.assign(
          quasis.map(({ value }) => value.cooked),
          { raw },
        );
        return this.calls.callee(node.tag, scope).call([pieces, ...expressions.map((part) => this.value(part, scope))]);
      }
      case "ChainExpression":
      case "ParenthesizedExpression":
        return this.value(node.expression, scope);
      case "AwaitExpression":
      case "SpreadElement":
        return this.value(node.argument, scope);
      case "SequenceExpression":
        return node.expressions.map((part) => this.value(part, scope)).at(-1);
      case "ArrowFunctionExpression":
      case "FunctionExpression":
        return new Closure(node, scope);
      case "ClassExpression":
        return new ScriptClass(node, scope);
      case "MemberExpression":
        return propertyOf(this.value(node.object, scope), this.memberKey(node, scope));
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
      case "UnaryExpression":
        return operateOn(node.operator, this.value(node.argument, scope));
      case "UpdateExpression": {
        const before = this.value(node.argument, scope);
        const after = operate(node.operator === "++" ? "+" : "-", before, 1);
        this.assign(node.argument, after, scope);
        return node.prefix ? after : before;
      }
      case "AssignmentExpression": {
        const right = this.value(node.right, scope);
        const isPlain = node.operator === "=";
        const value = isPlain ? right : combine(node.operator.slice(0, -1), this.value(node.left, scope), right);
        this.assign(node.left, value, scope);
        return value;
      }
      case "ArrayExpression":
        return this.list(node.elements, scope);
      case "ObjectExpression":
        return this.object(node, scope);
      case "NewExpression":
        return this.calls.construct(this.value(node.callee, scope), node, this.spread(node, scope));
      case "CallExpression":
        return this.calls.callee(node.callee, scope).call(this.spread(node, scope));
      default:
        return undefined;
    }
  }

  private memberKey({ computed, property }: { computed: boolean; property: AnyNode }, scope: Scope): unknown {
    return keyOf({ computed, key: property }, { value: (node) => this.value(node, scope) });
  }

  /** A list with something of unknown length in it is not known. */
  private list(elements: ArrayExpression["elements"], scope: Scope): unknown {
    const parts = elements.map((element) => {
      const value = element ? this.value(element, scope) : undefined;
      return element?.type === "SpreadElement" ? elementsOf(value) : [value];
    });
    if (!parts.every((part) => part !== undefined)) return undefined;
    const list = bounded(parts.flat());
    return list && this.state.make(list);
  }

  private object({ properties }: ObjectExpression, scope: Scope): unknown {
    const entries = properties.flatMap((property): [string, unknown][] => {
      if (property.type !== "SpreadElement") {
        const key = keyText(keyOf(property, { value: (node) => this.value(node, scope) }));
        const value = property.kind === "init" ? this.value(property.value, scope) : undefined;
        return key === undefined ? [] : [[key, value]];
      }
      const spread = this.value(property.argument, scope);
      return isData(spread) ? Object.entries(spread) : [];
    });
    return this.state.make(Object.fromEntries(entries));
  }

  /** Arguments; what is spread and of unknown length is one of which nothing is known. */
  private spread({ arguments: given }: CallExpression | NewExpression, scope: Scope): unknown[] {
    return given.flatMap((part) => {
      const value = this.value(part, scope);
      return part.type === "SpreadElement" ? (elementsOf(value) ?? [undefined]) : [value];
    });
  }

  private assign(target: AnyNode, value: unknown, scope: Scope): void {
    bindPattern(target, value, {
      put: (place, part) => this.put(place, part, scope),
      value: (node) => this.value(node, scope),
    });
  }

  private put(target: AnyNode, value: unknown, scope: Scope): void {
    if (target.type === "Identifier") scope.assign(target.name, value, this.state.doubts);
    if (target.type !== "MemberExpression") return;
    const holder = this.value(target.object, scope);
    const key = this.memberKey(target, scope);
    const isPlace = typeof key === "string" || (typeof key === "number" && key >= 0 && key < MAX_INDEX);
    if (!isData(holder) || !isPlace || key === "length" || key === "__proto__") return;
    holder[key] = this.state.isLeftInDoubt(holder) ? undefined : value;
  }
}

/** Places of a list beyond this are none that a script fills one by one. */
const MAX_INDEX = 4_096;
