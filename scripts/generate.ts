// Makes schemas/generated/ from schemas/*.schema.json, below the folder it is run in: a file of TypeScript types for each
// schema, and one module with a validator for each; and beside a program in another language (receive.sh, Ansible's plugin)
// the module that holds its text, for a program of ours is one file. With `--check` it writes nothing, names what is stale and exits 1.
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { compile } from 'json-schema-to-typescript';

const schemaFolder = 'schemas';
const generatedFolder = 'schemas/generated';
const schemaSuffix = '.schema.json';

interface EmbeddedText {
  readonly file: string;
  readonly module: string;
  /** What the module exports. */
  readonly name: string;
}

const embeddedTexts: readonly EmbeddedText[] = [
  { file: 'lib/handoff/receive.sh', module: 'lib/handoff/receive-script.ts', name: 'receiveScript' },
  { file: 'control/ansible/tagship_events.py', module: 'control/ansible/events-plugin.ts', name: 'eventsPlugin' },
];

interface NamedSchema {
  /** `repo-info-rel`: the file's name without suffix. */
  readonly name: string;
  /** `RepoInfoRel` */
  readonly typeName: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

const schemas = await readSchemas();
const expected = await generate(schemas);
const stale = await findStale(expected);
if (process.argv.includes('--check')) {
  reportStale(stale);
} else {
  await write(stale, expected);
}

async function readSchemas(): Promise<NamedSchema[]> {
  const files = (await readdir(schemaFolder)).filter((file) => file.endsWith(schemaSuffix)).toSorted();
  const named: NamedSchema[] = [];
  for (const file of files) {
    const schema: unknown = JSON.parse(await readFile(join(schemaFolder, file), 'utf8'));
    if (!isRecord(schema)) {
      throw new Error(`${schemaFolder}/${file} is not a JSON object`);
    }
    const name = file.slice(0, -schemaSuffix.length);
    named.push({ name, typeName: pascalCase(name), schema });
  }
  return named;
}

/** Path -> text of everything that is generated. */
async function generate(named: readonly NamedSchema[]): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const schema of named) {
    files.set(join(generatedFolder, `${schema.name}.ts`), await typesOf(schema));
  }
  files.set(join(generatedFolder, 'validators.js'), validatorsOf(named));
  files.set(join(generatedFolder, 'validators.d.ts'), validatorTypesOf(named));
  for (const embedded of embeddedTexts) {
    if (existsSync(embedded.file)) {
      files.set(embedded.module, moduleOf(embedded, await readFile(embedded.file, 'utf8')));
    }
  }
  return files;
}

/** A text as a module, one line of it in each line. */
function moduleOf({ file, name }: EmbeddedText, text: string): string {
  const lines = text.split('\n').map((line) => `  ${JSON.stringify(line)},`);
  return `${banner(file)}\n/** The text of ${basename(file)}. */\nexport const ${name}: string = [\n${lines.join('\n')}\n].join('\\n');\n`;
}

async function typesOf({ name, typeName, schema }: NamedSchema): Promise<string> {
  const types = await compile(without(schema, ['$id', 'title']), typeName, {
    additionalProperties: false,
    bannerComment: banner(`${schemaFolder}/${name}${schemaSuffix}`),
    customName: (_schema, definition) => (definition === undefined ? undefined : pascalCase(definition)),
    style: { singleQuote: true, printWidth: 120 },
  });
  return asReadonly(types);
}

/** json-schema-to-typescript cannot say readonly, so it is added to its formatted text: properties, arrays and tuples. */
function asReadonly(types: string): string {
  const lines = types.split('\n').map((line) => (isComment(line) ? line : readonlyLine(line)));
  for (const [end, line] of lines.entries()) {
    const indentation = /^( *)\}\[\]/.exec(line)?.[1];
    if (indentation !== undefined) {
      const start = lines.findLastIndex((other, index) => index < end && other.search(/\S/) === indentation.length);
      lines[start] = lines[start]?.replace(/\{$/, 'readonly {') ?? '';
    }
  }
  return lines.join('\n');
}

function isComment(line: string): boolean {
  return /^\s*(?:\/\*|\*|\/\/)/.test(line);
}

