import { quoted } from '../core/diagnostics.ts';
import type { TextSlip } from './decode-text.ts';
import type { YamlToken } from './yaml-tokens.ts';

const deepest = 64;

/** YAML that repo-info does not take (design.md, section 5): what a line says must be seen from that line alone. */
export function findForbiddenSyntax(tokens: readonly YamlToken[]): readonly TextSlip[] {
  const slips: TextSlip[] = [];
  let isMerge = false;
  for (const [index, token] of tokens.entries()) {
    if (token.type === 'newline') {
      isMerge = false;
    } else if (isMergeKey(token, tokens[index + 1])) {
      isMerge = true;
      slips.push(slip(token, 'merge keys are not read', 'write the merged lines out'));
    } else if (!(isMerge && token.type === 'alias')) {
      slips.push(...explainToken(token));
    }
  }
  return slips;
}

function isMergeKey(token: YamlToken, next: YamlToken | undefined): boolean {
  return token.type === 'scalar' && token.source === '<<' && next?.type === 'map-value-ind';
}

function explainToken(token: YamlToken): readonly TextSlip[] {
  switch (token.type) {
    case 'anchor':
      return [slip(token, `anchors like ${quoted(token.source)} are not read`, 'take it out')];
    case 'alias':
      return [slip(token, `aliases like ${quoted(token.source)} are not read`, 'write the value itself')];
    case 'tag':
      return [slip(token, `YAML tags like ${quoted(token.source)} are not read`, 'take it out; every value is text')];
    case 'directive-line':
      return [slip(token, `directives like ${quoted(token.source)} are not read`, 'take the line out')];
    default:
      return [];
  }
}

/** Where a collection is nested deeper than any file has a reason for, so that nothing may recurse into it. */
export function findTooDeep(tokens: readonly YamlToken[]): TextSlip | undefined {
  let flowDepth = 0;
  let indicatorsInLine = 0;
  for (const token of tokens) {
    switch (token.type) {
      case 'flow-map-start':
      case 'flow-seq-start':
        flowDepth += 1;
        break;
      case 'flow-map-end':
      case 'flow-seq-end':
        flowDepth -= 1;
        break;
      case 'seq-item-ind':
      case 'explicit-key-ind':
      case 'map-value-ind':
        indicatorsInLine += flowDepth > 0 ? 0 : 1;
        break;
      case 'newline':
        indicatorsInLine = 0;
        break;
      default:
        break;
    }
    if (flowDepth > deepest || indicatorsInLine > deepest) {
      return slip(token, `nested deeper than ${deepest} levels`, 'write it flat');
    }
  }
  return undefined;
}

function slip({ start, end }: YamlToken, message: string, hint: string): TextSlip {
  return { start, end, message, hint };
}
