// AppSync's templates: Amplify's own engine, and as much of `$util` and of Java's texts, lists and maps as rules use.
import { createRequire } from 'node:module';

const { Compile, parse } = createRequire(import.meta.url)('amplify-velocity-template');

export class Refused extends Error {}

function method(owner, name, value) {
  Object.defineProperty(owner.prototype, name, { value, enumerable: false, configurable: true });
}

method(String, 'contains', function (part) { return this.includes(String(part)); });
method(String, 'isEmpty', function () { return this.length === 0; });
method(Array, 'contains', function (one) { return this.includes(one); });
method(Array, 'isEmpty', function () { return this.length === 0; });
method(Array, 'addAll', function (others) { this.push(...others); return true; });
method(Object, 'containsKey', function (name) { return Object.hasOwn(this, name); });
method(Object, 'isEmpty', function () { return Object.keys(this).length === 0; });

// The engine hangs a member `eval` on everything that it calls a method of; maps would have it as an entry.
Object.defineProperty(Object.prototype, 'eval', { get: () => undefined, set: () => undefined });

const isNull = (value) => value === null || value === undefined;
const isNullOrEmpty = (value) => isNull(value) || (typeof value === 'object' || typeof value === 'string') && value.isEmpty();

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function utilities(authType) {
  return {
    authType: () => authType,
    unauthorized: () => { throw new Refused('Unauthorized'); },
    error: (message) => { throw new Refused(String(message)); },
    qr: () => '',
    isNull,
    isNullOrEmpty,
    isString: (value) => typeof value === 'string',
    isList: (value) => Array.isArray(value),
    defaultIfNull: (value, other) => (isNull(value) ? other : value),
    parseJson: parsed,
    toJson: (value) => JSON.stringify(value ?? null),
    list: { copyAndRemoveAll: (all, some) => all.filter((one) => !some.includes(one)) },
    map: {
      copyAndRetainAllKeys: (map, names) =>
        Object.fromEntries(Object.entries(map).filter(([name]) => names.includes(name))),
    },
  };
}

const engines = new Map();

/** Runs a template; throws `Refused` where it refuses, and changes `ctx` as it does. */
export function run(template, ctx, authType) {
  // The engine cannot ask a text for a method that begins with `is`.
  if (!engines.has(template)) engines.set(template, parse(template.replaceAll('$group.isEmpty()', '$util.isNullOrEmpty($group)')));
  const util = utilities(authType);
  try {
    new Compile(engines.get(template), { escape: false }).render({ ctx, context: ctx, util, utils: util });
  } catch (error) {
    if (error instanceof Refused || /Unauthorized/.test(error.message)) throw new Refused(error.message);
    throw error;
  }
}

/** Whether a row meets a filter of AppSync. */
export function meets(filter, row) {
  return Object.entries(filter).every(([name, asked]) => {
    if (name === 'or') return asked.some((one) => meets(one, row));
    if (name === 'and') return asked.every((one) => meets(one, row));
    const value = row[name];
    if (isNull(value)) return false;
    return Object.entries(asked).every(([operator, wanted]) => {
      if (operator === 'eq') return value === wanted;
      if (operator === 'in') return wanted.includes(value);
      if (operator === 'contains') return value.includes(wanted);
      if (operator === 'containsAny') return wanted.some((one) => value.includes(one));
      throw new Error(`the filter asks ${operator}`);
    });
  });
}