function readonlyLine(line: string): string {
  return line
    .replace(/^(\s+)(?=(?:[\w$]+|'[^']+'|\[\w+: string\])\??: )/, '$1readonly ')
    .replaceAll(/([:|=] )(\[[^\]]+\]|[\w$]+\[\]|\([^()]*\)\[\])/g, '$1readonly $2');
}

/** The code checks without ajv: it must import nothing, so a keyword that needs ajv's runtime is refused here. */
function validatorsOf(named: readonly NamedSchema[]): string {
  const ajv = new Ajv({
    allErrors: true,
    allowUnionTypes: true,
    code: { source: true, esm: true, lines: true },
    strict: true,
    strictRequired: false,
  });
  const exported: Record<string, string> = {};
  for (const { name, typeName, schema } of named) {
    ajv.addSchema(without(schema, ['$id', 'title', 'description', 'examples', 'patternErrorMessage', 'tsType']), name);
    exported[`is${typeName}`] = name;
  }
  const code = standalone.default(ajv, exported);
  const foreign = /\brequire\([^)]*\)|^import .*/m.exec(code);
  if (foreign !== null) {
    throw new Error(`a schema uses a keyword that needs ajv at run time: ${foreign[0]}; write it as a pattern`);
  }
  return `${banner(`${schemaFolder}/*${schemaSuffix}`)}\n${withoutCopying(code)}\n`;
}

/**
 * ajv joins the errors of a referenced schema to those before by copying all of them: with 20,000 wrong entries that
 * takes seconds. They are appended instead.
 */
function withoutCopying(code: string): string {
  const appending = code.replaceAll(
    /vErrors === null \? (validate\d+\.errors) : vErrors\.concat\(\1\)/g,
    'append(vErrors, $1)',
  );
  if (appending === code || appending.includes('.concat(')) {
    throw new Error('ajv joins errors in another way than this version knows; look at what it generates');
  }
  return `${appending}
function append(errors, further){
if(errors === null){
return further;
}
for(const error of further){
errors.push(error);
}
return errors;
}`;
}

function validatorTypesOf(named: readonly NamedSchema[]): string {
  const imports = named.map(({ name, typeName }) => `import type { ${typeName} } from './${name}.ts';`);
  const validators = named.map(({ typeName }) => `export const is${typeName}: Validator<${typeName}>;`);
  return `${banner(`${schemaFolder}/*${schemaSuffix}`)}
${imports.join('\n')}

/** One violation, as ajv tells it: https://ajv.js.org/api.html#validation-errors */
export interface SchemaViolation {
  /** JSON pointer to the value. */
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
  /** Set where the value is a key, checked by \`propertyNames\`. */
  readonly propertyName?: string;
}

/** Tells whether the value fits the schema; until the next call \`errors\` holds all violations, or null. */
export interface Validator<T> {
  (value: unknown): value is T;
  readonly errors?: readonly SchemaViolation[] | null;
}

${validators.join('\n')}
`;
}

/** The schema without these annotations, at any depth; a property that is called like one stays, for it is a schema. */
function without(schema: Readonly<Record<string, unknown>>, annotations: readonly string[]): Record<string, unknown> {
  const isKept = ([key, value]: [string, unknown]) => isRecord(value) || !annotations.includes(key);
  const strip = (value: unknown): unknown => {
    if (Array.isArray(value)) {
      return value.map(strip);
    }
    return isRecord(value) ? stripRecord(value) : value;
  };
  const stripRecord = (record: Readonly<Record<string, unknown>>): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(record)
        .filter(isKept)
        .map(([key, value]) => [key, strip(value)]),
    );
  return stripRecord(schema);
}

/** Files whose text is not what the schemas ask for, and files that no schema asks for. */
async function findStale(expected: ReadonlyMap<string, string>): Promise<string[]> {
  const present = existsSync(generatedFolder) ? await readdir(generatedFolder) : [];
  const stale = present.map((file) => join(generatedFolder, file)).filter((file) => !expected.has(file));
  for (const [file, text] of expected) {
    if (!existsSync(file) || (await readFile(file, 'utf8')) !== text) {
      stale.push(file);
    }
  }
  return stale.toSorted();
}

function reportStale(stale: readonly string[]): void {
  for (const file of stale) {
    const embedded = embeddedTexts.find(({ module }) => module === file);
    const asking = embedded === undefined ? 'the schemas ask' : `${embedded.file} asks`;
    console.error(`${file} is not what ${asking} for; run \`npm run generate\``);
  }
  process.exitCode = stale.length === 0 ? 0 : 1;
}

async function write(stale: readonly string[], expected: ReadonlyMap<string, string>): Promise<void> {
  await mkdir(generatedFolder, { recursive: true });
  for (const file of stale) {
    const text = expected.get(file);
    await (text === undefined ? rm(file) : writeFile(file, text));
    console.log(`${text === undefined ? 'removed' : 'wrote'} ${file}`);
  }
}

function banner(source: string): string {
  return `// generated from ${source}; run \`npm run generate\``;
}

function pascalCase(name: string): string {
  return name
    .replaceAll(/(?:^|[-_])(\w)/g, (_match, letter: string) => letter.toUpperCase())
    .replace(/^\w/, (letter) => letter.toUpperCase());
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
