import { Ajv } from 'ajv';
import { isNode, isScalar, parseDocument, visit } from 'yaml';
import { isMap } from '../lib/testing/example-world.ts';
import manifest from '../package.json' with { type: 'json' };

/** What our own bitbucket-pipelines.yml files have to look like, wherever they stand: in examples/ and on the pages. */

export const pipe = `tagship/tagship-pipe:${manifest.version}`;

export const ajv = new Ajv({ strict: false, allErrors: true });
export const conforms = ajv.compile(houseSchema());

/** Atlassian's schema accepts misspelt keys and steps without a script; this one has the keys these examples use, and no others. */
function houseSchema() {
  const variables = {
    type: 'object',
    additionalProperties: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
  };
  const pipeLine = closed({ pipe: { const: pipe }, variables });
  const check = {
    name: { type: 'string' },
    'max-time': { type: 'integer' },
    script: { type: 'array', items: { anyOf: [{ type: 'string' }, pipeLine] }, contains: pipeLine },
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

/** An object with exactly these keys. */
function closed(properties: object) {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

/** The variables of each use of the pipe: pull request, developer branch, tag. */
export function pipeVariables(pipeline: unknown): Readonly<Record<string, unknown>>[] {
  const starts = isMap(pipeline) && isMap(pipeline['pipelines']) ? pipeline['pipelines'] : {};
  return ['pull-requests', 'branches', 'tags'].flatMap((start) => variablesWithin(starts[start]));
}

function variablesWithin(value: unknown): Readonly<Record<string, unknown>>[] {
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
