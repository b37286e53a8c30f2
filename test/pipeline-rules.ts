import { Ajv } from 'ajv';
import { isNode, isScalar, parseDocument, visit } from 'yaml';
import { isMap } from '../lib/testing/example-world.ts';
import manifest from '../package.json' with { type: 'json' };
import schema from '../schemas/settings.schema.json' with { type: 'json' };

/** What our own bitbucket-pipelines.yml files have to look like, wherever they stand: in examples/ and on the pages. */

export const pipe = `tagship/tagship-pipe:${manifest.version}`;

export const ajv = new Ajv({ strict: false, allErrors: true });
export const conforms = ajv.compile(houseSchema());
/** A step as in the examples of the README: a script alone, that uses the pipe. */
export const isStepOfOurs = ajv.compile(closed({ script: scriptWithPipe() }));

/** Atlassian's schema accepts misspelt keys and steps without a script; this one has the keys these examples use, and no others. */
function houseSchema() {
  const check = {
    name: { type: 'string' },
    'max-time': { type: 'integer' },
    script: scriptWithPipe(),
  };
  const publish = { ...check, oidc: { const: true } };
  const steps = (step: object) => ({ type: 'array', minItems: 1, items: closed({ step: closed(step) }) });
  return closed({
    image: { type: 'string', pattern: ':\\d+\\.\\d+' },
    clone: closed({ depth: { const: 'full' } }),
    definitions: closed({ steps: { type: 'array' } }),
    pipelines: closed({
      'pull-requests': closed({ '**': steps(check) }),
      branches: closed({ developer: steps({ ...publish, deployment: { const: 'test' } }) }),
      tags: closed({ '*': steps({ ...publish, deployment: { const: 'production' } }) }),
    }),
  });
}

function scriptWithPipe() {
  const variables = {
    type: 'object',
    additionalProperties: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
  };
  const pipeLine = closed({ pipe: { const: pipe }, variables });
  return { type: 'array', items: { anyOf: [{ type: 'string' }, pipeLine] }, contains: pipeLine };
}

/** An object with exactly these keys. */
export function closed(properties: object) {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

/** The variables of each use of the pipe: pull request, developer branch, tag. */
export function pipeVariables(pipeline: unknown): Readonly<Record<string, unknown>>[] {
  const starts = isMap(pipeline) && isMap(pipeline['pipelines']) ? pipeline['pipelines'] : {};
  return ['pull-requests', 'branches', 'tags'].flatMap((start) => variablesWithin(starts[start]));
}

export function variablesWithin(value: unknown): Readonly<Record<string, unknown>>[] {
  if (Array.isArray(value)) {
    return value.flatMap(variablesWithin);
  }
  if (!isMap(value)) {
    return [];
  }
  return isMap(value['variables']) ? [value['variables']] : Object.values(value).flatMap(variablesWithin);
}

/** The values of pipe variables, list items included, that stand in the source without quotes. Aliases (`*package`) are none. */
export function unquotedValues(source: string): string[] {
  const unquoted: string[] = [];
  visit(parseDocument(source, { merge: true }), {
    Pair(_key, { key, value }) {
      if (!isScalar(key) || key.value !== 'variables' || !isNode(value)) {
        return undefined;
      }
      visit(value, {
        Scalar(position, scalar) {
          if (position !== 'key' && scalar.type !== 'QUOTE_SINGLE' && scalar.type !== 'QUOTE_DOUBLE') {
            unquoted.push(String(scalar.source));
          }
        },
      });
      return visit.SKIP;
    },
  });
  return unquoted;
}

/** Whether the pipe knows a variable, or a store of these may have it behind its name. */
export function isDeclared(name: string, stores: readonly string[]): boolean {
  return (
    name in schema.properties ||
    (stores.some((store) => name.startsWith(`${store}_`)) &&
      Object.keys(schema.patternProperties).some((form) => new RegExp(form).test(name)))
  );
}
