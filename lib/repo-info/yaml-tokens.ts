import { CST, Lexer } from 'yaml';

export interface YamlToken {
  /** As the package `yaml` names it, but `scalar` for the text of a plain or block scalar; null for what it cannot name. */
  readonly type: NonNullable<ReturnType<typeof CST.tokenType>> | null;
  readonly source: string;
  readonly start: number;
  readonly end: number;
}

/** A text's tokens in order, with their offsets. They tell of syntax that is gone once a tree is made of it. */
export function tokenizeYaml(text: string): readonly YamlToken[] {
  const tokens: YamlToken[] = [];
  let start = 0;
  let isScalar = false;
  for (const source of new Lexer().lex(text)) {
    if (source === CST.SCALAR) {
      isScalar = true;
    } else if (source !== CST.DOCUMENT && source !== CST.FLOW_END) {
      const end = start + source.length;
      tokens.push({ type: isScalar ? 'scalar' : CST.tokenType(source), source, start, end });
      start = end;
      isScalar = false;
    }
  }
  return tokens;
}
