import { TagshipError } from '../core/errors.ts';

/** What a pax header may say of the entry that follows it, as far as it matters here. */
export interface PaxRecords {
  readonly path?: string;
  readonly linkpath?: string;
  readonly size?: number;
}

/**
 * Records of the form `<length> <keyword>=<value>\n`, where the length counts the whole record, so that a value may hold
 * anything, line feeds too (POSIX.1-2001, pax extended header).
 * @throws TagshipError `integrity` for anything else
 */
export function parsePaxRecords(bytes: Buffer): PaxRecords {
  let path: string | undefined;
  let linkpath: string | undefined;
  let size: number | undefined;
  for (let start = 0; start < bytes.length; ) {
    const space = bytes.indexOf(' ', start);
    const length = /^[1-9]\d{0,7}$/.exec(bytes.toString('latin1', start, space))?.[0];
    const end = start + Number(length);
    const equals = bytes.indexOf('=', space);
    if (length === undefined || end > bytes.length || equals < space || equals >= end || bytes[end - 1] !== 0x0a) {
      throw damaged();
    }
    const value = bytes.toString('utf8', equals + 1, end - 1);
    switch (bytes.toString('utf8', space + 1, equals)) {
      case 'path':
        path = value;
        break;
      case 'linkpath':
        linkpath = value;
        break;
      case 'size':
        if (!/^\d{1,15}$/.test(value)) {
          throw damaged();
        }
        size = Number(value);
        break;
    }
    start = end;
  }
  return {
    ...(path === undefined ? {} : { path }),
    ...(linkpath === undefined ? {} : { linkpath }),
    ...(size === undefined ? {} : { size }),
  };
}

function damaged(): TagshipError {
  return new TagshipError('integrity', 'the archive has a damaged extended header');
}
